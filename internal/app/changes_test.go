package app

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// ledger is a store that has events, and may be away.
type ledger struct {
	store.Store

	mu     sync.Mutex
	events []store.Event
	away   bool
	reads  int
}

func (l *ledger) add(record eic.ID, version eic.Version) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, store.Event{Number: int64(len(l.events) + 1), Record: record, Version: version})
}

func (l *ledger) read() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reads
}

func (l *ledger) leave(away bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away = away
}

func (l *ledger) LastEvent(context.Context, eic.ClusterID) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away {
		return 0, fault.New(fault.Unavailable, fault.Away)
	}
	return int64(len(l.events)), nil
}

func (l *ledger) Events(_ context.Context, _ eic.ClusterID, after int64, limit int) ([]store.Event, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	if l.away {
		return nil, fault.New(fault.Unavailable, fault.Away)
	}
	rest := l.events[after:]
	return rest[:min(len(rest), limit)], nil
}

// followed is a service over a ledger, in a bubble.
func followed(t *testing.T, test func(t *testing.T, s *Service, l *ledger)) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		s := &Service{changes: newChanges(l, slog.New(slog.DiscardHandler))}
		test(t, s, l)
		s.changes.close()
	})
}

func need(id string) *eic.Need { return &eic.Need{Head: eic.Head{ID: eic.ID(id)}} }

// must follows a need and takes the first look, which is at once.
func mustFollow(t *testing.T, s *Service, id string) (wait func(context.Context, eic.Version) error, stop func()) {
	t.Helper()
	wait, stop, err := s.Follow(t.Context(), need(id))
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := wait(t.Context(), 1); err != nil || time.Since(begun) > 0 {
		t.Fatalf("the first look: %v after %v, want at once", err, time.Since(begun))
	}
	return wait, stop
}

func TestFollowersAreTold(t *testing.T) {
	followed(t, func(t *testing.T, s *Service, l *ledger) {
		l.add("a", 1)
		wait, stop := mustFollow(t, s, "a")
		defer stop()
		begun := time.Now()
		l.add("b", 2)
		l.add("a", 2)
		if err := wait(t.Context(), 1); err != nil || time.Since(begun) > relayEvery {
			t.Errorf("told %v after %v, want within %v", err, time.Since(begun), relayEvery)
		}
		// What is read is behind what was told: it is looked at again soon.
		begun = time.Now()
		if err := wait(t.Context(), 1); err != nil || time.Since(begun) != relayEvery {
			t.Errorf("looked again after %v (%v), want %v", time.Since(begun), err, relayEvery)
		}
		// Nothing happens: whoever follows looks whether they still may.
		begun = time.Now()
		if err := wait(t.Context(), 2); err != nil || time.Since(begun) != lookAgain {
			t.Errorf("looked again after %v (%v), want %v", time.Since(begun), err, lookAgain)
		}
	})
}

func TestFollowersOutlastTheStore(t *testing.T) {
	followed(t, func(t *testing.T, s *Service, l *ledger) {
		wait, stop := mustFollow(t, s, "a")
		defer stop()
		l.leave(true)
		l.add("a", 2)
		time.Sleep(10 * relayEvery)
		l.leave(false)
		begun := time.Now()
		if err := wait(t.Context(), 1); err != nil || time.Since(begun) > relayEvery {
			t.Errorf("told %v after %v, want within %v of its return", err, time.Since(begun), relayEvery)
		}
	})
}

func TestFollowNeedsTheStore(t *testing.T) {
	followed(t, func(t *testing.T, s *Service, l *ledger) {
		l.leave(true)
		if _, _, err := s.Follow(t.Context(), need("a")); !fault.Is(err, fault.Unavailable) {
			t.Errorf("got %v, want Unavailable", err)
		}
		l.leave(false)
		_, stop := mustFollow(t, s, "a")
		stop()
	})
}

// However many follow, the store is read once at a time for a cluster; and not at
// all when nobody does.
func TestFollowersShareARelay(t *testing.T) {
	followed(t, func(t *testing.T, s *Service, l *ledger) {
		var stops []func()
		for range 100 {
			_, stop := mustFollow(t, s, "a")
			stops = append(stops, stop)
		}
		time.Sleep(4*relayEvery + relayEvery/2)
		if reads := l.read(); reads != 4 {
			t.Errorf("%d reads by 100 followers in the time of 4, want 4", reads)
		}
		for _, stop := range stops {
			stop()
		}
		synctest.Wait()
		time.Sleep(4 * relayEvery)
		if reads := l.read(); reads != 4 || len(s.changes.relays) != 0 {
			t.Errorf("%d reads and %d relays when nobody follows, want 4 and none", reads, len(s.changes.relays))
		}
	})
}

func TestFollowEndsWithItsContext(t *testing.T) {
	followed(t, func(t *testing.T, s *Service, l *ledger) {
		wait, stop := mustFollow(t, s, "a")
		defer stop()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := wait(ctx, 1); err != context.DeadlineExceeded {
			t.Errorf("got %v, want the end of its context", err)
		}
	})
}

// More events than are read at a time are all told of.
func TestFollowManyEvents(t *testing.T) {
	followed(t, func(t *testing.T, s *Service, l *ledger) {
		wait, stop := mustFollow(t, s, "a")
		defer stop()
		for i := range 3 * relayAtOnce {
			l.add("b", eic.Version(i))
		}
		l.add("a", 2)
		begun := time.Now()
		if err := wait(t.Context(), 1); err != nil || time.Since(begun) > relayEvery {
			t.Errorf("told %v after %v", err, time.Since(begun))
		}
	})
}
