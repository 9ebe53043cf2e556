// Events are numbered by a counter that is taken last and held until the commit,
// so that their numbers grow in the order of commits.
MERGE (c:Counter {name: 'events'})
SET c._lock = true
WITH c
SET c.last = coalesce(c.last, 0) + size($events)
WITH c.last - size($events) AS before
UNWIND range(1, size($events)) AS place
CREATE (e:Event)
SET e = $events[place - 1], e.number = before + place
