package neo4jstore_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
)

// A server shows what a commit changed bit by bit. These tests make by hand what a
// reader may meet on the way: some of it is there, the rest is in a transaction
// that has its locks and is committed when the reader waits for them.

// underWay begins a transaction that makes what a statement says, and returns what
// ends it: then all can be seen.
func underWay(t *testing.T, s *neo4jstore.Store, statement string, parameters map[string]any) (end func()) {
	t.Helper()
	begun, ending := make(chan struct{}), make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		begins := sync.OnceFunc(func() { close(begun) })
		defer begins()
		err := s.Change(t.Context(), func(ctx context.Context, run func(string, map[string]any) error) error {
			err := run(statement, parameters)
			begins()
			<-ending
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-begun
	end = sync.OnceFunc(func() { close(ending); writer.Wait() })
	t.Cleanup(end)
	return end
}

// watched opens a store, and does something when it asks a statement whose text
// contains a word.
func watched(t *testing.T, server *neo4jtest.Server, note func(string, map[string]any), word string, do func()) *neo4jstore.Store {
	return open(t, configOf(t, server).Traced(func(statement string, parameters map[string]any) {
		note(statement, parameters)
		if strings.Contains(statement, word) {
			go do()
		}
	}))
}

// eventsUnderWay: of the events of a commit the second is seen and the first is not.
func eventsUnderWay(t *testing.T, server *neo4jtest.Server, note func(string, map[string]any)) {
	const event = `CREATE (:Event {number: $number, cluster: 'cluster.a', side: 1, record: 'need.a', version: 1, verb: 'post', at: datetime(), by: ''})`
	server.Query(t, event, map[string]any{"number": 2})
	end := underWay(t, open(t, configOf(t, server)), "MERGE (c:Counter {name: 'events of cluster.a'}) SET c.last = 2 "+event, map[string]any{"number": 1})
	s := watched(t, server, note, "MATCH (c:Counter", end)
	events, err := s.Events(t.Context(), "cluster.a", 0, 10)
	var numbers []int64
	for _, e := range events {
		numbers = append(numbers, e.Number)
	}
	if err != nil || !slices.Equal(numbers, []int64{1, 2}) {
		t.Errorf("got events %v, want both: %v", numbers, err)
	}
}

// TestTornRecord: the record and its card are of a commit whose texts are not seen
// yet, and texts that somebody changed by hand are no reason to wait for ever.
func TestTornRecord(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	writer := open(t, configOf(t, server))
	town := settle(t, writer)
	offer := town.offers(0, 1)
	if err := writer.Commit(t.Context(), store.Write{Changes: offer}); err != nil {
		t.Fatal(err)
	}
	id, want := offer[0].Record.Header().ID, *offer[0].Document
	text := func(title string) map[string]any { return map[string]any{"id": string(id), "title": title} }
	const set = "MATCH (o:Offer {id: $id}) SET o.searchTitle = $title"
	server.Query(t, set, text("of the version before"))
	end := underWay(t, writer, set, text(want.Title))
	s := watched(t, server, func(string, map[string]any) {}, "MATCH (n:Offer {id: id}) SET n._lock", end)
	hydrate := func() string {
		t.Helper()
		found, err := s.Hydrate(t.Context(), []eic.ID{id})
		if err != nil {
			t.Fatal(err)
		}
		return found[0].Document.Title
	}
	if got := hydrate(); got != want.Title {
		t.Errorf("got the title %q, want %q", got, want.Title)
	}
	server.Query(t, set, text("by hand"))
	if got := hydrate(); got != "by hand" {
		t.Errorf("got the title %q, want the one that stands there", got)
	}
}
