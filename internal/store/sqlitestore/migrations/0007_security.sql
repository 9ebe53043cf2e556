-- What lets people and programs in, and who did what.
CREATE TABLE credential (
  id       TEXT PRIMARY KEY, -- its kind and its cluster come first
  doc      TEXT NOT NULL,    -- as it was made
  ended    INTEGER,          -- milliseconds since 1970
  ended_by TEXT,
  over     INTEGER           -- when it was ended or expires, whichever is first
) WITHOUT ROWID;
CREATE INDEX credential_over ON credential (over) WHERE over IS NOT NULL;

CREATE TABLE audit (
  cluster TEXT NOT NULL,
  id      TEXT NOT NULL,
  at      INTEGER NOT NULL, -- milliseconds since 1970
  by      TEXT NOT NULL,
  action  TEXT NOT NULL,
  record  TEXT NOT NULL,
  request TEXT NOT NULL,
  PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE INDEX audit_by ON audit (cluster, by, id);
CREATE INDEX audit_record ON audit (cluster, record, id);
CREATE INDEX audit_at ON audit (at);

-- So that old events are found.
CREATE INDEX event_at ON event (at);
