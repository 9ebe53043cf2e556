// What was done by or with some: their entries are few, and put in order here.
UNWIND $of AS id
CALL (id) {
  MATCH (a:AuditEntry) WHERE a.by = id AND a.key > $from AND a.key < $before RETURN a
  UNION
  MATCH (a:AuditEntry) WHERE a.record = id AND a.key > $from AND a.key < $before RETURN a
}
WITH DISTINCT a ORDER BY a.key DESC LIMIT $limit
RETURN collect(a.doc)
