package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
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
		{"readers see whole records, and what was acknowledged", wholeRecords},
		{"who finds an answer finds its record", recordOfAnswer},
		{"who reads events as they come misses none", noEventMissed},
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

// wholeRecords changes two needs together, again and again, and reads them: each is
// whole with its analysed form, none is older than a write that was acknowledged
// before, and none gets younger. (That one of the two is ahead of the other while a
// commit is made is allowed.)
func wholeRecords(t *testing.T, w *world) {
	a, b := w.need("a", 0), w.need("b", 0)
	w.save(made(a, document("bee", "v0")), made(b, document("bee", "v0")))
	var acknowledged atomic.Int64
	acknowledged.Store(1)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			newest := eic.Version(1)
			for {
				select {
				case <-done:
					return
				default:
				}
				newest = w.readWhole(t, max(newest, eic.Version(acknowledged.Load())), a.ID, b.ID)
			}
		})
	}
	for i := range 60 {
		a.GroupSize, b.GroupSize = i+1, i+1
		words := document("bee", fmt.Sprintf("v%d", i+1))
		if err := w.commit(changed(a, words), changed(b, words)); err != nil {
			t.Errorf("Commit: %v", err)
		}
		acknowledged.Store(int64(a.Version))
	}
	close(done)
	readers.Wait()
}

// readWhole reads two needs that are at a version or a later one, and returns the
// version that both have reached.
func (w *world) readWhole(t *testing.T, least eic.Version, ids ...eic.ID) eic.Version {
	records, err := w.store.Fetch(w.ctx, ids)
	all, hydrating := w.store.Hydrate(w.ctx, ids)
	if err = errors.Join(err, hydrating); err != nil {
		t.Errorf("Fetch and Hydrate: %v", err)
		return least
	}
	reached := eic.Version(math.MaxInt64)
	for i := range ids {
		need, later := records[i].(*eic.Need), all[i].Record.(*eic.Need)
		for _, n := range []*eic.Need{need, later} {
			if n.Version < least || n.GroupSize != int(n.Version)-1 {
				t.Errorf("got %d of version %d, want the whole of version %d or later", n.GroupSize, n.Version, least)
			}
		}
		if later.Version < need.Version {
			t.Errorf("version %d, and then %d", need.Version, later.Version)
		}
		if got, want := all[i].Document.Body, fmt.Sprintf("v%d", later.GroupSize); got != want {
			t.Errorf("version %d has the text %q, want %q", later.Version, got, want)
		}
		reached = min(reached, later.Version)
	}
	needs, err := w.store.Needs(w.ctx, store.NeedFilter{Cluster: w.here}, store.Page{Limit: 10})
	if err != nil || len(needs) != 2 {
		t.Errorf("Needs: %d, %v", len(needs), err)
	}
	if got := len(w.recallNeeds("bee")); got != 2 {
		t.Errorf("recalled %d, want 2", got)
	}
	return reached
}

// recordOfAnswer asks for the answer of a key while the write under it is made.
func recordOfAnswer(t *testing.T, w *world) {
	for round := range 20 {
		need := w.need(fmt.Sprint(round), 1)
		key := store.Key{Person: w.teacher, Mutation: "postNeed", Value: fmt.Sprint(round)}
		var asker sync.WaitGroup
		asker.Go(func() {
			for w.ctx.Err() == nil {
				found, err := w.store.Answered(w.ctx, key)
				if err != nil {
					t.Errorf("Answered: %v", err)
					return
				}
				if found == nil {
					continue
				}
				if records, err := w.store.Fetch(w.ctx, []eic.ID{found.ID}); err != nil || records[0] == nil {
					t.Errorf("round %d: the answer is there, its record is %v: %v", round, records, err)
				}
				return
			}
		})
		if err := w.store.Commit(w.ctx, w.answering(need, key)); err != nil {
			t.Errorf("Commit: %v", err)
		}
		asker.Wait()
	}
}

// noEventMissed reads events as they come, each time from the last one on.
func noEventMissed(t *testing.T, w *world) {
	const rounds, together = 5, 4
	done := make(chan struct{})
	var reader sync.WaitGroup
	var read []store.Event
	reader.Go(func() {
		after := int64(0)
		for last := false; ; {
			page, err := w.store.Events(w.ctx, w.here, after, 7)
			if err != nil {
				t.Errorf("Events: %v", err)
				return
			}
			if len(page) > 0 {
				read, after = append(read, page...), page[len(page)-1].Number
				continue
			}
			if last {
				return
			}
			select {
			case <-done:
				last = true
			default:
			}
		}
	})
	race(t, func(i int) error {
		for round := range rounds {
			var changes []store.Change
			for n := range together {
				changes = append(changes, made(w.need(fmt.Sprint(i, round, n), 1), nil))
			}
			if err := w.commit(changes...); err != nil {
				return err
			}
		}
		return nil
	})
	close(done)
	reader.Wait()
	if want := writers * rounds * together; len(read) != want {
		t.Errorf("read %d events, want %d", len(read), want)
	}
	equal(t, "what was read as it came", read, w.events())
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

// mayEnd reports whether a call of a crowd may end so: cut off, or turned away by a
// machine too busy to serve all of it.
func mayEnd(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || fault.Is(err, fault.Unavailable)
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
			} else if !mayEnd(err) {
				t.Errorf("Commit: %v", err)
			}
			query := store.Query{Cluster: w.here, Shelves: everyShelf(), Words: words("bee", "hive"), Limit: 100}
			if _, err := w.store.Recall(ctx, []store.Query{query}); err != nil && !mayEnd(err) {
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
