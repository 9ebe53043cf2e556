// Locks the records to be changed and then reads them: Neo4j is read-committed,
// and what is read before the lock may have changed when it is had.
CALL () {
  UNWIND $clusters AS id MATCH (n:Cluster {id: id}) SET n._lock = true RETURN n
  UNION ALL
  UNWIND $organizations AS id MATCH (n:Organization {id: id}) SET n._lock = true RETURN n
  UNION ALL
  UNWIND $people AS id MATCH (n:Person {id: id}) SET n._lock = true RETURN n
  UNION ALL
  UNWIND $topics AS id MATCH (n:Topic {id: id}) SET n._lock = true RETURN n
  UNION ALL
  UNWIND $needs AS id MATCH (n:Need {id: id}) SET n._lock = true RETURN n
  UNION ALL
  UNWIND $offers AS id MATCH (n:Offer {id: id}) SET n._lock = true RETURN n
  UNION ALL
  UNWIND $products AS id MATCH (n:Product {id: id}) SET n._lock = true RETURN n
}
RETURN collect(n.id), collect(elementId(n)), collect(n.version), collect(coalesce(n.about, '')), collect(coalesce(n.analysis, 0)), collect(coalesce(n.card, ''))
