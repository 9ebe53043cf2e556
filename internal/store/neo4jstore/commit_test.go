package neo4jstore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// A connection that is lost at a commit leaves it unknown whether it was made. It
// is not made again, and its key says what became of it.
func TestFaultCommitIsCut(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	between := neo4jtest.NewProxy(t, server.URI)
	config := configOf(t, server)
	config.URI = between.URI()
	s := open(t, config)
	ground := faulttest.NewGround(t, s, 0)
	for _, c := range []struct {
		name string
		how  neo4jtest.Cut
		made bool
	}{{"before the server heard of it", neo4jtest.CutBefore, false}, {"before the answer", neo4jtest.CutAfter, true}} {
		between.CutCommit(c.how)
		gone(t, c.name, ground.Post(t.Context(), c.name))
		back(t, s)
		if err := ground.Look(t.Context(), c.name); (err == nil) != c.made {
			t.Errorf("%s: made %t, want %t: %v", c.name, err == nil, c.made, err)
		}
		for range 2 {
			if err := ground.Post(t.Context(), c.name); err != nil {
				t.Errorf("%s: again: %v", c.name, err)
			}
		}
		events := server.Query(t, "MATCH (e:Event), (n:Need {id: e.record, title: $title}) RETURN count(DISTINCT n), count(e)", map[string]any{"title": c.name})
		if events[0][0] != int64(2) || events[0][1] != int64(2) {
			t.Errorf("%s: %v needs and events, want two of each", c.name, events[0])
		}
	}
}

// A commit that nobody answers fails at its caller's deadline, or a moment later.
// What became of it is known by its key.
func TestFaultCommitIsUnanswered(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	between := neo4jtest.NewProxy(t, server.URI)
	config := configOf(t, server)
	config.URI = between.URI()
	s := open(t, config)
	ground := faulttest.NewGround(t, s, 0)
	between.CutCommit(neo4jtest.Mute)
	key := ""
	for n := 0; between.Waiting(); n++ { // on a machine with other work the deadline may be over before the commit
		key = fmt.Sprint(n)
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		begun := time.Now()
		err := ground.Post(ctx, key)
		took := time.Since(begun)
		cancel()
		gone(t, "Post", err)
		if took > deadline+late {
			t.Errorf("it took %v, its deadline is %v", took, deadline)
		}
	}
	back(t, s)
	if err := errors.Join(ground.Look(t.Context(), key), ground.Post(t.Context(), key)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// A connection that is lost between calls, or before a commit, is nobody's business.
func TestFaultConnectionsAreCut(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	between := neo4jtest.NewProxy(t, server.URI)
	config := configOf(t, server)
	config.URI = between.URI()
	s := open(t, config)
	ground := faulttest.NewGround(t, s, 0)
	for i := range 10 {
		between.Reset()
		if err := ground.Post(t.Context(), fmt.Sprint(i)); err != nil {
			t.Errorf("Post: %v", err)
		}
		between.Reset()
		if err := ground.Look(t.Context(), fmt.Sprint(i)); err != nil {
			t.Errorf("Look: %v", err)
		}
	}
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
