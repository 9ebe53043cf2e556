// A key is a cluster and an id, so that the entries of a cluster are a range.
MATCH (a:AuditEntry) WHERE a.key > $from AND a.key < $before
WITH a ORDER BY a.key DESC LIMIT $limit
RETURN collect(a.doc)
