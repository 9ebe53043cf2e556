MATCH (e:Event) WHERE e.cluster = $cluster AND e.number > $event AND e.side = $side
RETURN count(e)
