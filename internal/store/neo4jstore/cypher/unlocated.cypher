MATCH (n:Unlocated) WHERE n.id > $after
WITH n ORDER BY n.id LIMIT $limit
RETURN collect(n.id), collect(n.doc)
