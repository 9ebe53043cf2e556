package neo4jstore

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/fault"
)

// How often a server that is away is asked whether it is back, how long it has
// to answer, and when callers are told to come back.
const (
	probeEvery = 250 * time.Millisecond
	probeTime  = 2 * time.Second
	retryAfter = time.Second
	// refusedEvery is how often one is asked that answers and cannot be used,
	// until somebody has put it right.
	refusedEvery = 5 * time.Second
	// guardPool is one connection to probe or migrate and one to hold the lock.
	guardPool = 2
)

// guard knows whether the server can be used. It is a circuit breaker that only
// a probe opens and closes: a call that found the server silent raises a
// suspicion, the probe, on a connection of its own, decides, and while the
// server is away calls fail at once and the probe alone goes on asking.
type guard struct {
	store  *Store
	driver neo4j.DriverWithContext // of its own few connections
	doubts chan struct{}           // a suspicion, at most one
	ended  chan struct{}
	cancel context.CancelFunc

	mu       sync.Mutex
	state    error // nil: the server can be used
	migrated bool
}

func newGuard(s *Store) (*guard, error) {
	driver, err := s.config.driver(guardPool)
	if err != nil {
		return nil, unopened(s.place, "no client could be made")
	}
	return &guard{store: s, driver: driver, doubts: make(chan struct{}, 1), ended: make(chan struct{}),
		cancel: func() {}}, nil
}

// start asks once, then keeps watch until stop.
func (g *guard) start(ctx context.Context) {
	g.store.warm(ctx)
	g.check(ctx, firstTime)
	watch, cancel := context.WithCancel(context.WithoutCancel(ctx))
	g.cancel = cancel
	go g.watch(watch)
}

func (g *guard) stop(ctx context.Context) error {
	g.cancel()
	select {
	case <-g.ended:
	case <-ctx.Done():
	}
	return g.driver.Close(ctx)
}

// err returns why the server cannot be used, or nil.
func (g *guard) err() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state
}

// isMigrated reports whether the schema was brought up to date.
func (g *guard) isMigrated() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.migrated
}

// doubt says that the server did not answer somebody.
func (g *guard) doubt() {
	select {
	case g.doubts <- struct{}{}:
	default: // there is a doubt already
	}
}

func (g *guard) watch(ctx context.Context) {
	defer close(g.ended)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		var again <-chan time.Time
		if err := g.err(); err != nil {
			timer.Reset(interval(err))
			again = timer.C
		}
		select {
		case <-ctx.Done():
			return
		case <-g.doubts:
		case <-again:
		}
		g.check(ctx, probeTime)
	}
}

func interval(err error) time.Duration {
	if fault.Is(err, fault.Unavailable) {
		return probeEvery
	}
	return refusedEvery
}

// check asks the server and, the first time it answers, brings its schema up to date.
func (g *guard) check(ctx context.Context, patience time.Duration) {
	err := g.probe(ctx, patience)
	migrated := g.isMigrated()
	if err == nil && !migrated {
		err = g.store.migrate(ctx, g.driver)
		migrated = err == nil
	}
	if ctx.Err() != nil {
		err = ctx.Err() // nobody waits for what the driver has to say of it
	}
	was := g.err()
	log := g.store.log
	if was != nil { // it is known that the server is away: once is enough
		log = slog.New(slog.DiscardHandler)
	}
	if err != nil {
		err = g.store.classify(log, "probe", err)
	}
	g.mu.Lock()
	g.state, g.migrated = err, migrated
	g.mu.Unlock()
	if ctx.Err() == nil && (was == nil) != (err == nil) {
		g.store.log.Info("neo4j", "place", g.store.place, "usable", err == nil, "why", err)
	}
}

func (g *guard) probe(ctx context.Context, patience time.Duration) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	session := g.driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: g.store.config.Database, AccessMode: neo4j.AccessModeRead})
	defer giveBack(ctx, session)
	defer g.store.observe(ctx, g.store.names[probeCypher], time.Now(), &err)
	g.store.see(probeCypher, nil)
	result, err := session.Run(ctx, probeCypher, nil, neo4j.WithTxTimeout(patience))
	if err == nil {
		_, err = result.Consume(ctx)
	}
	return err
}
