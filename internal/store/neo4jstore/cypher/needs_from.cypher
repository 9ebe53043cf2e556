// Needs from where the fewest are: what somebody posted, what is for an
// organization, what a search finds, what is near, what is about a topic. Only
// one of the branches is asked; the values of the others are null or empty.
CALL () {
  MATCH (:Person {id: $fromPerson})-[:POSTED]->(n:Need) RETURN n
  UNION
  MATCH (:Organization {id: $fromOrganization})<-[:ON_BEHALF_OF]-(n:Need) RETURN n
  UNION
  UNWIND $fromTopics AS topic MATCH (:Topic {id: topic})<-[:ABOUT]-(n:Need) RETURN n
  UNION
  MATCH (n:Need) WHERE point.distance(n.point, $fromPoint) <= $meters RETURN n
  UNION
  UNWIND $fromSearch AS search
  CALL db.index.fulltext.queryNodes('open_needs', search, {limit: $hits}) YIELD node AS n RETURN n
}
WITH collect(n) AS found
CALL (found) {
  UNWIND found AS n
  WITH n
  WHERE n.sortKey > $floor AND n.sortKey < $before
    AND ($all OR n.status = 'OPEN' OR EXISTS { (n)<-[:POSTED]-(by:Person) WHERE by.id IN $parties })
    AND (size($statuses) = 0 OR n.status IN $statuses)
    AND (size($kinds) = 0 OR n.kinds IS NULL OR any(kind IN n.kinds WHERE kind IN $kinds))
    AND (size($grades) = 0 OR n.grades IS NULL OR any(grade IN n.grades WHERE grade IN $grades))
    AND ($postedBy IS NULL OR EXISTS { (n)<-[:POSTED]-(by:Person) WHERE by.id = $postedBy })
    AND ($onBehalfOf IS NULL OR EXISTS { (n)-[:ON_BEHALF_OF]->(for:Organization) WHERE for.id = $onBehalfOf })
    AND (size($topics) = 0 OR EXISTS { (n)-[:ABOUT]->(topic:Topic) WHERE topic.id IN $topics })
    AND ($start IS NULL OR n.windowEnd IS NULL OR n.windowEnd >= $start)
    AND ($end IS NULL OR n.windowStart IS NULL OR n.windowStart <= $end)
    AND ($point IS NULL OR point.distance(n.point, $point) <= $meters)
  WITH n ORDER BY n.sortKey DESC LIMIT $limit
  RETURN collect(n.doc) AS docs
}
RETURN docs, size(found)
