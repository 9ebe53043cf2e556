-- Each cluster counts its own events; what belongs to no cluster has a series of
-- its own, of the cluster ''. What was numbered before keeps its numbers: they grow
-- within a cluster, and may have gaps.
CREATE TABLE event_series (
  cluster TEXT NOT NULL,
  number  INTEGER NOT NULL,
  side    INTEGER NOT NULL,
  record  TEXT NOT NULL,
  version INTEGER NOT NULL,
  verb    TEXT NOT NULL,
  at      INTEGER NOT NULL, -- milliseconds since 1970
  by      TEXT NOT NULL,
  PRIMARY KEY (cluster, number)
) WITHOUT ROWID;
INSERT INTO event_series (cluster, number, side, record, version, verb, at, by)
  SELECT cluster, number, side, record, version, verb, at, by FROM event ORDER BY cluster, number;
DROP TABLE event;
ALTER TABLE event_series RENAME TO event;
CREATE INDEX event_side ON event (cluster, side, number);
