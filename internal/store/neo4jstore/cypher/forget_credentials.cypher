MATCH (c:Credential) WHERE c.over < $before
WITH c LIMIT $limit
DETACH DELETE c
RETURN count(*)
