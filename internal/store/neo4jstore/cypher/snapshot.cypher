// The snapshot of a version, the newest for version 0.
MATCH (s:Series {key: $key})-[:HAS]->(n:Snapshot)
WHERE n.version = CASE $version WHEN 0 THEN s.newest ELSE $version END
RETURN n.version, n.event, n.data
