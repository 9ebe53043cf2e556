package store

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Snapshots keeps the statistics that ranking works with: one series for the
// offers and one for the needs of each cluster, the newest three of each.
type Snapshots interface {
	// SaveSnapshot stores a snapshot as the newest of its series and drops all
	// but three. Its Version must be above those stored, else it is a Conflict.
	SaveSnapshot(ctx context.Context, snapshot Snapshot) error
	// Snapshot returns the snapshot of a version, the newest for version 0, or
	// nil if there is none.
	Snapshot(ctx context.Context, cluster eic.ClusterID, side Side, version int64) (*Snapshot, error)
	// Changed counts the events on a side's records with numbers above event.
	Changed(ctx context.Context, cluster eic.ClusterID, side Side, event int64) (int, error)
	// LastEvent returns the number of a cluster's newest event, 0 for none.
	LastEvent(ctx context.Context, cluster eic.ClusterID) (int64, error)
	// Documents calls visit with the document of every record of a side that
	// stands on a shelf, in the order of their ids, without holding them all.
	// It stops at the first error of visit and returns it as it is.
	Documents(ctx context.Context, cluster eic.ClusterID, side Side, visit func(eic.ID, Document) error) error
	// AddViews adds to how often offers were shown; an offer that is not there is passed over.
	AddViews(ctx context.Context, views map[eic.OfferID]int) error
	// Views returns how often the cluster's offers were shown, without zeros.
	Views(ctx context.Context, cluster eic.ClusterID) (map[eic.OfferID]int, error)
}

// Side is one side of matching.
type Side uint8

// The two sides.
const (
	OfferSide Side = iota + 1
	NeedSide
)

// SideOf returns the side a record type belongs to, 0 for none.
func SideOf(t eic.Type) Side {
	switch {
	case t == eic.NeedType:
		return NeedSide
	case t.IsOffer():
		return OfferSide
	}
	return 0
}

// Snapshot is one version of a side's statistics, opaque to the engine.
type Snapshot struct {
	Cluster eic.ClusterID
	Side    Side
	Version int64
	Event   int64 // the newest event it has seen
	Data    []byte
}
