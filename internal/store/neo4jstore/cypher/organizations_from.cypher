// Organizations from where the fewest are; see needs_from.
CALL () {
  MATCH (:Organization {id: $fromWhole})<-[:PART_OF]-(n:Organization) RETURN n
  UNION
  MATCH (n:Organization) WHERE point.distance(n.point, $fromPoint) <= $meters RETURN n
  UNION
  UNWIND $fromSearch AS search
  CALL db.index.fulltext.queryNodes('organizations', search, {limit: $hits}) YIELD node AS n RETURN n
}
WITH collect(n) AS found
CALL (found) {
  UNWIND found AS n
  WITH n
  WHERE n.sortKey > $after AND n.sortKey < $ceiling
    AND (size($kinds) = 0 OR n.kind IN $kinds)
    AND ($partOf IS NULL OR EXISTS { (n)-[:PART_OF]->(whole:Organization) WHERE whole.id = $partOf })
    AND (size($grades) = 0 OR n.grades IS NULL OR any(grade IN n.grades WHERE grade IN $grades))
    AND ($point IS NULL OR point.distance(n.point, $point) <= $meters)
  WITH n ORDER BY n.sortKey LIMIT $limit
  RETURN collect(n.doc) AS docs
}
RETURN docs, size(found)
