MATCH (t:Topic) WHERE t.id > $above AND t.id < $below AND t.cluster = $cluster
WITH t ORDER BY t.id
RETURN collect(t.doc)
