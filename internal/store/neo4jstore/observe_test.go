package neo4jstore_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
)

// tally is an observer that keeps what it was told. The store tells it from its own
// goroutines too, until it is closed: read what sofar returns.
type tally struct {
	mu   sync.Mutex
	said account
}

// account is what an observer was told.
type account struct {
	asked   map[string]map[store.Outcome]int
	waited  int
	retried map[store.Access]int
	refused map[store.Refusal]int
}

func newTally() *tally {
	return &tally{said: account{asked: map[string]map[store.Outcome]int{}, retried: map[store.Access]int{}, refused: map[store.Refusal]int{}}}
}

// sofar returns a copy of what was told until now.
func (y *tally) sofar() account {
	y.mu.Lock()
	defer y.mu.Unlock()
	copied := account{asked: map[string]map[store.Outcome]int{}, waited: y.said.waited, retried: maps.Clone(y.said.retried), refused: maps.Clone(y.said.refused)}
	for query, outcomes := range y.said.asked {
		copied.asked[query] = maps.Clone(outcomes)
	}
	return copied
}

// Asked implements store.Observer.
func (y *tally) Asked(_ context.Context, query string, outcome store.Outcome, _ time.Duration) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.said.asked[query] == nil {
		y.said.asked[query] = map[store.Outcome]int{}
	}
	y.said.asked[query][outcome]++
}

// Waited implements store.Observer.
func (y *tally) Waited(time.Duration) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.said.waited++
}

// Retried implements store.Observer.
func (y *tally) Retried(access store.Access) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.said.retried[access]++
}

// Refused implements store.Observer.
func (y *tally) Refused(reason store.Refusal) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.said.refused[reason]++
}

// An observer is told of every round trip, by the name of its file and how it
// ended, and of nothing else.
func TestObserver(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	config, told := configOf(t, server), newTally()
	config.Observer, config.PoolSize = told, 1
	s := open(t, config)
	if err := s.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: newCluster("a"), Verb: "make"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Clusters(t.Context()); err != nil {
		t.Fatal(err)
	}
	late, cancel := context.WithTimeout(store.WithBookmarks(t.Context(), []store.Bookmark{{Mark: future(t, written(t, s, "b").Mark)}}), time.Second)
	defer cancel()
	_, err := s.Clusters(late)
	gone(t, "a state that is not reached", err)
	heard := told.sofar()
	for query, outcome := range map[string]store.Outcome{
		"begin_transaction": store.Answered, "commit_known": store.Answered, "commit_note": store.Answered,
		"commit_transaction": store.Answered, "probe": store.Answered,
	} {
		if heard.asked[query][outcome] == 0 {
			t.Errorf("%s ended %v, want %s among it", query, heard.asked[query], outcome)
		}
	}
	if got := heard.asked["clusters"]; got[store.Answered] != 1 || got[store.Late] != 1 || len(got) != 2 {
		t.Errorf("clusters ended %v, want once each %s and %s", got, store.Answered, store.Late)
	}
	names := files(t)
	for query := range heard.asked {
		if _, known := names[query]; !known && !slices.Contains([]string{"begin_transaction", "commit_transaction"}, query) {
			t.Errorf("it is told of %q", query)
		}
	}
	if got, want := s.Vitals(), (store.Vitals{Connections: 1, Usable: true, Migrated: true}); got != want {
		t.Errorf("vitals: got %+v, want %+v", got, want)
	}
}

// Who waits for a connection and who is turned away is told.
func TestObserverOfACrowd(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	config, told := configOf(t, server), newTally()
	config.Observer, config.PoolSize = told, 1
	s := open(t, config)
	ahead := future(t, written(t, s, "a").Mark)
	ctx, cancel := context.WithCancel(store.WithBookmarks(t.Context(), []store.Bookmark{{Mark: ahead}}))
	var group sync.WaitGroup
	group.Go(func() { _, _ = s.Clusters(ctx) }) // holds the only connection
	for s.Vitals().InUse == 0 {
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Clusters(t.Context())
	gone(t, "a call without a connection", err)
	cancel()
	group.Wait()
	heard := told.sofar()
	if heard.waited != 1 || heard.refused[store.Crowded] != 1 || heard.asked["clusters"][store.Abandoned] != 1 {
		t.Errorf("waited %d, refused %v, clusters %v; want one each", heard.waited, heard.refused, heard.asked["clusters"])
	}
}

// What is lost is told as lost, its retries as retries, and what is refused
// while the server is away as refused.
func TestObserverOfACut(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	config, told := configOf(t, server), newTally()
	p := neo4jtest.NewProxy(t, server.URI)
	config.URI, config.Observer = p.URI(), told
	s := open(t, config)
	if _, err := s.Clusters(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Reset()
	if _, err := s.Clusters(t.Context()); err != nil { // on new connections
		t.Fatal(err)
	}
	heard := told.sofar()
	if heard.asked["clusters"][store.Lost] == 0 || heard.retried[store.Reading] == 0 {
		t.Errorf("clusters %v, retried %v; want some lost and tried again", heard.asked["clusters"], heard.retried)
	}
	closed, err := neo4jstore.Open(t.Context(), neo4jstore.Config{URI: "bolt://127.0.0.1:1", Observer: told})
	if err != nil {
		t.Fatal(err)
	}
	defer closed.Close()
	if _, err := closed.Clusters(t.Context()); err == nil || told.sofar().refused[store.Unusable] != 1 {
		t.Errorf("got %v, refused %v", err, told.sofar().refused)
	}
	if v := closed.Vitals(); v.Usable || v.Migrated {
		t.Errorf("vitals: %+v", v)
	}
}

// A write that breaks a uniqueness was declined, and nothing is the matter.
func TestObserverOfARefusal(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	config, told := configOf(t, server), newTally()
	config.Observer = told
	s := open(t, config)
	a, b := newCluster("a"), newCluster("b")
	b.External = a.External
	if err := s.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: a, Verb: "make"}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: b, Verb: "make"}}}); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a conflict", err)
	}
	declined, heard := 0, told.sofar()
	for query, outcomes := range heard.asked {
		declined += outcomes[store.Declined]
		if outcomes[store.Failed] > 0 {
			t.Errorf("%s failed", query)
		}
	}
	if declined == 0 {
		t.Errorf("nothing was declined: %v", heard.asked)
	}
}
