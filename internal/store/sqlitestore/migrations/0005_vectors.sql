-- What the texts of needs and offers mean, as a model for embeddings has it, under
-- the number of the record: 32 bits for each dimension, the lowest first.
CREATE TABLE vector (
  num    INTEGER PRIMARY KEY,
  model  TEXT NOT NULL,
  digest TEXT NOT NULL,
  data   BLOB NOT NULL
);
