MATCH (s:Series {key: $key})
SET s.newest = $version, s.cluster = $cluster, s.side = $side
CREATE (s)-[:HAS]->(:Snapshot {version: $version, event: $event, data: $data})
WITH s
MATCH (s)-[:HAS]->(old:Snapshot)
WITH old ORDER BY old.version DESC SKIP $kept
DETACH DELETE old
