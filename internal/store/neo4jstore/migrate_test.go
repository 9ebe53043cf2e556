package neo4jstore_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

// A graph migrated by two replicas at once has each step once.
func TestReplicasMigrateOnce(t *testing.T) {
	server := servers.Server(t)
	server.Wipe(t)
	const replicas = 3
	var group sync.WaitGroup
	for range replicas {
		group.Go(func() {
			s, err := neo4jstore.Open(t.Context(), configOf(t, server))
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if err := s.Ready(); err != nil {
				t.Errorf("Ready: %v", err)
			}
			if err := s.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
	group.Wait()
	steps := server.Query(t, `MATCH p = (:__Neo4jMigration {version: 'BASELINE'})-[:MIGRATED_TO*]->(m)
		RETURN m.version, m.source, m.type, m.checksum ORDER BY m.version`, nil)
	for i, source := range []string{"V0001__Create_the_graph.cypher", "V0002__Shelve_what_may_be_matched.cypher", "V0003__Name_what_statements_use.cypher"} {
		if len(steps) != 3 || steps[i][1] != source || steps[i][2] != "CYPHER" || steps[i][3] == "" {
			t.Fatalf("got %v, want 3 steps, %s as number %d", steps, source, i+1)
		}
	}
	if left := server.Query(t, "MATCH (l:__Neo4jMigrationsLock) RETURN count(l)", nil); left[0][0] != int64(0) {
		t.Errorf("%v locks are left", left[0][0])
	}
	if waiting := server.Query(t, "SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN count(*)", nil); waiting[0][0] != int64(0) {
		t.Errorf("%v indexes are not ready", waiting[0][0])
	}
}

func TestSchemaOfAnother(t *testing.T) {
	server := servers.Server(t)
	server.Wipe(t)
	open(t, configOf(t, server))
	defer server.Wipe(t)
	cases := []struct {
		name, change string
		code         fault.Code
	}{
		{"one step more", "MATCH (m:__Neo4jMigration {version: '0003'}) CREATE (m)-[:MIGRATED_TO]->(:__Neo4jMigration {version: '0004', checksum: '1'})", fault.NewerSchema},
		{"another step", "MATCH (m:__Neo4jMigration) WHERE m.version = '0004' DETACH DELETE m WITH count(*) AS gone MATCH (m:__Neo4jMigration {version: '0002'}) SET m.checksum = '1'", fault.CorruptStore},
	}
	for _, c := range cases {
		server.Query(t, c.change, nil)
		_, err := neo4jstore.Open(t.Context(), configOf(t, server))
		var e *fault.Error
		if !errors.As(err, &e) || e.Detail.Code != c.code {
			t.Errorf("%s: got %v, want %s", c.name, err, c.code)
		}
	}
}
