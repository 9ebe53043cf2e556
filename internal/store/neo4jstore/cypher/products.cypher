// Products of a cluster by name.
MATCH (n:Product)
WHERE n.sortKey > $after AND n.sortKey < $ceiling
  AND ($company IS NULL OR EXISTS { (n)<-[:MAKES]-(o:Organization) WHERE o.id = $company })
  AND (size($grades) = 0 OR n.grades IS NULL OR any(grade IN n.grades WHERE grade IN $grades))
  AND (size($devices) = 0 OR n.devices IS NULL OR any(device IN n.devices WHERE device IN $devices))
  AND (size($words) = 0 OR all(word IN $words WHERE any(token IN word
    WHERE (' ' + coalesce(n.searchTitle, '') + ' ' + coalesce(n.searchBody, '') + ' ') CONTAINS ' ' + token + ' ')))
WITH n ORDER BY n.sortKey LIMIT $limit
RETURN collect(n.doc)
