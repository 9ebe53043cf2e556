// Organizations of a cluster by name.
MATCH (n:Organization)
WHERE n.sortKey > $after AND n.sortKey < $ceiling
  AND (size($kinds) = 0 OR n.kind IN $kinds)
  AND ($partOf IS NULL OR EXISTS { (n)-[:PART_OF]->(whole:Organization) WHERE whole.id = $partOf })
  AND (size($grades) = 0 OR n.grades IS NULL OR any(grade IN n.grades WHERE grade IN $grades))
  AND ($point IS NULL OR point.distance(n.point, $point) <= $meters)
  AND (size($words) = 0 OR all(word IN $words WHERE any(token IN word
    WHERE (' ' + coalesce(n.searchTitle, '') + ' ' + coalesce(n.searchBody, '') + ' ') CONTAINS ' ' + token + ' ')))
WITH n ORDER BY n.sortKey LIMIT $limit
RETURN collect(n.doc)
