package neo4jstore_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// What make test-faults does more of.
var (
	kills = flag.Int("kills", 5, "how often a server is killed under load")
	load  = flag.Int("load", 1, "how many times longer loads are")
)

// What faults may cost. Bounds are wide, for machines that have other work: a
// call without a deadline of its own would wait for minutes.
const (
	deadline   = time.Second     // of a call in tests that wait for it
	late       = 3 * time.Second // after its deadline a call has failed at the latest, commit and all
	recoveries = 5 * time.Second // after the fault calls are served
)

// situation is a store behind a proxy, with clients at work.
type situation struct {
	*testing.T
	server  *neo4jtest.Server
	proxy   *neo4jtest.Proxy
	store   *neo4jstore.Store
	direct  *neo4jstore.Store // to the same server, with nothing between and all the time
	idle    int               // goroutines of stores while nobody asks them
	ground  *faulttest.Ground
	posts   *faulttest.Posts
	history *faulttest.History
}

// The clients and the connections they share.
const (
	posters, swappers = 4, 4
	connections       = 20
)

// set makes a situation on an empty graph.
func set(t *testing.T, timeout time.Duration) *situation {
	t.Helper()
	server := servers.Server(t)
	server.Empty(t)
	config := configOf(t, server)
	config.Timeout, config.PoolSize = time.Minute, connections
	x := &situation{T: t, server: server, proxy: neo4jtest.NewProxy(t, server.URI), direct: open(t, config)}
	config.URI, config.Timeout = x.proxy.URI(), timeout
	x.store = open(t, config)
	x.idle = goroutines()
	x.ground = faulttest.NewGround(t, x.direct, 2)
	x.ground.On(x.store)
	x.posts = faulttest.BeginPosts(t, x.ground, posters, 0)
	x.history = faulttest.BeginHistory(t, x.ground, faulttest.Clients{Clients: swappers, Registers: 2})
	x.posts.Await(10)
	x.history.Await(10)
	return x
}

// since returns the calls of posts that began after a moment and have ended.
func (x *situation) since(moment time.Time) (calls []faulttest.Call) {
	for _, c := range x.posts.Calls() {
		if c.Begun.After(moment) {
			calls = append(calls, c)
		}
	}
	return calls
}

// awaitCalls waits until so many calls that began after a moment have ended.
func (x *situation) awaitCalls(n int, moment time.Time) {
	x.Helper()
	faulttest.Until(x, "calls end", func() bool { return len(x.since(moment)) >= n })
}

// heal ends the fault.
func (x *situation) heal() {
	x.Helper()
	x.proxy.Heal(x.T)
	if x.server.Owned() {
		if err := x.server.Continue(); err != nil {
			x.Error(err)
		}
	}
}

// recover measures how long after the fault a call is served, and fails the test
// if that is too long.
func (x *situation) recover() time.Duration {
	x.Helper()
	begun := time.Now()
	faulttest.Until(x, "calls are served again", func() bool {
		_, err := x.store.Clusters(x.Context())
		return err == nil
	})
	took := time.Since(begun)
	if took > recoveries {
		x.Errorf("served again after %v, want at most %v", took, recoveries)
	}
	return took
}

// judge lets the clients do some more, and judges all they did.
func (x *situation) judge() {
	x.Helper()
	x.posts.Await(10 * *load)
	x.history.Await(5 * *load)
	x.posts.End()
	x.history.End()
	faulttest.Until(x, "goroutines are as few as before", func() bool { return goroutines() <= x.idle })
	x.ground.On(x.direct)
	x.history.Judge()
	x.posts.Judge(x.direct, x.ground.Whole())
}

// goroutines counts those that are at work in a store or its driver.
func goroutines() (n int) {
	stacks := make([]byte, 16<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "/neo4jstore.(*") || strings.Contains(stack, "neo4j-go-driver") {
			n++
		}
	}
	return n
}

// unsaid is what the driver, the network and the server say, and an error must not.
var unsaid = []string{"ConnectivityError", "dial tcp", "Neo4jError", "127.0.0.1", "bolt", "timeout", "EOF", "reset by peer", "pool"}

// gone checks that an error is a fault that says when to come back, and nothing
// of the server or the driver.
func gone(t *testing.T, what string, err error) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Unavailable || e.RetryAfter <= 0 {
		t.Errorf("%s: got %v, want UNAVAILABLE and a time to come back", what, err)
		return
	}
	for _, text := range unsaid {
		if strings.Contains(err.Error(), text) {
			t.Errorf("%s: what the driver said left the store: %v", what, err)
		}
	}
}

// again has one fault after the other happen, each once it has been met.
func again(times int, begin func(x *situation, i int)) func(x *situation) {
	return func(x *situation) {
		for i := range times * *load {
			begin(x, i)
			faulttest.Until(x, "the fault is met", func() bool { return !x.proxy.Waiting() })
		}
	}
}

func fail(f neo4jtest.Fault) func(x *situation) {
	return func(x *situation) { x.proxy.Set(f) }
}

// pause stops the server's process until calls have failed that were made five
// seconds later.
func pause(x *situation) {
	if !x.server.Owned() {
		x.Skip("the server is not this test's own to stop")
	}
	x.Cleanup(x.heal)
	if err := x.server.Pause(); err != nil {
		x.Fatal(err)
	}
	x.awaitCalls(1, time.Now().Add(5*time.Second))
}

