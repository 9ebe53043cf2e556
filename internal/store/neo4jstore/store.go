// Package neo4jstore keeps the graph in Neo4j, over Bolt: the engine for many
// replicas of the service, for a cluster of servers, and for people who want to
// look at the graph itself. It holds to the contract of package store and to
// nothing else: it ranks nothing, authorizes nobody and reads no user text.
//
// # The graph
//
// Records are nodes with readable properties, and what they refer to are
// relationships with names that read as sentences (see node.go and
// docs/neo4j.md). A node's property doc has the record as JSON, so that it comes
// back exactly; filters, orders and edges use real properties and relationships.
// What may be matched carries the label of its shelf (see shelf.go), and each
// shelf has a full-text index of its own, so that what is closed takes nobody's
// place in a bounded list.
//
// # Statements
//
// Every statement is a file in cypher/, named after its method and embedded.
// Values are parameters. The one text that is made, the Lucene query, is made by
// search.go from tokens of a-z and 0-9 alone. A statement gives one record of
// lists, which is read by position: that is a third of the time of many rows.
//
// # Away and back
//
// Open needs no server. While there is none, and while it is away, calls fail
// at once with fault.Unavailable and a time to come back (see guard.go); when it
// answers, the schema is brought up to date and calls go through.
//
// Neo4j is read-committed: a write locks what it changes before it reads it, and
// is retried when the server chose it to end a deadlock. A connection that is
// lost during a commit is not: whether that write was made is then known by its
// idempotency key alone.
//
// Start at Open, then Commit (commit.go) and Recall (recall.go).
package neo4jstore

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Config says where the graph is and how it is asked. The zero value of a field
// without a word about it here is refused or means its default.
type Config struct {
	Name      string         // of the cell that this graph is, where there are several; its bookmarks carry it
	URI       string         // bolt://, neo4j:// (a cluster: reads go to readers), either with +s or +ssc
	Username  string         // empty: the server asks for none
	Password  string         // never logged
	Database  string         // "neo4j" by default
	UserAgent string         // how the server's logs call this client; "thirdplace" by default
	PoolSize  int            // connections to one server; 50 by default
	Timeout   time.Duration  // of a call that has no nearer deadline; 10 s by default
	Beside    bool           // a service: its schema is left as it is, and one that is older is refused
	Log       *slog.Logger   // what goes wrong and what the schema becomes; discarded by default
	Observer  store.Observer // of statements, by the names of their files; nobody by default

	// Notifications asks the server to say what it thinks of statements, for tests.
	Notifications func(code, description string)
	trace         func(statement string, parameters map[string]any) // sees all that is asked
}

const (
	defaultPool     = 50
	defaultTimeout  = 10 * time.Second
	acquisitionTime = 2 * time.Second        // to have a connection
	queueTime       = 80 * time.Millisecond  // to have a turn, before a call is shed
	connectTime     = 2 * time.Second        // to open a socket
	idleTime        = 5 * time.Second        // a connection idle for longer is tested before it is used
	firstTime       = 5 * time.Second        // Open waits so long for a server
	commitGrace     = 500 * time.Millisecond // of a commit, beyond its deadline
	closeTime       = 500 * time.Millisecond // to give a connection back
	tick            = 2 * time.Millisecond   // between a socket's clock and a context's
	hurry           = 50 * time.Millisecond  // the same, when its caller's time is up
)

// Store is a graph in Neo4j. Make it by Open.
type Store struct {
	config Config
	place  string // the address, without secrets
	log    *slog.Logger
	driver neo4j.DriverWithContext
	turns  chan struct{}     // one for each connection
	names  map[string]string // of the statements, by their texts
	guard  *guard

	closed  atomic.Bool
	closing sync.Once
	failed  error // of Close
}

var _ store.Store = (*Store)(nil)

