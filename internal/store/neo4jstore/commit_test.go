package neo4jstore_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

// pair is a write of two needs under a key.
func (t *town) pair(key string) store.Write {
	var changes []store.Change
	var id eic.ID
	for _, half := range []string{"a", "b"} {
		need := &eic.Need{Head: headOf(t.cluster, eic.NeedType, key+half), PostedBy: t.people[0], Title: key, Status: eic.NeedOpen}
		id = need.ID
		changes = append(changes, store.Change{Record: need, Verb: "post",
			Document: &store.Document{Analysis: 1, Title: "need", Topics: []store.About{{Topic: t.topics[0], Token: "t0", Weight: 1}}}})
	}
	return store.Write{Changes: changes, Answer: &store.Answer{
		Key: store.Key{Person: t.people[0], Mutation: "post", Value: key}, Body: key, ID: id, At: epoch}}
}

// A connection that is lost at a commit leaves it unknown whether it was made. It
// is not made again, and its key says what became of it.
func TestCommitIsCut(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	between := newProxy(t, server.URI)
	config := configOf(t, server)
	config.URI = between.uri
	s := open(t, config)
	town := settle(t, s)
	for _, c := range []struct {
		name string
		how  int32
		made bool
	}{{"before the server heard of it", cutBefore, false}, {"before the answer", cutAfter, true}} {
		write := town.pair(c.name)
		between.cut.Store(c.how)
		gone(t, c.name, s.Commit(t.Context(), write))
		back(t, s)
		answer, err := s.Answered(t.Context(), write.Answer.Key)
		if err != nil || (answer != nil) != c.made {
			t.Errorf("%s: answered %v, %v; want made %t", c.name, answer, err, c.made)
		}
		err = s.Commit(t.Context(), write)
		var e *fault.Error
		if c.made && (!errors.As(err, &e) || e.Detail.Code != fault.KeyReused) || !c.made && err != nil {
			t.Errorf("%s: the second time: %v", c.name, err)
		}
		events := server.Query(t, "MATCH (e:Event {record: $id}) RETURN count(e)", map[string]any{"id": string(write.Answer.ID)})
		if events[0][0] != int64(1) {
			t.Errorf("%s: %v events, want 1", c.name, events[0][0])
		}
	}
}

// A connection that is lost between calls, or before a commit, is nobody's business.
func TestConnectionsAreCut(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	between := newProxy(t, server.URI)
	config := configOf(t, server)
	config.URI = between.uri
	s := open(t, config)
	town := settle(t, s)
	for i := range 10 {
		between.cutAll()
		if err := s.Commit(t.Context(), town.pair(fmt.Sprint(i))); err != nil {
			t.Errorf("Commit: %v", err)
		}
		between.cutAll()
		if _, err := s.Clusters(t.Context()); err != nil {
			t.Errorf("Clusters: %v", err)
		}
	}
}

var kills = flag.Int("kills", 3, "how often the server is killed under load")

// Every write that was acknowledged before a kill is there after it, none is half
// there and none is there twice.
func TestKilledUnderLoad(t *testing.T) {
	server := owned(t)
	s := open(t, configOf(t, server))
	town := settle(t, s)
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for writer := range 4 {
		group.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				key := fmt.Sprintf("%d-%d", writer, i)
				if town.post(ctx, t, s, key) {
					mu.Lock()
					acknowledged[key] = true
					mu.Unlock()
				}
			}
		})
	}
	for range *kills {
		mu.Lock()
		enough := len(acknowledged) + 25
		mu.Unlock()
		for begun := time.Now(); time.Since(begun) < 30*time.Second; time.Sleep(time.Millisecond) {
			mu.Lock()
			n := len(acknowledged)
			mu.Unlock()
			if n >= enough {
				break
			}
		}
		if err := server.Kill(); err != nil {
			t.Fatal(err)
		}
		restart(t, server)
		back(t, s)
	}
	time.Sleep(500 * time.Millisecond)
	stop()
	group.Wait()
	town.checkPairs(t, s, acknowledged)
}

