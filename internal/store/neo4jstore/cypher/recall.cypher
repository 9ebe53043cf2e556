// All searches in one round trip. Index and query come as values; the query is
// made of tokens, and names the cluster before the limit is applied. More are asked
// for than are wanted, so that equals at the end can be put in order; an answer is
// torn where there may be yet more of them.
UNWIND $searches AS search
CALL (search) {
  CALL db.index.fulltext.queryNodes(search.index, search.query, {limit: search.most}) YIELD node, score
  WITH node, score ORDER BY score DESC, node.id
  RETURN collect(node) AS found, collect(score) AS scores
}
WITH search, found[..search.limit] AS kept, size(scores) = search.most AND scores[search.limit - 1] = scores[-1] AS torn
CALL (search, kept) {
  UNWIND CASE WHEN search.pilots THEN kept ELSE [] END AS node
  OPTIONAL MATCH (node)-[:PILOTS]->(p:Product)
  RETURN collect(coalesce(p.id, '')) AS products, collect(coalesce(p.version, 0)) AS productVersions
}
RETURN collect([n IN kept | n.id]), collect([n IN kept | n.version]), collect([n IN kept | coalesce(n.analysis, 0)]),
  collect(products), collect(productVersions), collect(torn)
