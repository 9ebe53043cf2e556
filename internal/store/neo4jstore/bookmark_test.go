package neo4jstore_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

// future makes the bookmark of a state that a graph has not reached out of one
// that it has: "FB:" and, in base64, a database, a transaction and an empty list.
func future(t *testing.T, mark string) string {
	t.Helper()
	text, ok := strings.CutPrefix(mark, "FB:")
	b, err := base64.StdEncoding.DecodeString(text)
	const database = 3 + 16 // a list, the length of a name of 16 bytes, the name
	if !ok || err != nil || len(b) < database+2 {
		t.Fatalf("%q is not a bookmark as this server makes them (%v)", mark, err)
	}
	later := append(bytes.Clone(b[:database]), 0xca, 0x7f, 0xff, 0xff, 0xff, 0x90) // a number of 32 bits
	return "FB:" + base64.StdEncoding.EncodeToString(later)
}

// written is the bookmark of a write.
func written(t *testing.T, s *neo4jstore.Store, key string) store.Bookmark {
	t.Helper()
	ctx := store.WithBookmarks(t.Context(), nil)
	if err := s.Commit(ctx, store.Write{Changes: []store.Change{{Record: newCluster(key), Verb: "make"}}}); err != nil {
		t.Fatal(err)
	}
	marks := store.Written(ctx)
	if len(marks) != 1 {
		t.Fatalf("a write left %v, want one bookmark", marks)
	}
	return marks[0]
}

// A bookmark reaches the server that gave it, and no other: one that cannot be
// reached there is waited for as long as the caller has.
func TestBookmarkIsOfOneCell(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	config := configOf(t, server)
	config.Name, config.Timeout = "east", time.Minute
	east := open(t, config)
	config.Name = "west"
	west := open(t, config)
	mark := written(t, east, "a")
	if mark.Cell != "east" {
		t.Errorf("it is of %q, want east", mark.Cell)
	}
	ctx := store.WithBookmarks(t.Context(), []store.Bookmark{{Cell: "east", Mark: future(t, mark.Mark)}})
	if found, err := west.Clusters(ctx); err != nil || len(found) != 1 {
		t.Errorf("another cell: %d clusters, %v", len(found), err)
	}
	soon, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	_, err := east.Clusters(soon)
	gone(t, "a state that is not reached", err)
	if found, err := east.Clusters(store.WithBookmarks(t.Context(), []store.Bookmark{mark})); err != nil || len(found) != 1 {
		t.Errorf("its own: %d clusters, %v", len(found), err)
	}
}

// Who repeats a request whose answer was lost has no bookmark of it: what it was
// answered is read where it was written, and so is what is read after that.
func TestAnswerBringsItsBookmark(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	s := open(t, configOf(t, server))
	key := store.Key{Person: "person.a", Mutation: "make", Value: "k"}
	answer := &store.Answer{Key: key, Body: "b", ID: newCluster("a").ID, At: time.Now()}
	if err := s.Commit(t.Context(), store.Write{Changes: []store.Change{{Record: newCluster("a"), Verb: "make"}}, Answer: answer}); err != nil {
		t.Fatal(err)
	}
	ctx := store.WithBookmarks(t.Context(), nil)
	if found, err := s.Clusters(ctx); err != nil || len(found) != 1 || store.Written(ctx) != nil {
		t.Errorf("a read: %d clusters, %v, %v; want no bookmark", len(found), store.Written(ctx), err)
	}
	if found, err := s.Answered(ctx, key); err != nil || found == nil || len(store.Written(ctx)) != 1 {
		t.Fatalf("the answer: %v, %v, %v; want it with a bookmark", found, store.Written(ctx), err)
	}
	first := store.Written(ctx)
	if err := s.Commit(ctx, store.Write{Changes: []store.Change{{Record: newCluster("b"), Verb: "make"}}}); err != nil {
		t.Fatal(err)
	}
	if marks := store.Written(ctx); len(marks) != 1 || marks[0] == first[0] {
		t.Errorf("after a write: %v, want its own in place of %v", marks, first)
	}
}

// A bookmark the server cannot read is told to its sender, and the server is
// none the worse.
func TestStrangeBookmark(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	s := open(t, configOf(t, server))
	for _, mark := range []string{"FB:nonsense", "nonsense"} {
		ctx := store.WithBookmarks(t.Context(), []store.Bookmark{{Mark: mark}})
		_, err := s.Clusters(ctx)
		var e *fault.Error
		if !errors.As(err, &e) || e.Kind != fault.Invalid || e.Detail.Code != fault.BadBookmark {
			t.Errorf("%q: got %v, want %s", mark, err, fault.BadBookmark)
		}
		if err := s.Commit(ctx, store.Write{Changes: []store.Change{{Record: newCluster(mark), Verb: "make"}}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: a write: got %v, want INVALID", mark, err)
		}
	}
	if err := s.Ready(); err != nil {
		t.Errorf("the store is not ready: %v", err)
	}
}
