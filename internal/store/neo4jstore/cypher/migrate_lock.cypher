CREATE (:__Neo4jMigrationsLock {id: $id, name: $name})
