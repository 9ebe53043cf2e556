// Which of these records are there.
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
RETURN collect(n.id), collect(elementId(n)), collect(n.version)
