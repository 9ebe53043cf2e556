// Needs and offers with their analysed form. As in fetch, versions are read last,
// from their cards.
CALL () {
  UNWIND $needs AS id MATCH (n:Need {id: id}) RETURN n, '' AS product
  UNION ALL
  UNWIND $offers AS id MATCH (n:Offer {id: id}) OPTIONAL MATCH (n)-[:PILOTS]->(p:Product) RETURN n, coalesce(p.doc, '') AS product
}
WITH collect(n) AS nodes, collect(n.doc) AS docs, collect(coalesce(n.analysis, 0)) AS analyses,
  collect(coalesce(n.searchTitle, '')) AS titles, collect(coalesce(n.searchBody, '')) AS bodies,
  collect(coalesce(n.about, '')) AS abouts, collect(product) AS products
RETURN [n IN nodes | n.id], docs, analyses, titles, bodies, abouts, products, [n IN nodes | n.card]
