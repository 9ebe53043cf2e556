MATCH (:__Neo4jMigration)-[:MIGRATED_TO]->(m:__Neo4jMigration)
RETURN collect(m.version), collect(coalesce(m.checksum, ''))
