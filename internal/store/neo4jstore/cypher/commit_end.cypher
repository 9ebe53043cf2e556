// Ends credentials that are open: of two who end one the second finds it ended,
// since it reads after it has the lock.
UNWIND $endings AS ending
MATCH (c:Credential {id: ending.id})
SET c._lock = true
WITH c, ending WHERE c.ended IS NULL
SET c.ended = ending.at, c.endedBy = ending.by, c.over = CASE WHEN c.over < ending.at THEN c.over ELSE ending.at END
RETURN count(*)
