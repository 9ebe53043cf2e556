UNWIND $keys AS key
MATCH (p:PostalCode {key: key})
RETURN collect(p.key), collect(p.name), collect(p.point.latitude), collect(p.point.longitude)
