// Shows that the graph can be written.
MERGE (c:Counter {name: 'health'})
SET c.last = coalesce(c.last, 0) + 1
