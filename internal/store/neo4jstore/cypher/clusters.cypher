MATCH (c:Cluster) WHERE c.sortKey > ''
WITH c ORDER BY c.sortKey
RETURN collect(c.doc)
