-- Who keeps a taxonomy in memory sees here whether it is still that of the store.
CREATE TABLE topic_changes (
  cluster TEXT PRIMARY KEY, -- '' for the topics that all clusters share
  number  INTEGER NOT NULL  -- grows with every write that changes one
) WITHOUT ROWID;
INSERT INTO topic_changes (cluster, number)
  SELECT ifnull(cluster.id, '') AS of, count(*) FROM topic LEFT JOIN cluster ON cluster.num = topic.cluster GROUP BY of;
