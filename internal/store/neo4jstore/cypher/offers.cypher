// Offers of a cluster in the order of its list, newest first.
MATCH (n:Offer)
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
  AND (size($words) = 0 OR n.status IN ['OPEN', 'LISTED'] AND all(word IN $words WHERE any(token IN word
    WHERE (' ' + coalesce(n.searchTitle, '') + ' ' + coalesce(n.searchBody, '') + ' ') CONTAINS ' ' + token + ' ')))
WITH n ORDER BY n.sortKey DESC LIMIT $limit
RETURN collect(n.doc)
