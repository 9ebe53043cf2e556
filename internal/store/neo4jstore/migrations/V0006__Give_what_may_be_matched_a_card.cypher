// What recall says of a need or an offer stands in one property.
CALL db.createProperty('card');
MATCH (n:Need|Offer)
CALL (n) {
  SET n.card = n.id + ' ' + toString(n.version) + ' ' + toString(coalesce(n.analysis, 0))
} IN TRANSACTIONS OF 1000 ROWS;
