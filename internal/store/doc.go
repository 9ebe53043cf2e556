// Package store owns the contract between the program and the graph it keeps:
// what an engine must hold, find and promise. Engines live in packages of their
// own (sqlitestore, neo4jstore) and pass the suite in storetest, which states
// every promise made here as a case.
//
// An engine recalls and never ranks; it authorizes nobody, parses no user text
// and judges no state: what it is given has been checked. It refuses with
// errors of package fault: Conflict for a stale version, Unavailable while its
// database is away, Internal for what should not happen.
//
// Start at Store, which is the sum of the small interfaces below it; a use case
// takes only those it needs.
package store

import (
	"context"
	"time"
)

// Store is a graph, kept. It is safe for use by many goroutines. Every call
// honours its context.
type Store interface {
	Celled
	Records
	Lists
	Recaller
	Vectors
	Writer
	Security
	Snapshots
	Places
	Keeper
}

// Keeper is what the house around the graph needs.
type Keeper interface {
	// Secret returns 32 random bytes that belong to the graph under a name,
	// made at the first call and the same ever after, on every replica.
	Secret(ctx context.Context, name string) ([]byte, error)
	// Health checks that the graph can be read and written and that what must
	// hold holds. It changes nothing. An error means that it cannot be used at
	// all; Place is said even then.
	Health(ctx context.Context) (Health, error)
	// Close ends the engine; calls after it fail.
	Close() error
}

// Health is what an engine says of itself.
type Health struct {
	Engine  string // with version and edition, such as "SQLite 3.51.0" or "Neo4j 5.26.31 community"
	Place   string // the file or address, without secrets
	Records map[string]int
	Shared  int // topics that belong to no cluster, among Records

	Protocol  string        // how it is spoken to, such as "Bolt 5.8"
	RoundTrip time.Duration // of the smallest question, on a connection that is open
	Schema    int           // the number of the last migration
	Known     int           // the number of the last migration that this program has
	Indexes   []Index       // those that the schema has, by name

	Faults []string     // invariants that do not hold, a sentence each; empty is well
	Cells  []CellHealth // of a graph in several databases: each of them, home first
}

// CellHealth is what one database of several says of itself.
type CellHealth struct {
	Name string // as configured; "home" is where what is common is written first
	Health
	Err error // why it cannot be used; Health has its Place alone then
}

// Index is one way by which the graph is searched, or kept from holding something twice.
type Index struct {
	Name  string
	State IndexState
}

// IndexState is whether an index can be used.
type IndexState string

// The states. What is not online is among the Faults of a Health, too.
const (
	IndexOnline     IndexState = "online"
	IndexPopulating IndexState = "populating" // it is being built, and of no use yet
	IndexFailed     IndexState = "failed"     // it must be made anew
	IndexMissing    IndexState = "missing"    // somebody has dropped it
)
