// Offers from where the fewest are; see needs_from.
CALL () {
  MATCH (:Person {id: $fromPerson})-[:HOLDS|OFFERS|PROPOSES]->(n:Offer) RETURN n
  UNION
  MATCH (:Organization {id: $fromOrganization})-[:HOLDS|OFFERS|PROPOSES]->(n:Offer) RETURN n
  UNION
  MATCH (:Product {id: $fromProduct})<-[:PILOTS]-(n:Offer) RETURN n
  UNION
  UNWIND $fromTopics AS topic MATCH (:Topic {id: topic})<-[:ABOUT]-(n:Offer) RETURN n
  UNION
  MATCH (n:Offer) WHERE point.distance(n.point, $fromPoint) <= $meters RETURN n
  UNION
  UNWIND $fromSearch AS search
  UNWIND $shelves AS shelf
  CALL db.index.fulltext.queryNodes(shelf, search, {limit: $hits}) YIELD node AS n RETURN n
}
WITH collect(n) AS found
CALL (found) {
  UNWIND found AS n
  WITH n
  WHERE n.sortKey > $floor AND n.sortKey < $before
    AND ($all OR n.status IN ['OPEN', 'LISTED'] OR EXISTS { (n)<-[:HOLDS|OFFERS|PROPOSES]-(by) WHERE by.id IN $parties })
    AND (size($statuses) = 0 OR n.status IN $statuses)
    AND (size($kinds) = 0 OR n.kind IN $kinds)
    AND (size($modes) = 0 OR n.modes IS NULL OR any(mode IN n.modes WHERE mode IN $modes))
    AND (size($settings) = 0 OR n.settings IS NULL OR any(setting IN n.settings WHERE setting IN $settings))
    AND (size($grades) = 0 OR n.grades IS NULL OR any(grade IN n.grades WHERE grade IN $grades))
    AND ($offeredBy IS NULL OR EXISTS { (n)<-[:HOLDS|OFFERS|PROPOSES]-(by) WHERE by.id = $offeredBy })
    AND ($product IS NULL OR EXISTS { (n)-[:PILOTS]->(product:Product) WHERE product.id = $product })
    AND ($category IS NULL OR n.category = $category)
    AND (size($topics) = 0 OR EXISTS { (n)-[:ABOUT]->(topic:Topic) WHERE topic.id IN $topics })
    AND ($point IS NULL OR point.distance(n.point, $point) <= $meters)
  WITH n ORDER BY n.sortKey DESC LIMIT $limit
  RETURN collect(n.doc) AS docs
}
RETURN docs, size(found)
