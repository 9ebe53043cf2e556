MATCH (a:Answer) WHERE a.at < $before
WITH a LIMIT $limit
DETACH DELETE a
RETURN count(*)
