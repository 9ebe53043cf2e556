package store

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Writer changes the graph.
type Writer interface {
	// Commit makes all changes of a write, their events and the idempotency
	// record durable together, or none. Their events come in the order of Changes.
	//
	// Who asks after Commit has returned sees all of the write. Who asks while it is
	// being made may see some of its records before the others, but always a whole
	// record, with the analysed form it was written with. Callers do not depend on
	// more: what a write was made from is compared when it is made, see From.
	//
	// A change whose record is not at version From any more is a Conflict that
	// carries the current version, 0 if it is not there; one with an external id
	// that another record of its type and cluster has is a Conflict with
	// fault.Taken, and so is a person with the identity of another. A reference
	// (see References) to a record that is neither stored nor in the same write is
	// Invalid: every one is named, by its field's path if the write has one change,
	// else below the change's place in Changes: "3.postedBy". A key that was used
	// before is a Conflict with fault.KeyReused: read it by Answered. A credential that
	// is to be ended and is not there, or ended already, is a Conflict with fault.Spent.
	Commit(ctx context.Context, write Write) error
	// Answered returns what a key was first answered with, or nil. Who finds an
	// answer finds its record, and all else that was written with it.
	Answered(ctx context.Context, key Key) (*Answer, error)
	// Forget removes what is older than a moment and says how much.
	Forget(ctx context.Context, what Kept, before time.Time) (int, error)
	// Events returns at most limit events of a cluster with numbers above after, in
	// order. Those of records that belong to no cluster are a series of their own,
	// of the cluster "". Who goes on after the last event misses none: an event is seen
	// when all with smaller numbers are.
	Events(ctx context.Context, cluster eic.ClusterID, after int64, limit int) ([]Event, error)
}

// Write is what happens together.
type Write struct {
	Changes     []Change
	Answer      *Answer // kept with the write; nil for none
	Credentials []eic.Credential
	Endings     []Ending
	Audit       []eic.AuditEntry
}

// Change is one record's new content.
type Change struct {
	// Record's version is From+1, or From for a change of the analysed form alone.
	Record eic.Record
	From   eic.Version // 0: the record must not exist
	// Copy says that the record is written as another database has it, whatever its
	// version is there.
	Copy bool
	// Document is the analysed form of a need or an offer; of an organization,
	// person or product the words its list is searched by (Title and Body only).
	// Nil keeps the one that is stored.
	Document *Document
	// Verb says what happened, such as "post" or "withdraw"; "" makes no event,
	// for a change of the analysed form alone.
	Verb string
}

// Event says that a record changed. Each cluster counts its own: numbers grow in
// the order of commits within it, may have gaps, and say nothing of other clusters.
type Event struct {
	Number  int64
	Cluster eic.ClusterID
	Record  eic.ID
	Version eic.Version
	Verb    string
	Stamp   eic.Stamp // the record's Updated
}

// Key is an idempotency key: it belongs to a person and a mutation.
type Key struct {
	Person   eic.PersonID
	Mutation string
	Value    string
}

// Answer is what a key was answered with.
type Answer struct {
	Key  Key
	Body string // digest of the input, so that another one is noticed
	ID   eic.ID // of the record the answer shows
	At   time.Time
}
