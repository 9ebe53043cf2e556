// Takes away the identities of people whose new ones follow.
UNWIND $elements AS element
MATCH (p:Person)-[:KNOWN_AS]->(identity:Identity) WHERE elementId(p) = element
DETACH DELETE identity
