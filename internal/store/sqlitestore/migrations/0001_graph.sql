-- The graph: one table per noun. A column is there because a filter, an order
-- or a reference needs it; the record itself is its doc. Numbers (num) hold the
-- cluster in their upper bits, so that a cluster is a range of them.

CREATE TABLE cluster (
  num       INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  external  TEXT NOT NULL UNIQUE,
  version   INTEGER NOT NULL,
  fold      TEXT NOT NULL,
  unlocated INTEGER NOT NULL,
  doc       TEXT NOT NULL
);
CREATE INDEX cluster_unlocated ON cluster (id) WHERE unlocated = 1;

CREATE TABLE topic (
  num      INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  cluster  INTEGER REFERENCES cluster (num) DEFERRABLE INITIALLY DEFERRED,
  source   TEXT NOT NULL,
  external TEXT NOT NULL,
  version  INTEGER NOT NULL,
  doc      TEXT NOT NULL
);
CREATE UNIQUE INDEX topic_external ON topic (ifnull(cluster, 0), source, external);

CREATE TABLE topic_link (
  topic TEXT NOT NULL REFERENCES topic (id) DEFERRABLE INITIALLY DEFERRED,
  other TEXT NOT NULL REFERENCES topic (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (topic, other)
) WITHOUT ROWID;

CREATE TABLE organization (
  num       INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  cluster   INTEGER NOT NULL REFERENCES cluster (num) DEFERRABLE INITIALLY DEFERRED,
  source    TEXT NOT NULL,
  external  TEXT NOT NULL,
  version   INTEGER NOT NULL,
  fold      TEXT NOT NULL,
  kind      INTEGER NOT NULL,
  grades    INTEGER NOT NULL,
  part_of   TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
  unlocated INTEGER NOT NULL,
  doc       TEXT NOT NULL,
  UNIQUE (cluster, source, external)
);
CREATE INDEX organization_name ON organization (cluster, fold, id);
CREATE INDEX organization_part_of ON organization (part_of, fold, id) WHERE part_of IS NOT NULL;
CREATE INDEX organization_unlocated ON organization (id) WHERE unlocated = 1;

CREATE TABLE person (
  num      INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  cluster  INTEGER NOT NULL REFERENCES cluster (num) DEFERRABLE INITIALLY DEFERRED,
  source   TEXT NOT NULL,
  external TEXT NOT NULL,
  version  INTEGER NOT NULL,
  doc      TEXT NOT NULL,
  UNIQUE (cluster, source, external)
);

-- Of each person, in each cluster. The name is repeated so that a cluster's
-- members stand in the order of their list.
CREATE TABLE membership (
  cluster TEXT NOT NULL REFERENCES cluster (id) DEFERRABLE INITIALLY DEFERRED,
  fold    TEXT NOT NULL,
  person  TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  num     INTEGER NOT NULL,
  roles   INTEGER NOT NULL,
  PRIMARY KEY (cluster, fold, person)
) WITHOUT ROWID;
CREATE INDEX membership_person ON membership (num);

CREATE TABLE affiliation (
  organization TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
  person       INTEGER NOT NULL REFERENCES person (num) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (organization, person)
) WITHOUT ROWID;
CREATE INDEX affiliation_person ON affiliation (person);

CREATE TABLE identity (
  issuer  TEXT NOT NULL,
  subject TEXT NOT NULL,
  person  INTEGER NOT NULL REFERENCES person (num) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE INDEX identity_person ON identity (person);

CREATE TABLE product (
  num      INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  cluster  INTEGER NOT NULL REFERENCES cluster (num) DEFERRABLE INITIALLY DEFERRED,
  source   TEXT NOT NULL,
  external TEXT NOT NULL,
  version  INTEGER NOT NULL,
  fold     TEXT NOT NULL,
  company  TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
  grades   INTEGER NOT NULL,
  devices  INTEGER NOT NULL,
  doc      TEXT NOT NULL,
  UNIQUE (cluster, source, external)
);
CREATE INDEX product_name ON product (cluster, fold, id);
CREATE INDEX product_company ON product (company, fold, id);

CREATE TABLE product_topic (
  topic   INTEGER NOT NULL REFERENCES topic (num) DEFERRABLE INITIALLY DEFERRED,
  product INTEGER NOT NULL REFERENCES product (num) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (product, topic)
) WITHOUT ROWID;

CREATE TABLE need (
  num          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  cluster      INTEGER NOT NULL REFERENCES cluster (num) DEFERRABLE INITIALLY DEFERRED,
  source       TEXT NOT NULL,
  external     TEXT NOT NULL,
  version      INTEGER NOT NULL,
  created      INTEGER NOT NULL, -- milliseconds since 1970
  status       INTEGER NOT NULL,
  kinds        INTEGER NOT NULL,
  grades       INTEGER NOT NULL,
  starts       INTEGER NOT NULL,
  ends         INTEGER NOT NULL,
  posted_by    TEXT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  on_behalf_of TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
  unlocated    INTEGER NOT NULL,
  analysis     INTEGER NOT NULL,
  doc          TEXT NOT NULL,
  title        TEXT NOT NULL,
  body         TEXT NOT NULL,
  topics       TEXT NOT NULL,
  about        TEXT NOT NULL, -- the numbers of its topics, a JSON list
  UNIQUE (cluster, source, external)
);
CREATE INDEX need_newest ON need (cluster, created, id);
CREATE INDEX need_open ON need (cluster, created, id) WHERE status = 3;
CREATE INDEX need_posted_by ON need (posted_by, created, id);
CREATE INDEX need_on_behalf_of ON need (on_behalf_of, created, id) WHERE on_behalf_of IS NOT NULL;
CREATE INDEX need_unlocated ON need (id) WHERE unlocated = 1;

CREATE TABLE need_topic (
  topic INTEGER NOT NULL REFERENCES topic (num) DEFERRABLE INITIALLY DEFERRED,
  need  INTEGER NOT NULL REFERENCES need (num) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (topic, need)
) WITHOUT ROWID;

CREATE TABLE offer (
  num                  INTEGER PRIMARY KEY,
  id                   TEXT NOT NULL UNIQUE,
  cluster              INTEGER NOT NULL REFERENCES cluster (num) DEFERRABLE INITIALLY DEFERRED,
  source               TEXT NOT NULL,
  external             TEXT NOT NULL,
  version              INTEGER NOT NULL,
  created              INTEGER NOT NULL, -- milliseconds since 1970
  status               INTEGER NOT NULL,
  kind                 INTEGER NOT NULL,
  modes                INTEGER NOT NULL,
  settings             INTEGER NOT NULL,
  grades               INTEGER NOT NULL,
  category             INTEGER NOT NULL,
  offered_person       TEXT REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
  offered_organization TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
  product              TEXT REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED,
  unlocated            INTEGER NOT NULL,
  analysis             INTEGER NOT NULL,
  doc                  TEXT NOT NULL,
  title                TEXT NOT NULL,
  body                 TEXT NOT NULL,
  topics               TEXT NOT NULL,
  about                TEXT NOT NULL, -- the numbers of its topics, a JSON list
  UNIQUE (cluster, kind, source, external)
);
CREATE INDEX offer_newest ON offer (cluster, created, id);
CREATE INDEX offer_visible ON offer (cluster, created, id) WHERE status IN (2, 5);
CREATE INDEX offer_person ON offer (offered_person, created, id) WHERE offered_person IS NOT NULL;
CREATE INDEX offer_organization ON offer (offered_organization, created, id) WHERE offered_organization IS NOT NULL;
CREATE INDEX offer_product ON offer (product, id) WHERE product IS NOT NULL;
CREATE INDEX offer_unlocated ON offer (id) WHERE unlocated = 1;

CREATE TABLE offer_topic (
  topic INTEGER NOT NULL REFERENCES topic (num) DEFERRABLE INITIALLY DEFERRED,
  offer INTEGER NOT NULL REFERENCES offer (num) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (topic, offer)
) WITHOUT ROWID;

CREATE TABLE offer_wish (
  topic INTEGER NOT NULL REFERENCES topic (num) DEFERRABLE INITIALLY DEFERRED,
  offer INTEGER NOT NULL REFERENCES offer (num) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (offer, topic)
) WITHOUT ROWID;
