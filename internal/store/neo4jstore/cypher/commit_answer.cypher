// Makes an answer, or finds the one its key has: only the first makes a node.
MERGE (a:Answer {key: $key})
ON CREATE SET a += $properties
