UNWIND $keys AS key
MATCH (p:PostalCode {key: key})
RETURN collect(p.key), collect(p.point.latitude), collect(p.point.longitude)
