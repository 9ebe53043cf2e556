MATCH (c:Counter) WHERE c.name STARTS WITH 'topics of '
RETURN collect(substring(c.name, size('topics of '))), collect(c.last)
