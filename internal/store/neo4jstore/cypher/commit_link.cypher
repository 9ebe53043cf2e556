// Draws edges. The properties of all types are named one by one: a map would make
// the server hold back every edge until the last is drawn.
UNWIND $edges AS edge
MATCH (a) WHERE elementId(a) = edge.from
CALL (edge) { MATCH (b) WHERE elementId(b) = edge.to RETURN b }
CREATE (a)-[:$(edge.type) {
  weight: edge.properties.weight, source: edge.properties.source, author: edge.properties.author, why: edge.properties.why, title: edge.properties.title,
  from: edge.properties.from, to: edge.properties.to, roles: edge.properties.roles, sortKey: edge.properties.sortKey
}]->(b)
