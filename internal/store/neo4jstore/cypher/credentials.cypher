MATCH (c:Credential) WHERE c.id > $after AND c.id < $below
WITH c ORDER BY c.id LIMIT $limit
RETURN collect(c.doc), collect(coalesce(c.ended, 0)), collect(coalesce(c.endedBy, ''))
