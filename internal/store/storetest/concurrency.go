package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

func concurrencyTests() []test {
	return []test{
		{"of many writers to one version exactly one wins", oneWinner},
		{"of many makers of one record exactly one wins", oneMaker},
		{"of many uses of one key exactly one is answered", oneAnswer},
		{"readers see whole writes while writers write", wholeWrites},
		{"a secret is the same for all who ask at once", oneSecret},
		{"calls cut off at any moment do no harm", cutOff},
	}
}

const writers = 8

// race runs a function in many goroutines at once and counts those that were
// not refused. Only Conflicts are allowed as refusals.
func race(t *testing.T, run func(i int) error) int {
	t.Helper()
	var won atomic.Int64
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			switch err := run(i); {
			case err == nil:
				won.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	group.Wait()
	return int(won.Load())
}

func oneWinner(t *testing.T, w *world) {
	first := w.need("a", 1)
	w.save(made(first, document("bee", "")))
	const rounds = 10
	for round := range rounds {
		won := race(t, func(i int) error {
			need := *first
			need.Version, need.Title = eic.Version(round+2), fmt.Sprint("writer ", i)
			return w.commit(store.Change{Record: &need, From: eic.Version(round + 1), Verb: "change", Document: document("bee", fmt.Sprintf("w%d", i))})
		})
		if won != 1 {
			t.Fatalf("round %d: %d writers won, want 1", round, won)
		}
	}
	if got := w.fetch(first.ID).Header().Version; got != rounds+1 {
		t.Errorf("got version %d, want %d", got, rounds+1)
	}
	if n := len(w.events()); n != rounds+1 {
		t.Errorf("got %d events, want %d", n, rounds+1)
	}
	sameIDs(t, "recalled once", w.recallNeeds("bee"), first.ID)
}

func oneMaker(t *testing.T, w *world) {
	for round := range 5 {
		if won := race(t, func(int) error { return w.commit(made(w.need(fmt.Sprint(round), 1), document("bee", ""))) }); won != 1 {
			t.Errorf("round %d: %d makers won, want 1", round, won)
		}
	}
	if n := len(w.recallNeeds("bee")); n != 5 {
		t.Errorf("recalled %d needs, want 5", n)
	}
}

func oneAnswer(t *testing.T, w *world) {
	key := store.Key{Person: w.teacher, Mutation: "postNeed", Value: "k"}
	won := race(t, func(i int) error { return w.store.Commit(w.ctx, w.answering(w.need(fmt.Sprint(i), i), key)) })
	if n := len(w.events()); won != 1 || n != 1 {
		t.Errorf("%d writes won and made %d events, want 1 and 1", won, n)
	}
}

// wholeWrites changes two needs together and reads them together: a reader that
// sees different group sizes saw half a write.
func wholeWrites(t *testing.T, w *world) {
	a, b := w.need("a", 1), w.need("b", 2)
	w.save(made(a, document("bee", "")), made(b, document("bee", "")))
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				w.readWhole(t, a.ID, b.ID)
			}
		})
	}
	for i := range 60 {
		a.GroupSize, b.GroupSize = i, i
		if err := w.commit(changed(a, nil), changed(b, document("bee", fmt.Sprintf("v%d", i)))); err != nil {
			t.Errorf("Commit: %v", err)
		}
	}
	close(done)
	readers.Wait()
}

func (w *world) readWhole(t *testing.T, ids ...eic.ID) {
	records, err := w.store.Fetch(w.ctx, ids)
	if err != nil {
		t.Errorf("Fetch: %v", err)
		return
	}
	first, second := records[0].(*eic.Need), records[1].(*eic.Need)
	if first.GroupSize != second.GroupSize || first.Version != second.Version {
		t.Errorf("half a write: %d of version %d and %d of version %d", first.GroupSize, first.Version, second.GroupSize, second.Version)
	}
	needs, err := w.store.Needs(w.ctx, store.NeedFilter{Cluster: w.here}, store.Page{Limit: 10})
	if err != nil || len(needs) != 2 {
		t.Errorf("Needs: %d, %v", len(needs), err)
	}
	if got := len(w.recallNeeds("bee")); got != 2 {
		t.Errorf("recalled %d, want 2", got)
	}
}

func oneSecret(t *testing.T, w *world) {
	secrets := make([]string, writers)
	race(t, func(i int) error {
		value, err := w.store.Secret(w.ctx, "shared")
		secrets[i] = string(value)
		return err
	})
	for i, s := range secrets {
		if s != secrets[0] {
			t.Errorf("asker %d got another secret", i)
		}
	}
}

// cutOff cancels reads and writes while they are under way. What was
// acknowledged is there; of the rest each is there with its event, or not at all.
func cutOff(t *testing.T, w *world) {
	acknowledged := make([]eic.ID, 150)
	var group sync.WaitGroup
	for i := range acknowledged {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(w.ctx, time.Duration(i*300)*time.Microsecond)
			defer cancel()
			need := w.need(fmt.Sprint(i), i)
			write := store.Write{Changes: []store.Change{made(need, document("bee", "hive", w.bees))}}
			if err := w.store.Commit(ctx, write); err == nil {
				acknowledged[i] = need.ID
			} else if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Commit: %v", err)
			}
			query := store.Query{Cluster: w.here, Shelves: everyShelf(), Words: words("bee", "hive"), Limit: 100}
			if _, err := w.store.Recall(ctx, []store.Query{query}); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Recall: %v", err)
			}
		})
	}
	group.Wait()
	for name, err := range w.calls(w.ctx) {
		if err != nil {
			t.Errorf("%s afterwards: %v", name, err)
		}
	}
	told := map[eic.ID]int{}
	for _, e := range w.events() {
		told[e.Record]++
	}
	for i, id := range acknowledged {
		made := w.fetch(w.need(fmt.Sprint(i), i).ID)
		if id != "" && made == nil || made != nil && told[made.Header().ID] != 1 {
			t.Errorf("%d: acknowledged as %q, found %v with its event", i, id, made)
		}
	}
}
