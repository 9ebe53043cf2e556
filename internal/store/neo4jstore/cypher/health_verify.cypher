// What must hold, counted: things whose edges are missing, and things on the wrong shelf.
CALL () { MATCH (n:Need) WHERE NOT EXISTS { (n)<-[:POSTED]-(:Person) } RETURN count(n) AS orphanNeeds }
CALL () { MATCH (n:Offer) WHERE NOT EXISTS { (n)<-[:HOLDS|OFFERS|PROPOSES]-() } RETURN count(n) AS orphanOffers }
CALL () { MATCH (n:Product) WHERE NOT EXISTS { (n)<-[:MAKES]-(:Organization) } RETURN count(n) AS orphanProducts }
CALL () { MATCH (n:PilotOffer) WHERE NOT EXISTS { (n)-[:PILOTS]->(:Product) } RETURN count(n) AS orphanPilots }
CALL () { MATCH (n:Need) WHERE (n.status = 'OPEN') <> (n:OpenNeed) RETURN count(n) AS needs }
CALL () {
  MATCH (n:Offer) WHERE (n.status IN ['OPEN', 'LISTED'])
    <> (n:OpenFund|OpenPilot|OpenGrant|OpenStudy|ListedFund|ListedPilot|ListedGrant|ListedStudy)
  RETURN count(n) AS offers
}
RETURN orphanNeeds, orphanOffers, orphanProducts, orphanPilots, needs + offers
