// The events of each cluster are numbered by a counter of its own that is taken
// last and held until the commit, so that their numbers grow in the order of
// commits.
UNWIND $series AS series
MERGE (c:Counter {name: series.counter})
SET c._lock = true
WITH c, series.events AS events
SET c.last = coalesce(c.last, 0) + size(events)
WITH c.last - size(events) AS before, events
UNWIND range(1, size(events)) AS place
CREATE (e:Event)
SET e = events[place - 1], e.number = before + place
