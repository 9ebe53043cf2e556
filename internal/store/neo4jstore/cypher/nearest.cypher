// All searches in one round trip. The index of a shelf has every cluster's, of every
// model, and what it says of likeness is approximate: more are asked for than are
// wanted, and put in order by their vectors. An answer is short where others took
// its places and there may be more.
UNWIND $searches AS search
CALL (search) {
  CALL db.index.vector.queryNodes(search.index, search.most, search.vector) YIELD node
  RETURN collect(node) AS hits
}
WITH search, size(hits) AS seen, [n IN hits WHERE n.cluster = search.cluster AND n.vectorModel = search.model AND size(n.vector) = size(search.vector)] AS own
CALL (search, own) {
  UNWIND own AS node
  WITH node, vector.similarity.cosine(node.vector, search.vector) AS likeness ORDER BY likeness DESC, node.id
  RETURN collect(node) AS found
}
WITH search, found[..search.limit] AS kept, seen = search.most AND size(found) < search.limit AS short
CALL (search, kept) {
  UNWIND CASE WHEN search.pilots THEN kept ELSE [] END AS node
  OPTIONAL MATCH (node)-[:PILOTS]->(p:Product)
  RETURN collect(coalesce(p.id, '')) AS products, collect(coalesce(p.version, 0)) AS productVersions
}
RETURN collect([n IN kept | n.card]), collect(products), collect(productVersions), collect(short)
