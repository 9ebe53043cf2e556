// Products from where the fewest are; see needs_from.
CALL () {
  MATCH (:Organization {id: $fromCompany})-[:MAKES]->(n:Product) RETURN n
  UNION
  UNWIND $fromSearch AS search
  CALL db.index.fulltext.queryNodes('products', search, {limit: $hits}) YIELD node AS n RETURN n
}
WITH collect(n) AS found
CALL (found) {
  UNWIND found AS n
  WITH n
  WHERE n.sortKey > $after AND n.sortKey < $ceiling
    AND ($company IS NULL OR EXISTS { (n)<-[:MAKES]-(o:Organization) WHERE o.id = $company })
    AND (size($grades) = 0 OR n.grades IS NULL OR any(grade IN n.grades WHERE grade IN $grades))
    AND (size($devices) = 0 OR n.devices IS NULL OR any(device IN n.devices WHERE device IN $devices))
  WITH n ORDER BY n.sortKey LIMIT $limit
  RETURN collect(n.doc) AS docs
}
RETURN docs, size(found)
