package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	// relayEvery is how often the events of a cluster are read while somebody
	// follows a record of it.
	relayEvery = 500 * time.Millisecond
	// lookAgain is how long a follower waits at most: whoever follows is to notice
	// within a minute that they may not any more, even if nothing changes.
	lookAgain = 50 * time.Second
	// relayAtOnce is how many events are read at a time.
	relayAtOnce = 500
	// relayWithin is how long a store may take to tell of events.
	relayWithin = 5 * time.Second
)

// Follow waits for changes of a record. It authorizes nobody: whoever calls it
// has read the record, and reads it again each time wait returns.
//
// wait returns nil when there may be a version after seen, at the first call at
// once, so that nothing is missed between reading and following; and the cause
// when ctx is over. It may return for nothing. It is for one goroutine. stop is
// to be called when nobody waits any more.
func (s *Service) Follow(ctx context.Context, r eic.Record) (wait func(ctx context.Context, seen eic.Version) error, stop func(), err error) {
	f := &follower{record: r.Header().ID, signal: make(chan struct{}, 1)}
	relay := s.changes.join(r.Header().Cluster, f)
	select {
	case <-relay.begun:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err == nil {
		err = relay.failed
	}
	if err != nil {
		s.changes.leave(relay, f)
		return nil, nil, fault.Wrap("follow", err)
	}
	f.tell(0)
	return f.wait, func() { s.changes.leave(relay, f) }, nil
}

// follower is one who waits for changes of a record. However many there are
// while it does not wait, it is told once.
type follower struct {
	record eic.ID
	signal chan struct{}

	mu    sync.Mutex
	known eic.Version // the latest that an event told of
}

func (f *follower) tell(v eic.Version) {
	f.mu.Lock()
	f.known = max(f.known, v)
	f.mu.Unlock()
	select {
	case f.signal <- struct{}{}:
	default: // it is told already
	}
}

func (f *follower) wait(ctx context.Context, seen eic.Version) error {
	f.mu.Lock()
	within := lookAgain
	if f.known > seen { // read from a replica of the database that was behind
		within = relayEvery
	}
	f.mu.Unlock()
	again := time.NewTimer(within)
	defer again.Stop()
	select {
	case <-f.signal:
	case <-again.C:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// changes relays the events of clusters to those who follow their records: one
// reader of the store for each cluster that is followed, however many follow.
type changes struct {
	store store.Store
	log   *slog.Logger

	mu     sync.Mutex
	relays map[eic.ClusterID]*relay
	work   sync.WaitGroup
}

// relay reads the events of one cluster and tells followers. What it does for
// each never waits.
type relay struct {
	cluster   eic.ClusterID
	followers map[eic.ID]map[*follower]bool // guarded by changes.mu
	stop      context.CancelFunc
	begun     chan struct{} // closed when it knows where it begins, or failed to
	failed    error
}

func newChanges(s store.Store, log *slog.Logger) *changes {
	return &changes{store: s, log: log, relays: map[eic.ClusterID]*relay{}}
}

// join adds a follower to the relay of a cluster, which the first one starts.
func (c *changes) join(cluster eic.ClusterID, f *follower) *relay {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.relays[cluster]
	if r == nil {
		ctx, stop := context.WithCancel(context.Background())
		r = &relay{cluster: cluster, followers: map[eic.ID]map[*follower]bool{}, stop: stop, begun: make(chan struct{})}
		c.relays[cluster] = r
		c.work.Go(func() { c.run(ctx, r) })
	}
	if r.followers[f.record] == nil {
		r.followers[f.record] = map[*follower]bool{}
	}
	r.followers[f.record][f] = true
	return r
}

// leave takes a follower away; the last one stops the relay.
func (c *changes) leave(r *relay, f *follower) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(r.followers[f.record], f)
	if len(r.followers[f.record]) == 0 {
		delete(r.followers, f.record)
	}
	if len(r.followers) > 0 {
		return
	}
	r.stop()
	if c.relays[r.cluster] == r {
		delete(c.relays, r.cluster)
	}
}

// run relays until it is stopped. A store that is away is asked again, from the
// event after the last that was relayed.
func (c *changes) run(ctx context.Context, r *relay) {
	after, err := c.store.LastEvent(ctx, r.cluster)
	if err != nil {
		c.mu.Lock()
		r.failed = err
		delete(c.relays, r.cluster) // who follows next begins anew
		c.mu.Unlock()
		close(r.begun)
		return
	}
	close(r.begun)
	tick := time.NewTicker(relayEvery)
	defer tick.Stop()
	for away := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		after, err = c.relay(ctx, r, after)
		if err != nil && !away && ctx.Err() == nil {
			c.log.WarnContext(ctx, "events not read; they are when the store answers", "cluster", r.cluster, "error", err)
		}
		away = err != nil
	}
}

// relay tells followers of the events after one and returns the last.
func (c *changes) relay(ctx context.Context, r *relay, after int64) (int64, error) {
	for {
		ctx, cancel := context.WithTimeout(ctx, relayWithin)
		events, err := c.store.Events(ctx, r.cluster, after, relayAtOnce)
		cancel()
		if err != nil {
			return after, err
		}
		c.mu.Lock()
		for _, e := range events {
			after = e.Number
			for f := range r.followers[e.Record] {
				f.tell(e.Version)
			}
		}
		c.mu.Unlock()
		if len(events) < relayAtOnce {
			return after, nil
		}
	}
}

// close waits for relays; who followed has stopped.
func (c *changes) close() {
	c.mu.Lock()
	for _, r := range c.relays {
		r.stop()
	}
	c.mu.Unlock()
	c.work.Wait()
}
