package faulttest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Poster makes what belongs to an idempotency key, once however often it is
// asked to: some needs whose titles are the key.
type Poster interface {
	// Post returns nil when it is acknowledged that they are made.
	Post(ctx context.Context, key string) error
	// Look fails if what was made under a key is not there.
	Look(ctx context.Context, key string) error
}

// postPrefix begins the keys of posts.
const postPrefix = "post-"

// Call is one call of a client.
type Call struct {
	What  string // "Post" or "Look"
	Begun time.Time
	Took  time.Duration
	Err   error
}

// Posts is clients that post, each key until it is acknowledged, and then look
// whether it is there.
type Posts struct {
	t      testing.TB
	poster Poster
	limit  time.Duration
	crew   crew

	mu           sync.Mutex
	next         int
	current      map[int]string // the key each client is at, until it is acknowledged
	tried        []string
	acknowledged []string
	calls        []Call
}

// BeginPosts sets clients to work. They wait so long for an answer, by default
// longer than any deadline that is tested.
func BeginPosts(t testing.TB, poster Poster, clients int, limit time.Duration) *Posts {
	p := &Posts{t: t, poster: poster, limit: limit, current: map[int]string{}}
	p.crew.begin(clients, p.step)
	return p
}

// Await waits until some more posts have been acknowledged.
func (p *Posts) Await(posts int) {
	p.t.Helper()
	until := len(p.Acknowledged()) + posts
	Until(p.t, "posts are acknowledged", func() bool { return len(p.Acknowledged()) >= until })
}

// Acknowledged returns the keys of what must be there.
func (p *Posts) Acknowledged() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.acknowledged[:len(p.acknowledged):len(p.acknowledged)]
}

// Calls returns what has been asked so far, in the order of the answers.
func (p *Posts) Calls() []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[:len(p.calls):len(p.calls)]
}

// End lets the clients finish their calls.
func (p *Posts) End() { p.crew.end() }

// step posts, and looks once it is acknowledged.
func (p *Posts) step(client int) (served, last bool) {
	key := p.key(client)
	if !p.call("Post", key, p.poster.Post) {
		return false, false
	}
	p.mu.Lock()
	p.acknowledged = append(p.acknowledged, key)
	delete(p.current, client)
	p.mu.Unlock()
	p.call("Look", key, p.poster.Look)
	return true, false
}

// key returns what a client is at: the next, once the last is acknowledged.
func (p *Posts) key(client int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	key, open := p.current[client]
	if !open {
		p.next++
		key = fmt.Sprint(postPrefix, p.next)
		p.current[client], p.tried = key, append(p.tried, key)
	}
	return key
}

func (p *Posts) call(what, key string, ask func(context.Context, string) error) (served bool) {
	ctx, cancel := within(p.limit)
	defer cancel()
	begun := time.Now()
	err := ask(ctx, key)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, Call{what, begun, time.Since(begun), err})
	if err != nil && !fault.Is(err, fault.Unavailable) {
		p.t.Errorf("%s of %s: got %v, want it done or UNAVAILABLE", what, key, err)
	}
	return err == nil
}

// Whole says what posts must have come to in a store.
type Whole struct {
	Each     int // needs under one key
	Person   eic.PersonID
	Mutation string
}

// Judge ends the clients and fails the test if what was acknowledged is not
// there, if anything is there twice or half, or if a record, its events and its
// answer do not agree.
func (p *Posts) Judge(s store.Store, want Whole) {
	p.t.Helper()
	p.End()
	ctx := context.Background()
	needs := needsOf(ctx, p.t, s)
	checkEvents(ctx, p.t, s, needs)
	posts := map[string][]eic.ID{}
	for _, need := range needs {
		if strings.HasPrefix(need.Title, postPrefix) {
			posts[need.Title] = append(posts[need.Title], need.ID)
		}
	}
	for _, key := range p.tried {
		answer, err := s.Answered(ctx, store.Key{Person: want.Person, Mutation: want.Mutation, Value: key})
		made := posts[key]
		switch {
		case err != nil:
			p.t.Errorf("%s: Answered: %v", key, err)
		case (answer != nil) != (len(made) > 0):
			p.t.Errorf("%s: there are %d needs, and the answer is %v", key, len(made), answer)
		case len(made) != 0 && len(made) != want.Each:
			p.t.Errorf("%s: there are %d needs, want %d or none", key, len(made), want.Each)
		}
	}
	for _, key := range p.acknowledged {
		if len(posts[key]) == 0 {
			p.t.Errorf("%s was acknowledged and is not there", key)
		}
	}
	if h, err := s.Health(ctx); err != nil || len(h.Faults) > 0 {
		p.t.Errorf("Health: %v, %v", h.Faults, err)
	}
	p.t.Logf("%d calls, %d posts tried, %d acknowledged, %d made", len(p.calls), len(p.tried), len(p.acknowledged), len(posts))
}

// needsOf reads every need of a store.
func needsOf(ctx context.Context, t testing.TB, s store.Store) (needs []*eic.Need) {
	t.Helper()
	const page = 500
	for after := eic.ID(""); ; {
		found, err := s.Scan(ctx, "", eic.NeedType, after, page)
		if err != nil {
			t.Fatalf("Scan: %v", err)
		}
		for _, r := range found {
			needs = append(needs, r.(*eic.Need))
			after = r.Header().ID
		}
		if len(found) < page {
			return needs
		}
	}
}

// checkEvents fails the test unless each need has one event for each of its
// versions, in their order.
func checkEvents(ctx context.Context, t testing.TB, s store.Store, needs []*eic.Need) {
	t.Helper()
	versions := map[eic.ID]eic.Version{}
	clusters := map[eic.ClusterID]bool{}
	for _, need := range needs {
		if !clusters[need.Cluster] {
			clusters[need.Cluster] = true
			readEvents(ctx, t, s, need.Cluster, versions)
		}
		if versions[need.ID] != need.Version {
			t.Errorf("%s has version %d, and its last event is of %d", need.ID, need.Version, versions[need.ID])
		}
	}
}

// readEvents notes the last version of each record that the events of a cluster
// tell of; they must tell of every one, in order.
func readEvents(ctx context.Context, t testing.TB, s store.Store, cluster eic.ClusterID, versions map[eic.ID]eic.Version) {
	t.Helper()
	for after := int64(0); ; {
		events, err := s.Events(ctx, cluster, after, 1000)
		if err != nil {
			t.Fatalf("Events: %v", err)
		}
		if len(events) == 0 {
			return
		}
		for _, e := range events {
			if e.Version != versions[e.Record]+1 {
				t.Errorf("event %d of %s has version %d, the one before %d", e.Number, e.Record, e.Version, versions[e.Record])
			}
			versions[e.Record], after = e.Version, e.Number
		}
	}
}

// errMissing says that what was acknowledged cannot be read.
var errMissing = errors.New("what was acknowledged is not there")
