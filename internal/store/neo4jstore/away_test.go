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
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := server.Restart(ctx); err != nil {
		t.Fatal(err)
	}
}

// back waits until a store is ready.
func back(t *testing.T, s *neo4jstore.Store) {
	t.Helper()
	faulttest.Until(t, "the store is ready", time.Minute, func() bool { return s.Ready() == nil })
}

func TestFaultOpenWithoutServer(t *testing.T) {
	server := owned(t)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	s, err := neo4jstore.Open(t.Context(), configOf(t, server).Traced(func(statement string, _ map[string]any) {
		if statement != neo4jstore.Probe {
			asked.Add(1)
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	gone(t, "Ready", s.Ready())
	_, err = s.Health(t.Context())
	gone(t, "Health", err)
	gone(t, "Commit", s.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: newCluster("a"), Verb: "make"}}}))
	if n := asked.Load(); n != 0 {
		t.Errorf("%d statements were sent to a server that is known to be away", n)
	}
	restart(t, server)
	back(t, s) // it may have to migrate first
	if h, err := s.Health(t.Context()); err != nil || h.Schema != 5 {
		t.Errorf("Health: %+v, %v", h, err)
	}
}

func newCluster(key string) *eic.Cluster {
	id := eic.ClusterIDOf(key)
	c := &eic.Cluster{Head: headOf(id, eic.ClusterType, key), Name: "Cluster " + key}
	c.ID = eic.ID(id)
	return c
}

// A server that was restarted needs no restart of the store.
func TestFaultServerRestarts(t *testing.T) {
	server := owned(t)
	s := open(t, configOf(t, server))
	if err := s.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: newCluster("a"), Verb: "make"}}}); err != nil {
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
	for name, end := range map[string]func() error{"stop": server.Stop, "kill": server.Kill} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		_, err := s.Clusters(t.Context())
		gone(t, name, err)
		restart(t, server)
		begun := time.Now()
		back(t, s)
		if took := time.Since(begun); took > recoveries {
			t.Errorf("%s: ready %v after the server", name, took)
		}
		for range 30 {
			if found, err := s.Clusters(t.Context()); err != nil || len(found) != 1 {
				t.Fatalf("%s: %d clusters, %v", name, len(found), err)
			}
		}
	}
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
