MATCH (p:PostalCode) WHERE p.key > $after
WITH p ORDER BY p.key LIMIT $limit
RETURN collect(p.country), collect(p.code), collect(p.name), collect(p.point.latitude), collect(p.point.longitude)
