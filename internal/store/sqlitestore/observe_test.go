package sqlitestore

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/store"
)

// listener is an observer that keeps what it was told.
type listener struct {
	store.Unobserved
	mu     sync.Mutex
	asked  []string // query and outcome
	waited int
}

// Asked implements store.Observer.
func (y *listener) Asked(_ context.Context, query string, outcome store.Outcome, _ time.Duration) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.asked = append(y.asked, query+" "+string(outcome))
}

// Waited implements store.Observer.
func (y *listener) Waited(time.Duration) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.waited++
}

// An observer is told of every transaction and how it ended.
func TestObserver(t *testing.T) {
	s, told := openEmpty(t), new(listener)
	s.Observe(told)
	town := newTown("town")
	mustCommit(t, s, town.settle())
	if err := s.Commit(t.Context(), store.Write{Changes: town.settle()}); err == nil {
		t.Error("it was made twice")
	}
	if _, err := s.Clusters(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	err := s.read(cancelled, "test", func(*conn) error { cancel(); return cancelled.Err() })
	want := []string{"commit ok", "commit refused", "clusters ok", "test cancelled"}
	if !slices.Equal(told.asked, want) || err == nil {
		t.Errorf("got %q, want %q (%v)", told.asked, want, err)
	}
	if got, want := s.Vitals(), (store.Vitals{Connections: readerCount + 1, Usable: true, Migrated: true}); got != want {
		t.Errorf("vitals: got %+v, want %+v", got, want)
	}
}

// Who finds every connection lent has waited.
func TestObserverOfACrowd(t *testing.T) {
	s, told := openEmpty(t), new(listener)
	s.Observe(told)
	err := s.change(t.Context(), "test", func(*conn) error {
		if v := s.Vitals(); v.InUse != 1 {
			t.Errorf("vitals: %+v", v)
		}
		soon, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := s.change(soon, "second", func(*conn) error { return nil }); err == nil {
			t.Error("there are two writers")
		}
		return nil
	})
	if err != nil || told.waited != 1 || fmt.Sprint(told.asked) != "[test ok]" {
		t.Errorf("waited %d, asked %v, %v", told.waited, told.asked, err)
	}
}
