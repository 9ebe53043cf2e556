package main

import (
	"context"
	"flag"
	"net/http"
	"path/filepath"

	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// What make test-faults does more of.
var (
	kills = flag.Int("kills", 3, "how often the service is killed under load")
	load  = flag.Int("load", 1, "how many times longer loads are")
)

const (
	recoveries = 5 * time.Second // within which requests are served after a fault
	atOnce     = 1 * time.Second // a request that took less was not held until its deadline
)

// kept opens the graph of a world whose program has ended.
func (w *world) kept(t *testing.T) store.Store {
	t.Helper()
	var s store.Store
	var err error
	if uri := w.env["NEO4J_URI"]; uri != "" {
		s, err = neo4jstore.Open(t.Context(), neo4jstore.Config{
			URI: uri, Username: w.env["NEO4J_USERNAME"], Password: w.env["NEO4J_PASSWORD"], Database: w.env["NEO4J_DATABASE"],
		})
	} else {
		s, err = sqlitestore.Open(t.Context(), filepath.Join(w.dir, storeFile))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestFaultServiceIsKilled kills the real program again and again while clients post
// and change needs over HTTP: what was acknowledged is there, none twice and
// none half, and what clients saw is as if every request had happened at one moment.
func TestFaultServiceIsKilled(t *testing.T) {
	for name, on := range map[string]func(*testing.T) *world{"SQLite": newWorld, "Neo4j": onNeo4j} {
		t.Run(name, func(t *testing.T) {
			w := on(t)
			p, c := w.process("--addr", "127.0.0.1:0")
			p.start()
			c.share(2)
			posts := faulttest.BeginPosts(t, c, 3, 0)
			history := faulttest.BeginHistory(t, c, faulttest.Clients{Clients: 3, Registers: 2})
			for range *kills {
				posts.Await(10 * *load)
				history.Await(5 * *load)
				p.kill()
				p.start()
			}
			posts.Await(5)
			history.Await(5)
			history.Judge()
			posts.End()
			p.stop()
			posts.Judge(w.kept(t), c.whole())
		})
	}
}

// TestFaultServiceAndItsDatabase starts the service while its database is away, lets
// the database come, go without a word and come back: the service says so all
// the while, tells requests to come back, and needs no restart.
func TestFaultServiceAndItsDatabase(t *testing.T) {
	w := onNeo4j(t)
	server := servers.Server(t)
	if !server.Owned() {
		t.Skip("the server is not this test's own to stop")
	}
	addr := vacant(t)
	p, c := w.process("--addr", addr)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	lines := p.begin()
	p.url.Store("http://" + addr)
	faulttest.Until(t, "the program listens", func() bool { status, _ := p.get("/healthz"); return status == http.StatusOK })
	p.isAway(c)
	w.revive(t, server)
	t.Logf("began %v after the database", p.comesBack(t))
	p.opened(lines)
	c.share(2)
	posts := faulttest.BeginPosts(t, c, 3, 0)
	history := faulttest.BeginHistory(t, c, faulttest.Clients{Clients: 3, Registers: 2})
	for range max(1, *kills/3) {
		posts.Await(10 * *load)
		history.Await(5 * *load)
		if err := server.Kill(); err != nil {
			t.Fatal(err)
		}
		p.isAway(c)
		w.revive(t, server)
		took := p.comesBack(t)
		t.Logf("ready %v after the database", took)
		if took > recoveries {
			t.Errorf("ready %v after the database, want %v at most", took, recoveries)
		}
	}
	posts.Await(5)
	history.Await(5)
	history.Judge()
	posts.End()
	checkCalls(t, posts.Calls())
	p.stop()
	posts.Judge(w.kept(t), c.whole())
}

// revive starts the database again and returns when it serves whoever asks it
// directly: how long a cold one takes for that is not the service's to answer for.
func (w *world) revive(t *testing.T, server *neo4jtest.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), faulttest.Patience)
	defer cancel()
	if err := server.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	direct := w.kept(t)
	faulttest.Until(t, "the database answers", func() bool { _, err := direct.Clusters(t.Context()); return err == nil })
}

// isAway checks what the program says while its database is away.
func (p *process) isAway(c *teller) {
	p.w.t.Helper()
	var why string
	faulttest.Until(p.w.t, "/readyz says that the database is away", func() bool {
		status, text := p.get("/readyz")
		why = text
		return status == http.StatusServiceUnavailable
	})
	if !strings.Contains(why, "We cannot reach our records just now") {
		p.w.t.Errorf("/readyz does not say why: %q", why)
	}
	for _, words := range unsaid {
		if strings.Contains(why, words) {
			p.w.t.Errorf("/readyz says %q", why)
		}
	}
	_, err := c.postNeed(p.w.t.Context(), "in the meantime", "in the meantime")
	if err == nil || !strings.Contains(err.Error(), `"code":"UNAVAILABLE"`) || !strings.Contains(err.Error(), `"retryAfter":`) {
		p.w.t.Errorf("a request in the meantime: %v", err)
	}
	if status, _ := p.get("/healthz"); status != http.StatusOK {
		p.w.t.Errorf("/healthz: %d, want 200: the program itself is well", status)
	}
}

// comesBack measures how long it takes to be ready again.
func (p *process) comesBack(t *testing.T) time.Duration {
	t.Helper()
	begun := time.Now()
	faulttest.Until(t, "it is ready", func() bool { status, _ := p.get("/readyz"); return status == http.StatusOK })
	return time.Since(begun)
}

// TestFaultServiceOnABadNetwork has everything happen between the service and its
// database that networks do, one after the other, while clients are at work:
// they are told to come back, no later than their operations may take, the
// service does not grow, and in the end all is as it was acknowledged.
func TestFaultServiceOnABadNetwork(t *testing.T) {
	w := onNeo4j(t)
	between := neo4jtest.NewProxy(t, servers.Server(t).URI)
	w.env["NEO4J_URI"] = between.URI()
	metrics := vacant(t)
	p, c := w.process("--addr", "127.0.0.1:0", "--metrics-addr", metrics)
	p.start()
	c.share(2)
	posts := faulttest.BeginPosts(t, c, 3, 0)
	history := faulttest.BeginHistory(t, c, faulttest.Clients{Clients: 3, Registers: 2})
	posts.Await(5)
	calm := p.goroutines(metrics)
	for _, f := range []struct {
		name  string
		begin func()
		away  bool // what is known after a while, so that requests are refused at once
		long  bool // and seldom tells more than the same on the store alone
	}{
		{"50 ms later", func() { between.Set(neo4jtest.Fault{Latency: 50 * time.Millisecond}) }, false, true},
		{"byte by byte", func() { between.Set(neo4jtest.Fault{Piece: 1}) }, false, false},
		{"a trickle", func() { between.Set(neo4jtest.Fault{Piece: 1, Pause: 50 * time.Millisecond}) }, true, true},
		{"silence", func() { between.Set(neo4jtest.Fault{Silent: true}) }, true, false},
		{"refused", between.Refuse, true, false},
		{"reset", between.Reset, false, false},
		{"cut before a commit", func() { between.CutCommit(neo4jtest.CutBefore) }, false, false},
		{"cut after a commit", func() { between.CutCommit(neo4jtest.CutAfter) }, false, false},
		{"a commit without an answer", func() { between.CutCommit(neo4jtest.Mute) }, false, true},
		{"cut within an answer", func() { between.CutAnswer(5) }, false, false},
	} {
		if f.long && *load == 1 {
			continue
		}
		f.begin()
		under := time.Now()
		faulttest.Until(t, f.name+": calls end", func() bool {
			calls := posts.Calls()
			if between.Waiting() || len(calls) == 0 {
				return false
			}
			last := calls[len(calls)-1]
			return last.Begun.After(under) && (!f.away || last.Err != nil && last.Took < atOnce)
		})
		grown := p.goroutines(metrics)
		between.Heal(t)
		took := p.comesBack(t)
		t.Logf("%s: ready %v after it was over; %d goroutines, %d before", f.name, took, grown, calm)
		if took > recoveries || grown > calm+100 {
			t.Errorf("%s: ready %v after it was over, with %d goroutines, %d before", f.name, took, grown, calm)
		}
		posts.Await(3)
		history.Await(2)
	}
	history.Judge()
	posts.End()
	checkCalls(t, posts.Calls())
	faulttest.Until(t, "goroutines are as few as before", func() bool { return p.goroutines(metrics) <= calm })
	p.stop()
	posts.Judge(w.kept(t), c.whole())
}
