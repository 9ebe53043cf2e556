package neo4jstore_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

// Health says which index or constraint is gone, and how to have it again.
func TestHealthOfIndexes(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	defer server.Wipe(t)
	s := open(t, configOf(t, server))
	whole, err := s.Health(t.Context())
	if err != nil || len(whole.Faults) != 0 {
		t.Fatalf("%v, %v", whole.Faults, err)
	}
	there := map[string]bool{}
	for _, row := range server.Query(t, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'", nil) {
		there[row[0].(string)] = true
	}
	for _, index := range whole.Indexes {
		if index.State != store.IndexOnline || !there[index.Name] {
			t.Errorf("%s is %s, and there: %t", index.Name, index.State, there[index.Name])
		}
		delete(there, index.Name)
	}
	if len(there) > 0 {
		t.Errorf("not spoken of: %v", there)
	}
	for _, drop := range []string{"INDEX open_needs", "CONSTRAINT person_id"} {
		server.Query(t, "DROP "+drop, nil)
	}
	harmed, err := s.Health(t.Context())
	if err != nil || len(harmed.Faults) != 2 {
		t.Fatalf("%q, %v; want two faults", harmed.Faults, err)
	}
	for _, index := range harmed.Indexes {
		gone := index.Name == "open_needs" || index.Name == "person_id"
		if gone != (index.State == store.IndexMissing) {
			t.Errorf("%s is %s", index.Name, index.State)
		}
	}
	for _, sentence := range harmed.Faults {
		_, statement, _ := strings.Cut(sentence, "Make it again by: ")
		server.Query(t, strings.TrimSuffix(statement, ";"), nil)
	}
	server.Query(t, "CALL db.awaitIndexes(60)", nil)
	if again, err := s.Health(t.Context()); err != nil || len(again.Faults) != 0 {
		t.Errorf("after both were made again: %q, %v", again.Faults, err)
	}
}

// A store beside a service changes no schema: it refuses one that is older.
func TestBesideLeavesTheSchema(t *testing.T) {
	server := servers.Server(t)
	server.Wipe(t)
	config := configOf(t, server)
	config.Beside = true
	_, err := neo4jstore.Open(t.Context(), config)
	var e *fault.Error
	if !errors.As(err, &e) || e.Detail.Code != fault.CannotOpen || !strings.Contains(err.Error(), "its schema is 0") {
		t.Errorf("an empty graph: got %v, want %s", err, fault.CannotOpen)
	}
	if left := server.Query(t, "SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(type)", nil); left[0][0] != int64(0) {
		t.Errorf("%v indexes were made", left[0][0])
	}
	config.Beside = false
	open(t, config)
	config.Beside = true
	s := open(t, config)
	if h, err := s.Health(t.Context()); err != nil || h.Schema != h.Known {
		t.Errorf("after the service: schema %d of %d, %v", h.Schema, h.Known, err)
	}
	server.Query(t, "MATCH (m:__Neo4jMigration) WITH m ORDER BY m.version DESC LIMIT 1 DETACH DELETE m", nil)
	defer server.Wipe(t)
	if _, err := neo4jstore.Open(t.Context(), config); !errors.As(err, &e) || e.Detail.Code != fault.CannotOpen {
		t.Errorf("an older graph: got %v, want %s", err, fault.CannotOpen)
	}
}
