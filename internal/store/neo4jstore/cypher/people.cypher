// Members of a cluster by name: the membership stands in the order of the list.
MATCH (n:Person)-[m:MEMBER_OF]->(:Cluster)
WHERE m.sortKey > $after AND m.sortKey < $ceiling
  AND (size($roles) = 0 OR any(role IN m.roles WHERE role IN $roles))
  AND ($organization IS NULL OR EXISTS { (n)-[:AFFILIATED_WITH]->(o:Organization) WHERE o.id = $organization })
  AND (size($words) = 0 OR all(word IN $words WHERE any(token IN word
    WHERE (' ' + coalesce(n.searchTitle, '') + ' ' + coalesce(n.searchBody, '') + ' ') CONTAINS ' ' + token + ' ')))
WITH n, m ORDER BY m.sortKey LIMIT $limit
RETURN collect(n.doc)
