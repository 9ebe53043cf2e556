package neo4jstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
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

// gone checks that an error is a fault that says when to come back, and nothing
// of the server or the driver.
func gone(t *testing.T, what string, err error) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Unavailable || e.RetryAfter <= 0 {
		t.Fatalf("%s: got %v, want UNAVAILABLE and a time to come back", what, err)
	}
	for _, text := range []string{"ConnectivityError", "dial tcp", "Neo4jError", "127.0.0.1"} {
		if strings.Contains(err.Error(), text) {
			t.Errorf("%s: what the driver said left the store: %v", what, err)
		}
	}
}

// back waits until a store is ready, and says how long that took.
func back(t *testing.T, s *neo4jstore.Store) time.Duration {
	t.Helper()
	begun := time.Now()
	for s.Ready() != nil {
		if time.Since(begun) > time.Minute {
			t.Fatalf("not ready after %v: %v", time.Since(begun), s.Ready())
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(begun)
}

func TestOpenWithoutServer(t *testing.T) {
	server := owned(t)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	s, err := neo4jstore.Open(t.Context(), configOf(t, server))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("Open took %v", took)
	}
	gone(t, "Ready", s.Ready())
	_, err = s.Health(t.Context())
	gone(t, "Health", err)
	begun = time.Now()
	gone(t, "Commit", s.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: newCluster("a"), Verb: "make"}}}))
	if took := time.Since(begun); took > 50*time.Millisecond {
		t.Errorf("a call took %v while the server is away", took)
	}
	restart(t, server)
	back(t, s) // it may have to migrate first
	if h, err := s.Health(t.Context()); err != nil || h.Schema != 4 {
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
func TestServerRestarts(t *testing.T) {
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
		if took := back(t, s); took > 5*time.Second {
			t.Errorf("%s: ready %v after the server", name, took)
		}
		for range 30 {
			if found, err := s.Clusters(t.Context()); err != nil || len(found) != 1 {
				t.Fatalf("%s: %d clusters, %v", name, len(found), err)
			}
		}
	}
}

// While a server is silent, calls fail at their deadlines and then at once; when
// it speaks again, they go through.
func TestServerPauses(t *testing.T) {
	server := owned(t)
	config := configOf(t, server)
	config.Timeout = time.Second
	s := open(t, config)
	if _, err := s.Clusters(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	if err := server.Pause(); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	for time.Since(begun) < 6*time.Second {
		one := time.Now()
		_, err := s.Clusters(t.Context())
		gone(t, "Clusters", err)
		took := time.Since(one)
		if took > 1500*time.Millisecond {
			t.Errorf("a call took %v, its deadline is 1s", took)
		}
		if late := time.Since(begun) > 5*time.Second; late && took > 50*time.Millisecond {
			t.Errorf("a call took %v after the server was silent for 5s", took)
		}
		if took < time.Millisecond {
			time.Sleep(20 * time.Millisecond)
		}
	}
	if now := runtime.NumGoroutine(); now > before+10 {
		t.Errorf("%d goroutines, %d before the pause", now, before)
	}
	if err := server.Continue(); err != nil {
		t.Fatal(err)
	}
	if took := back(t, s); took > 5*time.Second {
		t.Errorf("ready %v after the server", took)
	}
	if _, err := s.Clusters(t.Context()); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}

// A crowd is refused at once, not at its deadlines.
func TestCrowdIsShed(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	config := configOf(t, server)
	config.PoolSize = 2
	s := open(t, config)
	var longest time.Duration
	var served, shed int
	var mu sync.Mutex
	var group sync.WaitGroup
	for range 200 {
		group.Go(func() {
			begun := time.Now()
			_, err := s.Health(t.Context())
			took := time.Since(begun)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				served++
				return
			}
			gone(t, "Health", err)
			shed++
			longest = max(longest, took)
		})
	}
	group.Wait()
	t.Logf("%d served, %d shed, the last after %v", served, shed, longest)
	if served == 0 || shed == 0 {
		t.Errorf("%d served and %d shed, want some of both", served, shed)
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
