package neo4jstore_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
)

const (
	crowd    = 200
	shedding = 200 * time.Millisecond // within which a crowd is to be refused
)

// together runs a function in as many goroutines as a crowd has, from one moment
// on, and returns how long each took.
func together(run func()) (took []time.Duration) {
	took = make([]time.Duration, crowd)
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	ready.Add(crowd)
	for i := range took {
		done.Go(func() {
			ready.Done()
			<-start
			begun := time.Now()
			run()
			took[i] = time.Since(begun)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return took
}

// lateness is how late bare timers are on this machine while a crowd waits for
// them: what a store can do nothing about.
func lateness() time.Duration {
	return slices.Max(together(func() { <-time.After(neo4jstore.QueueTime) })) - neo4jstore.QueueTime
}

// TestFaultCrowdIsShed has 200 clients ask over two connections. Those that are not
// served are refused after their time in the queue, not at their deadlines, and
// cost the server nothing; the others are answered.
func TestFaultCrowdIsShed(t *testing.T) {
	if neo4jstore.QueueTime > shedding/2 {
		t.Fatalf("calls wait %v for their turn, and are to be refused within %v", neo4jstore.QueueTime, shedding)
	}
	server := servers.Server(t)
	server.Empty(t)
	between := neo4jtest.NewProxy(t, server.URI)
	var sent atomic.Int64
	config := configOf(t, server).Traced(func(statement string, _ map[string]any) {
		if statement != neo4jstore.Probe {
			sent.Add(1)
		}
	})
	config.URI, config.PoolSize = between.URI(), 2
	s := open(t, config)
	between.Set(neo4jtest.Fault{Latency: shedding / 2})
	for range 3 * *load {
		var mu sync.Mutex
		var waits []time.Duration
		before, slack := sent.Load(), lateness()
		together(func() {
			begun := time.Now()
			if _, err := s.Clusters(t.Context()); err != nil {
				gone(t, "Clusters", err)
				mu.Lock()
				defer mu.Unlock()
				waits = append(waits, time.Since(begun))
			}
		})
		slack = max(slack, lateness())
		shed, served := len(waits), int(sent.Load()-before)
		if shed == 0 || served == 0 || shed+served != crowd {
			t.Fatalf("%d shed, %d statements sent: want some of both, for %d calls", shed, served, crowd)
		}
		slices.Sort(waits)
		longest := waits[shed-1]
		t.Logf("%d served; %d shed, the middle one after %v, the last after %v; bare timers are up to %v late",
			served, shed, waits[shed/2], longest, slack)
		if longest > shedding+slack {
			t.Errorf("the last was refused after %v, want %v and %v at most", longest, shedding, slack)
		}
	}
	if _, err := s.Clusters(t.Context()); err != nil {
		t.Errorf("when the crowd is gone: %v", err)
	}
}
