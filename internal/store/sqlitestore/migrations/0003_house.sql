-- What the house around the graph keeps.

CREATE TABLE event (
  number  INTEGER PRIMARY KEY,
  cluster TEXT NOT NULL,
  side    INTEGER NOT NULL,
  record  TEXT NOT NULL,
  version INTEGER NOT NULL,
  verb    TEXT NOT NULL,
  at      INTEGER NOT NULL, -- milliseconds since 1970
  by      TEXT NOT NULL
);
CREATE INDEX event_side ON event (cluster, side);

CREATE TABLE answer (
  person   TEXT NOT NULL,
  mutation TEXT NOT NULL,
  key      TEXT NOT NULL,
  body     TEXT NOT NULL,
  record   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (person, mutation, key)
) WITHOUT ROWID;
CREATE INDEX answer_at ON answer (at);

CREATE TABLE snapshot (
  cluster TEXT NOT NULL,
  side    INTEGER NOT NULL,
  version INTEGER NOT NULL,
  event   INTEGER NOT NULL,
  data    BLOB NOT NULL,
  PRIMARY KEY (cluster, side, version)
);

CREATE TABLE shown (
  offer INTEGER PRIMARY KEY REFERENCES offer (num) DEFERRABLE INITIALLY DEFERRED,
  times INTEGER NOT NULL
);

CREATE TABLE postal (
  country TEXT NOT NULL,
  code    TEXT NOT NULL,
  name    TEXT NOT NULL,
  lat     REAL NOT NULL,
  lng     REAL NOT NULL,
  PRIMARY KEY (country, code)
) WITHOUT ROWID;

CREATE TABLE secret (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;