// TestFaultNetwork has everything happen to connections that networks do to them,
// while clients are at work. Calls fail at their deadlines and as they should;
// when it is over they are served again, and all that was acknowledged is there.
func TestFaultNetwork(t *testing.T) {
	const patient = 20 * time.Second
	for _, c := range []struct {
		name    string
		timeout time.Duration
		fault   func(x *situation)
		served  bool // whether calls are in the meantime
		refused bool // whether none is
		long    bool // and tells little more than a shorter one
	}{
		{"50 ms later", patient, fail(neo4jtest.Fault{Latency: 50 * time.Millisecond}), true, false, false},
		{"500 ms later", patient, fail(neo4jtest.Fault{Latency: 500 * time.Millisecond}), true, false, true},
		{"500 ms later, and no time", deadline, fail(neo4jtest.Fault{Latency: 500 * time.Millisecond}), false, false, false},
		{"byte by byte", patient, fail(neo4jtest.Fault{Piece: 1}), true, false, false},
		{"a trickle", deadline, fail(neo4jtest.Fault{Piece: 1, Pause: 50 * time.Millisecond}), false, true, false},
		{"silence", deadline, fail(neo4jtest.Fault{Silent: true}), false, true, false},
		{"refused", deadline, func(x *situation) { x.proxy.Refuse() }, false, true, false},
		{"stopped for five seconds", deadline, pause, false, true, false},
		{"reset", deadline, again(5, func(x *situation, _ int) {
			x.awaitCalls(2, time.Now())
			x.proxy.Reset()
		}), false, false, false},
		{"cut before a commit", deadline, again(5, func(x *situation, _ int) { x.proxy.CutCommit(neo4jtest.CutBefore) }), false, false, false},
		{"cut after a commit", deadline, again(5, func(x *situation, _ int) { x.proxy.CutCommit(neo4jtest.CutAfter) }), false, false, false},
		{"cut within an answer", deadline, again(5, func(x *situation, i int) { x.proxy.CutAnswer(3 * i) }), false, false, false},
	} {
		if c.long && *load == 1 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			x := set(t, c.timeout)
			begun := time.Now()
			c.fault(x)
			under := time.Now()
			x.awaitCalls(8**load, under)
			for _, call := range x.since(begun) {
				if call.Err != nil {
					gone(t, call.What, call.Err)
				}
				if call.Took > c.timeout+late {
					t.Errorf("%s took %v, its deadline is %v: %v", call.What, call.Took, c.timeout, call.Err)
				}
			}
			for _, call := range x.since(under) {
				if c.served && call.Err != nil || c.refused && call.Err == nil {
					t.Errorf("%s in the meantime: %v", call.What, call.Err)
				}
			}
			if n, most := goroutines(), x.idle+2*(posters+swappers)+connections; n > most {
				t.Errorf("%d goroutines, want at most %d", n, most)
			}
			x.heal()
			t.Logf("served again after %v", x.recover())
			x.judge()
		})
	}
}

// A connection that is cut at any byte of its first answers is one that was lost.
func TestFaultConnectingIsCut(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	between := neo4jtest.NewProxy(t, server.URI)
	config := configOf(t, server)
	config.URI = between.URI()
	s := open(t, config)
	for bytes := range 40 {
		between.Reset()
		between.CutAnswer(bytes)
		if _, err := s.Clusters(t.Context()); err != nil {
			t.Errorf("after %d bytes: %v", bytes, err)
		}
	}
}

// What the driver does not count as a lost connection is one all the same.
func TestLostConnections(t *testing.T) {
	for _, err := range []error{
		io.EOF, fmt.Errorf("failed to read: %w", io.ErrUnexpectedEOF),
		fmt.Errorf("failed to read: %w", &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}),
		&neo4j.ConnectivityError{Inner: errors.New("dial tcp 127.0.0.1:7687: i/o timeout")},
	} {
		gone(t, err.Error(), neo4jstore.Classified(err))
	}
	if err := neo4jstore.Classified(errors.New("a defect of the driver")); !fault.Is(err, fault.Internal) {
		t.Errorf("got %v, want INTERNAL", err)
	}
}

// A network that has forgotten every connection, without a word to either end,
// costs one deadline. What one call has found out, the others need not find out
// again, one connection after the other.
func TestFaultForgottenConnections(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	between := neo4jtest.NewProxy(t, server.URI)
	config := configOf(t, server)
	config.URI, config.Timeout, config.PoolSize = between.URI(), deadline, connections
	s := open(t, config)
	crowd := func() (failed int64) {
		var refused atomic.Int64
		var group sync.WaitGroup
		for range connections {
			group.Go(func() {
				if _, err := s.Clusters(t.Context()); err != nil {
					gone(t, "Clusters", err)
					refused.Add(1)
				}
			})
		}
		group.Wait()
		return refused.Load()
	}
	between.Set(neo4jtest.Fault{Latency: 50 * time.Millisecond}) // so that each has a connection of its own
	for range 2 {
		faulttest.Until(t, "all calls are served", func() bool { return crowd() == 0 })
	}
	between.Set(neo4jtest.Fault{Silent: true})
	between.Heal(t)
	begun := time.Now()
	faulttest.Until(t, "a call is served again", func() bool {
		_, err := s.Clusters(t.Context())
		return err == nil
	})
	took := time.Since(begun)
	t.Logf("served again after %v", took)
	if failed := crowd(); failed > 0 || took > recoveries {
		t.Errorf("served again after %v, want %v at most; then %d of %d calls failed", took, recoveries, failed, connections)
	}
}
