MERGE (previous:__Neo4jMigration {version: $previous})
CREATE (previous)-[:MIGRATED_TO {
  at: datetime({timezone: 'UTC'}), in: duration({milliseconds: $milliseconds}), by: $by, connectedAs: $user
}]->(m:__Neo4jMigration)
SET m = $migration
