package store

import (
	"context"
	"time"
)

// Observer is told how an engine fares, for whoever counts. It is called by many
// goroutines in the middle of their work, so it must be quick. What it is told
// names statements and never their values.
type Observer interface {
	// Asked tells of a statement, or of a transaction of several, that has ended.
	// Names are few: those of the methods of Store in snake case, or of files. ctx is
	// the call's.
	Asked(ctx context.Context, query string, outcome Outcome, took time.Duration)
	// Waited tells how long a call waited for a connection, if it had to.
	Waited(took time.Duration)
	// Retried tells of another attempt at what could not be finished.
	Retried(access Access)
	// Refused tells of a call that was turned away before anything was asked.
	Refused(reason Refusal)
}

// Outcome is how a statement ended.
type Outcome string

// The outcomes.
const (
	Answered  Outcome = "ok"
	Declined  Outcome = "refused"   // what was asked may not be: a stale version, a name that is taken
	Contended Outcome = "busy"      // it was in the way of another, and may be tried again
	Late      Outcome = "late"      // its caller's time was up
	Abandoned Outcome = "cancelled" // its caller has gone
	Lost      Outcome = "away"      // the server could not be reached
	Failed    Outcome = "failed"    // anything else: look at the log
)

// Access is whether something reads or writes.
type Access string

// The two kinds of access.
const (
	Reading Access = "read"
	Writing Access = "write"
)

// Refusal is why a call was turned away.
type Refusal string

// The refusals.
const (
	Crowded  Refusal = "crowded"  // no connection was free in time
	Unusable Refusal = "unusable" // the server is known to be away
)

// Unobserved is an Observer that nobody asks.
type Unobserved struct{}

// Asked implements Observer.
func (Unobserved) Asked(context.Context, string, Outcome, time.Duration) {}

// Waited implements Observer.
func (Unobserved) Waited(time.Duration) {}

// Retried implements Observer.
func (Unobserved) Retried(Access) {}

// Refused implements Observer.
func (Unobserved) Refused(Refusal) {}

// Vitals is what can be said of an engine without asking it.
type Vitals struct {
	Connections int  // how many calls it can make at once
	InUse       int  // how many it makes
	Usable      bool // calls go through; else they are refused at once
	Migrated    bool // the schema is the one this program knows
}
