// After a uniqueness was violated: who has what this write wanted.
CALL () {
  UNWIND $externals AS wanted
  MATCH (n:Cluster {externalId: wanted.id}) WHERE wanted.label = 'clusters' AND n.id <> wanted.record RETURN wanted.record AS record
  UNION ALL
  UNWIND $externals AS wanted
  MATCH (n:Organization {externalId: wanted.id, source: wanted.source, cluster: wanted.cluster})
  WHERE wanted.label = 'organizations' AND n.id <> wanted.record RETURN wanted.record AS record
  UNION ALL
  UNWIND $externals AS wanted
  MATCH (n:Person {externalId: wanted.id, source: wanted.source, cluster: wanted.cluster})
  WHERE wanted.label = 'people' AND n.id <> wanted.record RETURN wanted.record AS record
  UNION ALL
  UNWIND $externals AS wanted
  MATCH (n:Topic {externalId: wanted.id, source: wanted.source, cluster: wanted.cluster})
  WHERE wanted.label = 'topics' AND n.id <> wanted.record RETURN wanted.record AS record
  UNION ALL
  UNWIND $externals AS wanted
  MATCH (n:Need {externalId: wanted.id, source: wanted.source, cluster: wanted.cluster})
  WHERE wanted.label = 'needs' AND n.id <> wanted.record RETURN wanted.record AS record
  UNION ALL
  UNWIND $externals AS wanted
  MATCH (n:Offer {externalId: wanted.id, source: wanted.source, cluster: wanted.cluster, kind: wanted.kind})
  WHERE wanted.label = 'offers' AND n.id <> wanted.record RETURN wanted.record AS record
  UNION ALL
  UNWIND $externals AS wanted
  MATCH (n:Product {externalId: wanted.id, source: wanted.source, cluster: wanted.cluster})
  WHERE wanted.label = 'products' AND n.id <> wanted.record RETURN wanted.record AS record
}
RETURN collect(record)
