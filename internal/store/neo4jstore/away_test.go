package neo4jstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// owned is a server that may be stopped, with an empty graph.
func owned(t *testing.T) *neo4jtest.Server {
	t.Helper()
	server := servers.Server(t)
	if !server.Owned() {
		t.Skip("the server is not this test's own to stop")
	}
	server.Empty(t)
	return server
}

func restart(t *testing.T, server *neo4jtest.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), faulttest.Patience)
	defer cancel()
	if err := server.Restart(ctx); err != nil {
		t.Fatal(err)
	}
}

// back waits until a store is ready.
func back(t *testing.T, s *neo4jstore.Store) {
	t.Helper()
	faulttest.Until(t, "the store is ready", func() bool { return s.Ready() == nil })
}

// A server that is restarted needs no restart of a store, and a store may come
// before its server, and before its schema: both are ready when the server is.
func TestFaultServerRestarts(t *testing.T) {
	server := owned(t)
	s := open(t, configOf(t, server))
	before, err := s.Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 20 { // so that the pool has many connections to lose
		group.Go(func() {
			for range 5 {
				if _, err := s.Clusters(t.Context()); err != nil {
					t.Errorf("Clusters: %v", err)
				}
			}
		})
	}
	group.Wait()
	server.Wipe(t)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	_, err = s.Clusters(t.Context())
	gone(t, "Clusters", err)
	early := openBefore(t, server)
	restart(t, server)
	begun := time.Now()
	back(t, s)
	took := time.Since(begun)
	t.Logf("ready %v after the server", took)
	if took > recoveries {
		t.Errorf("ready %v after the server, want %v at most", took, recoveries)
	}
	back(t, early) // which has the schema to make
	if h, err := early.Health(t.Context()); err != nil || h.Schema != before.Schema || len(h.Faults) > 0 {
		t.Errorf("Health: %+v, %v; want schema %d", h, err, before.Schema)
	}
	if err := early.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: newCluster("a"), Verb: "make"}}}); err != nil {
		t.Errorf("Commit: %v", err)
	}
	for range 30 {
		if found, err := s.Clusters(t.Context()); err != nil || len(found) != 1 {
			t.Fatalf("%d clusters, %v", len(found), err)
		}
	}
}

// openBefore opens a store whose server is away. Its calls fail without a try.
func openBefore(t *testing.T, server *neo4jtest.Server) *neo4jstore.Store {
	t.Helper()
	var asked atomic.Int64
	s, err := neo4jstore.Open(t.Context(), configOf(t, server).Traced(func(statement string, _ map[string]any) {
		if statement != neo4jstore.Probe {
			asked.Add(1)
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	gone(t, "Ready", s.Ready())
	_, err = s.Health(t.Context())
	gone(t, "Health", err)
	gone(t, "Commit", s.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: newCluster("b"), Verb: "make"}}}))
	if n := asked.Load(); n != 0 {
		t.Errorf("%d statements were sent to a server that is known to be away", n)
	}
	return s
}

func newCluster(key string) *eic.Cluster {
	id := eic.ClusterIDOf(key)
	c := &eic.Cluster{Head: headOf(id, eic.ClusterType, key), Name: "Cluster " + key}
	c.ID = eic.ID(id)
	return c
}

// What the server or a log may see of a wrong password is that it is wrong.
func TestWrongPassword(t *testing.T) {
	server := owned(t)
	var log bytes.Buffer
	config := configOf(t, server)
	config.Password, config.Log = "not the password", slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	config.URI = strings.Replace(config.URI, "://", "://someone:in-the-address@", 1)
	_, err := neo4jstore.Open(t.Context(), config)
	var e *fault.Error
	if !errors.As(err, &e) || e.Detail.Code != fault.CannotOpen {
		t.Errorf("got %v, want %s", err, fault.CannotOpen)
	}
	for name, text := range map[string]string{"the error": fmt.Sprint(err), "the log": log.String(), "the configuration": fmt.Sprint(slog.AnyValue(config).Resolve())} {
		if strings.Contains(text, config.Password) || strings.Contains(text, "in-the-address") {
			t.Errorf("%s has a secret: %s", name, text)
		}
	}
}
