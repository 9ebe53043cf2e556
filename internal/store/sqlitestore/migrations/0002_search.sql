-- What is searched. Only what may be matched stands on a shelf: the shelves
-- are full-text indexes without content over the analysed strings, and shelved
-- holds, in narrow rows, what recall says of a document.

CREATE TABLE shelved (
  num      INTEGER PRIMARY KEY,
  shelf    INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  analysis INTEGER NOT NULL,
  id       TEXT NOT NULL,
  product  TEXT
);

CREATE VIRTUAL TABLE shelf_needs USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE shelf_open_funds USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE shelf_open_pilots USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE shelf_open_grants USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE shelf_open_studies USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE shelf_listed_funds USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE shelf_listed_pilots USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE shelf_listed_grants USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE shelf_listed_studies USING fts5 (title, body, topics, content = '', contentless_delete = 1, tokenize = 'ascii');

-- A word in a title counts three times.
INSERT INTO shelf_needs (shelf_needs, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');
INSERT INTO shelf_open_funds (shelf_open_funds, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');
INSERT INTO shelf_open_pilots (shelf_open_pilots, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');
INSERT INTO shelf_open_grants (shelf_open_grants, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');
INSERT INTO shelf_open_studies (shelf_open_studies, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');
INSERT INTO shelf_listed_funds (shelf_listed_funds, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');
INSERT INTO shelf_listed_pilots (shelf_listed_pilots, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');
INSERT INTO shelf_listed_grants (shelf_listed_grants, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');
INSERT INTO shelf_listed_studies (shelf_listed_studies, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.0)');

-- What a write of a thousand documents gathers is written out at once
-- (measured: a seventh off an import).
INSERT INTO shelf_needs (shelf_needs, rank) VALUES ('hashsize', 4194304);
INSERT INTO shelf_open_funds (shelf_open_funds, rank) VALUES ('hashsize', 4194304);
INSERT INTO shelf_open_pilots (shelf_open_pilots, rank) VALUES ('hashsize', 4194304);
INSERT INTO shelf_open_grants (shelf_open_grants, rank) VALUES ('hashsize', 4194304);
INSERT INTO shelf_open_studies (shelf_open_studies, rank) VALUES ('hashsize', 4194304);
INSERT INTO shelf_listed_funds (shelf_listed_funds, rank) VALUES ('hashsize', 4194304);
INSERT INTO shelf_listed_pilots (shelf_listed_pilots, rank) VALUES ('hashsize', 4194304);
INSERT INTO shelf_listed_grants (shelf_listed_grants, rank) VALUES ('hashsize', 4194304);
INSERT INTO shelf_listed_studies (shelf_listed_studies, rank) VALUES ('hashsize', 4194304);

-- The words that lists are searched by.
CREATE VIRTUAL TABLE organization_words USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii', detail = 'none');
CREATE VIRTUAL TABLE person_words USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii', detail = 'none');
CREATE VIRTUAL TABLE product_words USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii', detail = 'none');

CREATE VIRTUAL TABLE organization_place USING rtree (num, south, north, west, east);
CREATE VIRTUAL TABLE need_place USING rtree (num, south, north, west, east);
CREATE VIRTUAL TABLE offer_place USING rtree (num, south, north, west, east);
