package faulttest_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

func openEmpty(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// broken is a store with a fault that is to be found.
type broken struct {
	store.Store
	commit commit
	fetch  func(ctx context.Context, s store.Store, ids []eic.ID) ([]eic.Record, error)
}

func (b *broken) Commit(ctx context.Context, w store.Write) error {
	if b.commit == nil {
		return b.Store.Commit(ctx, w)
	}
	return b.commit(ctx, b.Store, w)
}

func (b *broken) Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	if b.fetch == nil {
		return b.Store.Fetch(ctx, ids)
	}
	return b.fetch(ctx, b.Store, ids)
}

// withoutVersions writes over whatever is there.
func withoutVersions(ctx context.Context, s store.Store, w store.Write) error {
	for {
		err := s.Commit(ctx, w)
		var e *fault.Error
		if !errors.As(err, &e) || e.Detail.Code != fault.StaleVersion {
			return err
		}
		w.Changes[0].From = eic.Version(e.Version)
		w.Changes[0].Record.Header().Version = eic.Version(e.Version) + 1
	}
}

// every is true at every nth of its calls.
func every(n int64) func() bool {
	var calls atomic.Int64
	return func() bool { return calls.Add(1)%n == 0 }
}

type commit = func(ctx context.Context, s store.Store, w store.Write) error

// forgetful acknowledges some writes that it does not make.
func forgetful() commit {
	forgets := every(9)
	return func(ctx context.Context, s store.Store, w store.Write) error {
		if forgets() {
			return nil
		}
		return s.Commit(ctx, w)
	}
}

// lying says of some writes that it makes that they were refused.
func lying() commit {
	lies := every(5)
	return func(ctx context.Context, s store.Store, w store.Write) error {
		err := s.Commit(ctx, w)
		if err == nil && lies() {
			e := fault.New(fault.Conflict, fault.StaleVersion, 1, 2)
			e.Version = int64(w.Changes[0].Record.Header().Version)
			return e
		}
		return err
	}
}

// lagging shows some readers what was there at first.
func lagging() func(ctx context.Context, s store.Store, ids []eic.ID) ([]eic.Record, error) {
	var first sync.Map
	lags := every(5)
	return func(ctx context.Context, s store.Store, ids []eic.ID) ([]eic.Record, error) {
		found, err := s.Fetch(ctx, ids)
		if err != nil {
			return nil, err
		}
		if old, _ := first.LoadOrStore(ids[0], found); lags() {
			return old.([]eic.Record), nil
		}
		return found, nil
	}
}

// TestHistoryFindsFaults shows that the judgement can fail: each of these
// stores breaks one promise, and only then.
func TestHistoryFindsFaults(t *testing.T) {
	for _, c := range []struct {
		name  string
		store broken
		sound bool
	}{
		{"a sound store", broken{}, true},
		{"versions are not tested", broken{commit: withoutVersions}, false},
		{"acknowledged writes are lost", broken{commit: forgetful()}, false},
		{"refused writes are made", broken{commit: lying()}, false},
		{"reads are behind", broken{fetch: lagging()}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.store.Store = openEmpty(t)
			g := faulttest.NewGround(t, &c.store, 2)
			h := faulttest.BeginHistory(t, g, faulttest.Clients{Clients: 4, Registers: 2, Most: 300})
			if got := h.Verdict(); got != c.sound {
				t.Errorf("linearizable: %t, want %t", got, c.sound)
			}
		})
	}
}

// judged takes down whether a judgement failed.
type judged struct {
	testing.TB
	mu     sync.Mutex
	failed bool
}

func (j *judged) Errorf(format string, values ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.failed = true
	j.TB.Logf("found: "+format, values...)
}

// spoiling spoils every seventh post: the write of two needs and their answer.
func spoiling(spoil func(w *store.Write)) commit {
	spoils := every(7)
	return func(ctx context.Context, s store.Store, w store.Write) error {
		if spoils() {
			spoil(&w)
		}
		return s.Commit(ctx, w)
	}
}

func half(w *store.Write)          { w.Changes = w.Changes[:1] }
func withoutAnswer(w *store.Write) { w.Answer = nil }
func withoutEvent(w *store.Write)  { w.Changes[0].Verb = "" }

// unsure makes some writes and says that it could not.
func unsure() commit {
	fails := every(3)
	return func(ctx context.Context, s store.Store, w store.Write) error {
		err := s.Commit(ctx, w)
		if err == nil && fails() {
			return fault.New(fault.Unavailable, fault.Away)
		}
		return err
	}
}

// TestPostsFindFaults shows the same of posts. That it is unknown whether a
// write was made is no fault of a store.
func TestPostsFindFaults(t *testing.T) {
	for _, c := range []struct {
		name  string
		store broken
		sound bool
	}{
		{"a sound store", broken{}, true},
		{"a store that is cut off", broken{commit: unsure()}, true},
		{"half writes", broken{commit: spoiling(half)}, false},
		{"writes without answers", broken{commit: spoiling(withoutAnswer)}, false},
		{"writes without events", broken{commit: spoiling(withoutEvent)}, false},
		{"lost writes", broken{commit: forgetful()}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := openEmpty(t)
			g := faulttest.NewGround(t, whole, 0)
			c.store.Store = whole
			g.On(&c.store)
			j := &judged{TB: t}
			p := faulttest.BeginPosts(j, g, 4, 0)
			p.Await(40)
			p.Judge(whole, g.Whole())
			if j.failed == c.sound {
				t.Errorf("sound: %t, want %t", !j.failed, c.sound)
			}
		})
	}
}
