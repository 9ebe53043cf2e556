package limit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// visit is what came of one operation in a lane.
type visit struct {
	begun, took time.Duration
	err         error
}

// load sends an operation of a slow store every so often and returns what came of
// each. It is to run in a bubble, where the times are exact.
func load(l *Lane, n int, every, work time.Duration) []visit {
	visits, start := make([]visit, n), time.Now()
	done := make(chan struct{}, n)
	for i := range n {
		go func() {
			v := &visits[i]
			v.begun = time.Since(start)
			leave, err := l.Enter(context.Background(), fmt.Sprint(i))
			if v.err = err; err == nil {
				time.Sleep(work)
				leave()
			}
			v.took = time.Since(start) - v.begun
			done <- struct{}{}
		}()
		time.Sleep(every)
	}
	for range n {
		<-done
	}
	return visits
}

func percentile(visits []visit, p float64) time.Duration {
	var took []time.Duration
	for _, v := range visits {
		if v.err == nil {
			took = append(took, v.took)
		}
	}
	slices.Sort(took)
	if len(took) == 0 {
		return 0
	}
	return took[int(p*float64(len(took)-1))]
}

func served(visits []visit) (n int) {
	for _, v := range visits {
		if v.err == nil {
			n++
		}
	}
	return n
}

// TestOverloadShedsEarly: a store that does 4 things at once, each in 100 ms, is
// asked for 80 a second, twice what it can. Without a lane the 800th would wait
// ten seconds; with one half are refused, nearly all of them at once, and nobody
// waits longer than the lane's patience.
func TestOverloadShedsEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLane(LaneConfig{Width: 4, Waiting: 64, Patience: 250 * time.Millisecond})
		visits := load(l, 800, 12500*time.Microsecond, 100*time.Millisecond)
		if got := served(visits); got < 400 || got > 420 {
			t.Errorf("%d were served, want what can be in ten seconds: 400", got)
		}
		if got := percentile(visits, .99); got > 350*time.Millisecond {
			t.Errorf("p99 of what was served is %v, want at most patience and work: 350ms", got)
		}
		use := l.Use()
		if use.AtWork != 0 || use.Waiting != 0 || use.Admitted != uint64(served(visits)) {
			t.Errorf("in the end %+v", use)
		}
		if use.Impatient > use.Crowded/10 {
			t.Errorf("%d were refused late and %d at once, want nearly all at once", use.Impatient, use.Crowded)
		}
		for _, v := range visits {
			if v.err != nil && refusedFor(t, v.err) > time.Second {
				t.Fatalf("refused by %v", v.err)
			}
		}
	})
}

// TestHalfLoadWaitsForNothing: what the store can do is done at once.
func TestHalfLoadWaitsForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLane(LaneConfig{Width: 4, Waiting: 64, Patience: 250 * time.Millisecond})
		visits := load(l, 200, 50*time.Millisecond, 100*time.Millisecond)
		if got := percentile(visits, 1); served(visits) != 200 || got != 100*time.Millisecond {
			t.Errorf("%d of 200 were served, the slowest in %v, want all in 100ms", served(visits), got)
		}
	})
}

// TestBurstWaits: a burst that fits the queue is served, in its order.
func TestBurstWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLane(LaneConfig{Width: 2, Waiting: 8, Patience: time.Second})
		visits := load(l, 10, time.Millisecond, 100*time.Millisecond)
		for i := 1; i < len(visits); i++ {
			if visits[i].err != nil || visits[i].begun+visits[i].took < visits[i-1].begun+visits[i-1].took {
				t.Errorf("visit %d was done before the one before it: %+v", i, visits)
			}
		}
	})
}

// TestStalledStore: nobody waits for a store that answers nothing, and it is used
// again once it does.
func TestStalledStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLane(LaneConfig{Width: 2, Waiting: 3, Patience: 250 * time.Millisecond})
		visits := load(l, 40, 10*time.Millisecond, 10*time.Second)
		for i, v := range visits[2:] {
			if v.err == nil || v.took > 250*time.Millisecond {
				t.Errorf("visit %d took %v: %v", i+2, v.took, v.err)
			}
		}
		leave, err := l.Enter(t.Context(), "ana")
		if err != nil {
			t.Fatalf("after the stall: %v", err)
		}
		leave()
	})
}

func TestWhoGoesAwayLeavesTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLane(LaneConfig{Width: 1, Waiting: 1, Patience: time.Hour})
		leave, err := l.Enter(t.Context(), "ana")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() {
			_, err := l.Enter(ctx, "ben")
			gone <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		leave()
		leave()
		if use := l.Use(); use.Waiting != 0 || use.AtWork != 0 {
			t.Errorf("in the end %+v", use)
		}
	})
}

// TestNobodyFillsTheQueue: one who asks a hundred things at once has as many at work
// as there can be and none waiting; somebody else is next.
func TestNobodyFillsTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLane(LaneConfig{Width: 4, Waiting: 64, Patience: time.Second})
		turns, refused := make(chan func(), 100), 0
		for range 100 {
			leave, err := l.Enter(t.Context(), "ana")
			if err != nil {
				refused++
				continue
			}
			turns <- leave
		}
		if refused != 96 {
			t.Errorf("%d of a hundred were refused, want 96", refused)
		}
		waited := make(chan error)
		go func() {
			leave, err := l.Enter(t.Context(), "ben")
			if err == nil {
				leave()
			}
			waited <- err
		}()
		synctest.Wait()
		(<-turns)()
		if err := <-waited; err != nil {
			t.Errorf("somebody else: %v", err)
		}
		for range 3 {
			(<-turns)()
		}
		if len(l.each) != 0 {
			t.Errorf("who has left is remembered: %v", l.each)
		}
	})
}

// BenchmarkLane is what it costs to pass through a lane where nobody waits.
func BenchmarkLane(b *testing.B) {
	l := NewLane(LaneConfig{Width: 1 << 20, Waiting: 1, Patience: time.Second})
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			leave, err := l.Enter(b.Context(), "ana")
			if err != nil {
				b.Error(err)
				return
			}
			leave()
		}
	})
}

// BenchmarkRates is what it costs to be charged, among 20,000 others.
func BenchmarkRates(b *testing.B) {
	r := NewRates(RateOf(300_000), nil)
	for b.Loop() {
		_ = r.Charge(Asker{"ana", here}, 1)
	}
}

// BenchmarkOverload is a lane under twice of what its store can do: how many are
// served of what could be, and their p99 by what the work takes.
func BenchmarkOverload(b *testing.B) {
	const width, work = 4, 2 * time.Millisecond
	for b.Loop() {
		l := NewLane(LaneConfig{Width: width, Waiting: 64, Patience: 10 * work})
		begun := time.Now()
		visits := load(l, 1_000, work/width/2, work)
		could := float64(time.Since(begun)) / float64(work) * width
		b.ReportMetric(float64(served(visits))/could, "served/could")
		b.ReportMetric(float64(percentile(visits, .99))/float64(work), "p99/work")
	}
}
