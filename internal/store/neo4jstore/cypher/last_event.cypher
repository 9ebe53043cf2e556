MATCH (e:Event) WHERE e.cluster = $cluster AND e.number > 0
WITH e ORDER BY e.cluster DESC, e.number DESC LIMIT 1
RETURN e.number
