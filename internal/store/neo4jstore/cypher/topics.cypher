MATCH (t:Topic) WHERE t.id > ''
WITH t ORDER BY t.id
RETURN collect(t.doc)
