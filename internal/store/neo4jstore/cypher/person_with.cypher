MATCH (:Identity {subject: $subject, issuer: $issuer})<-[:KNOWN_AS]-(p:Person)
RETURN p.doc
