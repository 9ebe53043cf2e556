// Who keeps a taxonomy in memory sees by these counters whether it is still that of
// the store: one for the topics that all clusters share, one for those of each cluster.
MATCH (t:Topic) WITH CASE t.cluster WHEN 'shared' THEN '' ELSE t.cluster END AS cluster, count(t) AS last
MERGE (c:Counter {name: 'topics of ' + cluster}) SET c.last = last;

// The names that statements use, as in V0003.
CALL db.createRelationshipType('EXTENDS');
CALL db.createProperty('why');
