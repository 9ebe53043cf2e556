// Members from where the fewest are; see needs_from.
CALL () {
  MATCH (:Organization {id: $fromOrganization})<-[:AFFILIATED_WITH]-(n:Person) RETURN n
  UNION
  UNWIND $fromSearch AS search
  CALL db.index.fulltext.queryNodes('people', search, {limit: $hits}) YIELD node AS n RETURN n
}
WITH collect(n) AS found
CALL (found) {
  UNWIND found AS n
  MATCH (n)-[m:MEMBER_OF]->(:Cluster)
  WHERE m.sortKey > $after AND m.sortKey < $ceiling
    AND (size($roles) = 0 OR any(role IN m.roles WHERE role IN $roles))
    AND ($organization IS NULL OR EXISTS { (n)-[:AFFILIATED_WITH]->(o:Organization) WHERE o.id = $organization })
  WITH n, m ORDER BY m.sortKey LIMIT $limit
  RETURN collect(n.doc) AS docs
}
RETURN docs, size(found)
