// Records of one type above an id, in order: the ranges of the others are empty.
CALL () {
  MATCH (n:Cluster) WHERE n.id > $clustersAfter AND n.id < $clustersBefore RETURN n ORDER BY n.id LIMIT $limit
  UNION ALL
  MATCH (n:Organization) WHERE n.id > $organizationsAfter AND n.id < $organizationsBefore RETURN n ORDER BY n.id LIMIT $limit
  UNION ALL
  MATCH (n:Person) WHERE n.id > $peopleAfter AND n.id < $peopleBefore RETURN n ORDER BY n.id LIMIT $limit
  UNION ALL
  MATCH (n:Topic) WHERE n.id > $topicsAfter AND n.id < $topicsBefore RETURN n ORDER BY n.id LIMIT $limit
  UNION ALL
  MATCH (n:Need) WHERE n.id > $needsAfter AND n.id < $needsBefore RETURN n ORDER BY n.id LIMIT $limit
  UNION ALL
  MATCH (n:Offer) WHERE n.id > $offersAfter AND n.id < $offersBefore RETURN n ORDER BY n.id LIMIT $limit
  UNION ALL
  MATCH (n:Product) WHERE n.id > $productsAfter AND n.id < $productsBefore RETURN n ORDER BY n.id LIMIT $limit
}
RETURN collect(n.id), collect(n.doc)
