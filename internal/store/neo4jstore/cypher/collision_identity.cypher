// After a uniqueness was violated: which of these identities are somebody else's.
UNWIND $identities AS wanted
MATCH (i:Identity {subject: wanted.subject, issuer: wanted.issuer})<-[:KNOWN_AS]-(p:Person)
WHERE p.id <> wanted.person
RETURN collect(wanted.issuer), collect(wanted.subject)
