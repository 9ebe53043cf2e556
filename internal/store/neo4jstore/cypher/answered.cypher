// What a key was answered with. The lock is the writer's until all it wrote can be
// seen: who finds an answer finds its record.
MATCH (a:Answer {key: $key})
SET a._lock = true
RETURN a.body, a.record, a.at
