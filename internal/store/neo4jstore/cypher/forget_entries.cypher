MATCH (a:AuditEntry) WHERE a.at < $before
WITH a LIMIT $limit
DETACH DELETE a
RETURN count(*)
