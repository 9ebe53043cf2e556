UNWIND $edges AS edge
MATCH (a) WHERE elementId(a) = edge.from
WITH edge, a
MATCH (b) WHERE elementId(b) = edge.to
CREATE (a)-[r:$(edge.type)]->(b)
SET r = edge.properties
