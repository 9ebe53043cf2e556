// Locks a series and reads how far it is.
MERGE (s:Series {key: $key})
SET s._lock = true
WITH s
RETURN coalesce(s.newest, 0)
