// The names that statements use, so that the server knows them from the start and
// warns of one that is misspelt.
UNWIND [
  'Cluster', 'Organization', 'Person', 'Topic', 'Need', 'Offer', 'Product', 'FundOfKnowledge',
  'PilotOffer', 'Grant', 'Study', 'Educator', 'Entrepreneur', 'Funder', 'Researcher',
  'CommunityPartner', 'Steward', 'OpenNeed', 'OpenFund', 'OpenPilot', 'OpenGrant', 'OpenStudy',
  'ListedFund', 'ListedPilot', 'ListedGrant', 'ListedStudy', 'Unlocated', 'Place', 'PostalCode',
  'Identity', 'Event', 'Counter', 'Answer', 'Series', 'Snapshot', 'Secret'
] AS name CALL db.createLabel(name);
UNWIND [
  'PART_OF', 'MEMBER_OF', 'AFFILIATED_WITH', 'KNOWN_AS', 'BROADER', 'RELATED', 'BRIDGES', 'ABOUT',
  'WISHES_FOR', 'ON_BEHALF_OF', 'PILOTS', 'POSTED', 'MAKES', 'HOLDS', 'OFFERS', 'PROPOSES', 'HAS'
] AS name CALL db.createRelationshipType(name);
UNWIND [
  '_lock', 'about', 'analysis', 'at', 'author', 'body', 'by', 'category', 'cluster', 'code',
  'country', 'created', 'data', 'description', 'devices', 'doc', 'email', 'event', 'evidence',
  'externalId', 'from', 'grades', 'groupSize', 'id', 'issuer', 'key', 'kind', 'kinds', 'language',
  'languages', 'last', 'leadDays', 'matters', 'modes', 'mutation', 'name', 'newest', 'number',
  'otherNames', 'person', 'phone', 'point', 'postalCode', 'record', 'returned', 'review', 'roles',
  'searchBody', 'searchCluster', 'searchTitle', 'searchTopics', 'settings', 'shares', 'side',
  'sortKey', 'source', 'status', 'subject', 'timeZone', 'title', 'to', 'travelKm', 'updated',
  'url', 'value', 'verb', 'version', 'views', 'weight', 'windowEnd', 'windowStart'
] AS name CALL db.createProperty(name);
