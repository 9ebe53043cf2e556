// All searches in one round trip. Index and query come as values; the query is
// made of tokens, and names the cluster before the limit is applied.
UNWIND $searches AS search
CALL (search) {
  CALL db.index.fulltext.queryNodes(search.index, search.query, {limit: search.limit}) YIELD node, score
  OPTIONAL MATCH (node)-[:PILOTS]->(p:Product)
  WITH node, score, p ORDER BY score DESC, node.id
  RETURN collect(node.id) AS ids, collect(node.version) AS versions, collect(coalesce(node.analysis, 0)) AS analyses,
    collect(coalesce(p.id, '')) AS products, collect(coalesce(p.version, 0)) AS productVersions
}
RETURN collect(ids), collect(versions), collect(analyses), collect(products), collect(productVersions)
