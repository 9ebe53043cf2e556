// What identifies a record: its id, and how another system knows it.
CREATE CONSTRAINT cluster_id IF NOT EXISTS FOR (n:Cluster) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT organization_id IF NOT EXISTS FOR (n:Organization) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT topic_id IF NOT EXISTS FOR (n:Topic) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT need_id IF NOT EXISTS FOR (n:Need) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT offer_id IF NOT EXISTS FOR (n:Offer) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT product_id IF NOT EXISTS FOR (n:Product) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT cluster_external IF NOT EXISTS FOR (n:Cluster) REQUIRE n.externalId IS UNIQUE;
CREATE CONSTRAINT organization_external IF NOT EXISTS FOR (n:Organization) REQUIRE (n.externalId, n.source, n.cluster) IS UNIQUE;
CREATE CONSTRAINT person_external IF NOT EXISTS FOR (n:Person) REQUIRE (n.externalId, n.source, n.cluster) IS UNIQUE;
CREATE CONSTRAINT topic_external IF NOT EXISTS FOR (n:Topic) REQUIRE (n.externalId, n.source, n.cluster) IS UNIQUE;
CREATE CONSTRAINT need_external IF NOT EXISTS FOR (n:Need) REQUIRE (n.externalId, n.source, n.cluster) IS UNIQUE;
CREATE CONSTRAINT offer_external IF NOT EXISTS FOR (n:Offer) REQUIRE (n.externalId, n.source, n.cluster, n.kind) IS UNIQUE;
CREATE CONSTRAINT product_external IF NOT EXISTS FOR (n:Product) REQUIRE (n.externalId, n.source, n.cluster) IS UNIQUE;
CREATE CONSTRAINT identity_subject IF NOT EXISTS FOR (n:Identity) REQUIRE (n.subject, n.issuer) IS UNIQUE;

// The order of lists: a record's sortKey is its cluster, its key and its id.
CREATE RANGE INDEX cluster_order IF NOT EXISTS FOR (n:Cluster) ON (n.sortKey);
CREATE RANGE INDEX organization_order IF NOT EXISTS FOR (n:Organization) ON (n.sortKey);
CREATE RANGE INDEX member_order IF NOT EXISTS FOR ()-[m:MEMBER_OF]-() ON (m.sortKey);
CREATE RANGE INDEX need_order IF NOT EXISTS FOR (n:Need) ON (n.sortKey);
CREATE RANGE INDEX offer_order IF NOT EXISTS FOR (n:Offer) ON (n.sortKey);
CREATE RANGE INDEX product_order IF NOT EXISTS FOR (n:Product) ON (n.sortKey);

// Where things are, and what waits to be located.
CREATE POINT INDEX organization_point IF NOT EXISTS FOR (n:Organization) ON (n.point);
CREATE POINT INDEX need_point IF NOT EXISTS FOR (n:Need) ON (n.point);
CREATE POINT INDEX offer_point IF NOT EXISTS FOR (n:Offer) ON (n.point);
CREATE RANGE INDEX unlocated_id IF NOT EXISTS FOR (n:Unlocated) ON (n.id);
CREATE CONSTRAINT postal_code_key IF NOT EXISTS FOR (n:PostalCode) REQUIRE n.key IS UNIQUE;

// What the house around the graph keeps.
CREATE CONSTRAINT event_number IF NOT EXISTS FOR (n:Event) REQUIRE n.number IS UNIQUE;
CREATE RANGE INDEX event_cluster IF NOT EXISTS FOR (n:Event) ON (n.cluster, n.number);
CREATE CONSTRAINT counter_name IF NOT EXISTS FOR (n:Counter) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT answer_key IF NOT EXISTS FOR (n:Answer) REQUIRE n.key IS UNIQUE;
CREATE RANGE INDEX answer_at IF NOT EXISTS FOR (n:Answer) ON (n.at);
CREATE CONSTRAINT series_key IF NOT EXISTS FOR (n:Series) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT secret_name IF NOT EXISTS FOR (n:Secret) REQUIRE n.name IS UNIQUE;
CREATE RANGE INDEX offer_views IF NOT EXISTS FOR (n:Offer) ON (n.cluster, n.views);
