// Needs of a cluster in the order of its list, newest first.
MATCH (n:Need)
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
  AND (size($words) = 0 OR n:OpenNeed AND all(word IN $words WHERE any(token IN word
    WHERE (' ' + coalesce(n.searchTitle, '') + ' ' + coalesce(n.searchBody, '') + ' ') CONTAINS ' ' + token + ' ')))
WITH n ORDER BY n.sortKey DESC LIMIT $limit
RETURN collect(n.doc)
