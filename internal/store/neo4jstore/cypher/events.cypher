MATCH (e:Event) WHERE e.cluster = $cluster AND e.number > $after
WITH e ORDER BY e.cluster, e.number LIMIT $limit
RETURN collect(e.number), collect(e.record), collect(e.version), collect(e.verb), collect(e.at), collect(e.by)
