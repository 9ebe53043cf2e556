MERGE (s:Secret {name: $name})
ON CREATE SET s.value = $fresh
RETURN s.value
