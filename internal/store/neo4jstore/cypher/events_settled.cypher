// Waits for the writes that are numbering events of a cluster until all they wrote
// can be seen.
MATCH (c:Counter {name: $counter})
SET c._lock = true
