// The documents of what stands on a shelf, above an id and below another.
CALL () {
  MATCH (n:Need) WHERE n.id > $needAfter AND n.id < $needBefore AND n:OpenNeed
  RETURN n ORDER BY n.id LIMIT $limit
  UNION ALL
  MATCH (n:Offer) WHERE n.id > $offerAfter AND n.id < $offerBefore
    AND n:OpenFund|OpenPilot|OpenGrant|OpenStudy|ListedFund|ListedPilot|ListedGrant|ListedStudy
  RETURN n ORDER BY n.id LIMIT $limit
}
RETURN collect(n.id), collect(coalesce(n.analysis, 0)), collect(coalesce(n.searchTitle, '')),
  collect(coalesce(n.searchBody, '')), collect(coalesce(n.about, ''))
