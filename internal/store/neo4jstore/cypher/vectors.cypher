CALL () {
  UNWIND $needs AS id MATCH (n:Need {id: id}) WHERE n.vectorModel = $model RETURN n
  UNION ALL
  UNWIND $offers AS id MATCH (n:Offer {id: id}) WHERE n.vectorModel = $model RETURN n
}
RETURN collect(n.id), collect(n.vectorDigest), collect(n.vectorData)