// Open makes a client of the graph and brings its schema up to date. Without a
// server it gives a store that is not ready (see Ready) and becomes so by itself.
// It fails with fault.CannotOpen for a configuration that cannot work, such as a
// password that is refused or, for Config.Beside, a schema that is older than this
// program's; fault.NewerSchema if a newer program made the
// graph; and fault.CorruptStore if its migrations are not this program's.
func Open(ctx context.Context, c Config) (*Store, error) {
	c = c.withDefaults()
	place := placeOf(c.URI)
	driver, err := c.driver(c.PoolSize)
	if err != nil {
		return nil, fault.Wrap("open store", unopened(place, "the address is not one of Neo4j: it begins with bolt:// or neo4j://"))
	}
	s := &Store{config: c, place: place, log: c.Log, driver: driver, turns: make(chan struct{}, c.PoolSize)}
	if s.names, err = statementNames(); err == nil {
		s.guard, err = newGuard(s)
	}
	if err != nil {
		return nil, errors.Join(fault.Wrap("open store", err), s.Close())
	}
	s.guard.start(ctx)
	if err := s.Ready(); err != nil && !fault.Is(err, fault.Unavailable) {
		return nil, errors.Join(fault.Wrap("open store", err), s.Close())
	}
	return s, nil
}

func (c Config) withDefaults() Config {
	if c.Database == "" {
		c.Database = "neo4j"
	}
	if c.UserAgent == "" {
		c.UserAgent = "thirdplace"
	}
	if c.PoolSize <= 0 {
		c.PoolSize = defaultPool
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.Observer == nil {
		c.Observer = store.Unobserved{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// LogValue shows a configuration without its secrets.
func (c Config) LogValue() slog.Value {
	return slog.GroupValue(slog.String("uri", placeOf(c.URI)), slog.String("user", c.Username), slog.String("database", c.Database))
}

// placeOf returns an address without what only its owner may know.
func placeOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return "an address that is none"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host}).String()
}

// driver makes a client with a pool of its own. It does not connect.
func (c Config) driver(pool int) (neo4j.DriverWithContext, error) {
	token := neo4j.NoAuth()
	if c.Username != "" {
		token = neo4j.BasicAuth(c.Username, c.Password, "")
	}
	return neo4j.NewDriverWithContext(c.URI, token, func(d *config.Config) {
		d.UserAgent = c.UserAgent
		d.MaxConnectionPoolSize = pool
		d.ConnectionAcquisitionTimeout = acquisitionTime
		d.ConnectionLivenessCheckTimeout = idleTime
		d.SocketConnectTimeout = connectTime
		d.MaxTransactionRetryTime = 0 // Store.change retries
		d.TelemetryDisabled = true
		d.FetchSize = neo4j.FetchAll // every statement gives one record
		d.NotificationsMinSeverity = "OFF"
		if c.Notifications != nil {
			d.NotificationsMinSeverity = "WARNING"
		}
	})
}

// warm makes a first connection before many are made at once: the driver (5.28.4)
// sets a field of its own at the first, without a lock. Whether it can be made
// is not asked here.
func (s *Store) warm(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	_ = s.driver.VerifyConnectivity(ctx)
}

// Ready says why calls would be refused now, or nil.
func (s *Store) Ready() error {
	if s.closed.Load() {
		return fault.Wrap("ready", errClosed)
	}
	return fault.Wrap("ready", s.guard.err())
}

// Close ends the engine. Calls under way fail.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.closed.Store(true)
		ctx, cancel := context.WithTimeout(context.Background(), closeTime)
		defer cancel()
		var faults []error
		if s.guard != nil {
			faults = append(faults, s.guard.stop(ctx))
		}
		faults = append(faults, s.driver.Close(ctx))
		if errors.Join(faults...) != nil {
			s.failed = fault.New(fault.Internal, fault.Away)
		}
	})
	return s.failed
}

func unopened(place, why string) *fault.Error {
	return fault.New(fault.Internal, fault.CannotOpen, place, why)
}
