package faulttest

import (
	"context"
	"sync"
	"testing"
	"time"
)

// Patience is how long tests wait for what comes by itself. It promises nothing: it
// is when a test gives up, also on a machine with twenty times the work it can do.
const Patience = 5 * time.Minute

// Until waits until something holds; if it does not in time, the test ends.
func Until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(Patience)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", Patience, what)
		}
		time.Sleep(time.Millisecond)
	}
}

// comeBack is how long clients leave a store alone that could not serve them.
const comeBack = 10 * time.Millisecond

// crew is clients at work until they are told to end.
type crew struct {
	group  sync.WaitGroup
	ending chan struct{}
	once   sync.Once
}

// begin starts clients that work, step by step, until the crew ends or a step
// says that it was the last. A step after which it could not go on says so, and
// is followed by a rest.
func (c *crew) begin(clients int, step func(client int) (served, last bool)) {
	c.ending = make(chan struct{})
	for client := range clients {
		c.group.Go(func() {
			for {
				served, last := step(client)
				if last || c.over(served) {
					return
				}
			}
		})
	}
}

// over reports whether the crew is to end.
func (c *crew) over(served bool) bool {
	rest := comeBack
	if served {
		rest = 0
	}
	timer := time.NewTimer(rest)
	defer timer.Stop()
	select {
	case <-c.ending:
		return true
	case <-timer.C:
		return false
	}
}

// end lets every client finish its step.
func (c *crew) end() {
	c.once.Do(func() { close(c.ending) })
	c.group.Wait()
}

// patience is how long a client waits for an answer, if nobody says otherwise.
const patience = 20 * time.Second

// within returns the context of a call.
func within(limit time.Duration) (context.Context, context.CancelFunc) {
	if limit == 0 {
		limit = patience
	}
	return context.WithTimeout(context.Background(), limit)
}
