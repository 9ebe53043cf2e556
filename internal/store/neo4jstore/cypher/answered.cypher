MATCH (a:Answer {key: $key})
RETURN a.body, a.record, a.at
