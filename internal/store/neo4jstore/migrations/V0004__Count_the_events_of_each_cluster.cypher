// Programs that number events by the one old counter must not go on beside those
// that do not: their events would get numbers out of order. What they add to a
// text is no number, and their writes are refused.
MATCH (c:Counter {name: 'events'}) SET c.last = 'each cluster has a counter of its own now';

// What was numbered before keeps its numbers; each cluster's counter goes on from
// the last of them.
MATCH (e:Event) WITH e.cluster AS cluster, max(e.number) AS last
MERGE (c:Counter {name: 'events of ' + cluster}) SET c.last = last;

// A number is unique in its cluster.
DROP CONSTRAINT event_number IF EXISTS;
DROP INDEX event_cluster IF EXISTS;
CREATE CONSTRAINT event_number_of_cluster IF NOT EXISTS FOR (n:Event) REQUIRE (n.cluster, n.number) IS UNIQUE;
