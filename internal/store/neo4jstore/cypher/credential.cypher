MATCH (c:Credential {id: $id})
RETURN collect(c.doc), collect(coalesce(c.ended, 0)), collect(coalesce(c.endedBy, ''))
