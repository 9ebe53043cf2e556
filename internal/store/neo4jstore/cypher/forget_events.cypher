// The newest of each cluster stays.
MATCH (e:Event) WHERE e.at < $before
MATCH (c:Counter {name: 'events of ' + e.cluster}) WHERE e.number < c.last
WITH e LIMIT $limit
DETACH DELETE e
RETURN count(*)
