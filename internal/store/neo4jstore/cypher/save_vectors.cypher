// What is not stored matches nothing. The vector is kept twice: as numbers for the
// index, and as bytes, which are read in a quarter of the time.
CALL () {
  UNWIND $needs AS v MATCH (n:Need {id: v.id}) RETURN n, v
  UNION ALL
  UNWIND $offers AS v MATCH (n:Offer {id: v.id}) RETURN n, v
}
CALL db.create.setNodeVectorProperty(n, 'vector', v.values)
SET n.vectorModel = v.model, n.vectorDigest = v.digest, n.vectorData = v.data
