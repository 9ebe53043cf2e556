// Counts a write for each taxonomy it changes, in the order of their names.
UNWIND $counters AS name
MERGE (c:Counter {name: name})
SET c.last = coalesce(c.last, 0) + 1
