// The records with these ids. Versions are read after the docs, so that the
// reader of a write under way sees that it has to look again.
CALL () {
  UNWIND $clusters AS id MATCH (n:Cluster {id: id}) RETURN n
  UNION ALL
  UNWIND $organizations AS id MATCH (n:Organization {id: id}) RETURN n
  UNION ALL
  UNWIND $people AS id MATCH (n:Person {id: id}) RETURN n
  UNION ALL
  UNWIND $topics AS id MATCH (n:Topic {id: id}) RETURN n
  UNION ALL
  UNWIND $needs AS id MATCH (n:Need {id: id}) RETURN n
  UNION ALL
  UNWIND $offers AS id MATCH (n:Offer {id: id}) RETURN n
  UNION ALL
  UNWIND $products AS id MATCH (n:Product {id: id}) RETURN n
}
WITH collect(n) AS nodes, collect(n.doc) AS docs
RETURN [n IN nodes | n.id], docs, [n IN nodes | n.version]
