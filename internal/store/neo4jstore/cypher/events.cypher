MATCH (e:Event) WHERE e.number > $after
WITH e ORDER BY e.number LIMIT $limit
RETURN collect(e.number), collect(e.cluster), collect(e.record), collect(e.version), collect(e.verb), collect(e.at), collect(e.by)
