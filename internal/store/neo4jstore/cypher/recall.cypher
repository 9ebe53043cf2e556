// All searches in one round trip. Index and query come as values; the query is
// made of tokens, and names the cluster before the limit is applied. More are asked
// for than are wanted, so that equals at the end can be put in order; an answer is
// torn where there may be yet more of them. Cards begin with ids.
UNWIND $searches AS search
CALL (search) {
  CALL db.index.fulltext.queryNodes(search.index, search.query, {limit: search.most}) YIELD node, score
  WITH node, score, node.card AS card ORDER BY score DESC, card
  RETURN collect(node) AS found, collect(card) AS cards, collect(score) AS scores
}
WITH search, found, cards[..search.limit] AS cards,
  size(scores) = search.most AND scores[search.limit - 1] = scores[-1] AS torn
CALL (search, found) {
  UNWIND CASE WHEN search.pilots THEN found[..search.limit] ELSE [] END AS node
  OPTIONAL MATCH (node)-[:PILOTS]->(p:Product)
  RETURN collect(coalesce(p.id, '')) AS products, collect(coalesce(p.version, 0)) AS productVersions
}
RETURN collect(cards), collect(products), collect(productVersions), collect(torn)
