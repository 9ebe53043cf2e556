UNWIND $nodes AS node
CREATE (n:$(node.labels))
SET n = node.properties
RETURN collect(node.handle), collect(elementId(n))
