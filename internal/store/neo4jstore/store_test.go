package neo4jstore_test

import (
	"log/slog"
	"os"
	"testing"

	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
	"github.com/edclusters/thirdplace/internal/store/storetest"
)

var servers neo4jtest.Shared

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }

// configOf is how a test opens a server: what the server says of a statement fails it.
func configOf(t testing.TB, server *neo4jtest.Server) neo4jstore.Config {
	return neo4jstore.Config{
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database,
		Notifications: func(code, description string) { t.Errorf("the server warns: %s: %s", code, description) },
	}
}

func open(t testing.TB, config neo4jstore.Config) *neo4jstore.Store {
	t.Helper()
	s, err := neo4jstore.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	if err := s.Ready(); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStore runs the suite of the contract, and then looks at what was asked in it.
func TestStore(t *testing.T) {
	server := servers.Server(t)
	server.Wipe(t)
	var asked seen
	storetest.Run(t, func(t *testing.T) store.Store {
		server.Empty(t)
		return open(t, configOf(t, server).Traced(asked.note))
	})
	t.Run("events that are missing are waited for", func(t *testing.T) {
		server.Empty(t)
		eventsUnderWay(t, server, asked.note)
	})
	t.Run("every statement is used, with its parameters", asked.checkUse)
	t.Run("no hot statement scans", func(t *testing.T) {
		populate(t, server)
		asked.checkPlans(t, server)
	})
}