// post makes a pair, over and over under its key until it is known to be made.
func (t *town) post(ctx context.Context, test *testing.T, s *neo4jstore.Store, key string) bool {
	for ctx.Err() == nil {
		err := s.Commit(ctx, t.pair(key))
		var e *fault.Error
		switch {
		case err == nil, errors.As(err, &e) && e.Detail.Code == fault.KeyReused:
			return true
		case !fault.Is(err, fault.Unavailable):
			test.Errorf("%s: %v", key, err)
			return false
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

// checkPairs looks for writes that are lost, half made or made twice.
func (t *town) checkPairs(test *testing.T, s *neo4jstore.Store, acknowledged map[string]bool) {
	events := map[eic.ID]int{}
	for after := int64(0); ; {
		page, err := s.Events(context.Background(), t.cluster, after, 1000)
		if err != nil {
			test.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			events[e.Record]++
		}
		after = page[len(page)-1].Number
	}
	for key := range acknowledged {
		for _, change := range t.pair(key).Changes {
			if n := events[change.Record.Header().ID]; n != 1 {
				test.Errorf("%s was acknowledged and has %d events, want 1", key, n)
			}
		}
	}
	needs, err := s.Scan(context.Background(), "", eic.NeedType, "", 1_000_000)
	if err != nil {
		test.Fatal(err)
	}
	pairs := map[string]int{}
	for _, r := range needs {
		pairs[r.(*eic.Need).Title]++
	}
	for key, n := range pairs {
		if n != 2 {
			test.Errorf("%d of the two needs of %s are there", n, key)
		}
	}
	if len(pairs) < len(acknowledged) || len(events) != len(needs) {
		test.Errorf("%d pairs for %d acknowledged, %d events for %d needs", len(pairs), len(acknowledged), len(events), len(needs))
	}
	health, err := s.Health(context.Background())
	if err != nil || len(health.Faults) > 0 {
		test.Errorf("Health: %v, %v", health.Faults, err)
	}
	test.Logf("%d writes acknowledged, %d made", len(acknowledged), len(pairs))
}

// Who carries bookmarks reads what it wrote, through another replica too.
func TestBookmarks(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	config := configOf(t, server)
	routed := config
	routed.URI = strings.Replace(config.URI, "bolt://", "neo4j://", 1) // reads go to readers
	first, second := open(t, config), open(t, routed)
	ctx := store.WithBookmarks(t.Context(), nil)
	if got := store.Written(ctx); len(got) != 0 {
		t.Errorf("before anything was written: %v", got)
	}
	for i := range 20 {
		if err := first.Commit(ctx, store.Write{Changes: []store.Change{{Record: newCluster(fmt.Sprint(i)), Verb: "make"}}}); err != nil {
			t.Fatal(err)
		}
		marks := store.Written(ctx)
		if len(marks) == 0 {
			t.Fatal("a write left no bookmark")
		}
		found, err := second.Clusters(store.WithBookmarks(t.Context(), marks))
		if err != nil || len(found) != i+1 {
			t.Fatalf("another replica sees %d clusters, want %d: %v", len(found), i+1, err)
		}
	}
	var group sync.WaitGroup
	for i := range 10 {
		group.Go(func() {
			if err := first.Commit(ctx, store.Write{Changes: []store.Change{{Record: newCluster(fmt.Sprint("at once ", i)), Verb: "make"}}}); err != nil {
				t.Errorf("Commit: %v", err)
			}
		})
	}
	group.Wait()
	found, err := second.Clusters(store.WithBookmarks(t.Context(), store.Written(ctx)))
	if err != nil || len(found) != 30 {
		t.Errorf("after writes at once: %d clusters, want 30: %v", len(found), err)
	}
	if store.Written(t.Context()) != nil {
		t.Error("a context without bookmarks has some")
	}
}

// Writes that want the same nodes in other orders are retried until they are
// made: a deadlock is nobody's error.
func TestWritersMeet(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	s := open(t, configOf(t, server))
	town := settle(t, s)
	const writers, rounds, size = 6, 8, 40
	batches := make([][]store.Change, writers*rounds)
	for i := range batches {
		batches[i] = town.offers(i*size, size)
	}
	var group sync.WaitGroup
	for writer := range writers {
		group.Go(func() {
			for round := range rounds {
				batch := batches[writer*rounds+round]
				if err := s.Commit(t.Context(), store.Write{Changes: batch}); err != nil {
					t.Errorf("make: %v", err)
					return
				}
				for i := range batch { // the next version, in the other order, about other topics
					offer := *batch[size-1-i].Record.(*eic.Offer)
					offer.Version, offer.Topics = 2, []eic.TopicID{town.topics[(i+writer)%5], town.topics[(i+round)%7]}
					batch[size-1-i] = store.Change{Record: &offer, From: 1, Verb: "change"}
				}
				if err := s.Commit(t.Context(), store.Write{Changes: batch}); err != nil {
					t.Errorf("change: %v", err)
				}
			}
		})
	}
	group.Wait()
	events := server.Query(t, "MATCH (e:Event) RETURN count(e), count(DISTINCT e.number), count(DISTINCT e.record)", nil)[0]
	if n := int64(2 * writers * rounds * size); events[0] != n || events[1] != n || events[2] != n/2 {
		t.Errorf("got %v events, numbers and records, want %d, %d and %d", events, n, n, n/2)
	}
}
