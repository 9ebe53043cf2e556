package cells

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// SaveSnapshot implements store.Snapshots.
func (s *Store) SaveSnapshot(ctx context.Context, snapshot store.Snapshot) error {
	return s.of(snapshot.Cluster).store.SaveSnapshot(ctx, snapshot)
}

// Snapshot implements store.Snapshots.
func (s *Store) Snapshot(ctx context.Context, cluster eic.ClusterID, side store.Side, version int64) (*store.Snapshot, error) {
	return s.of(cluster).store.Snapshot(ctx, cluster, side, version)
}

// Changed implements store.Snapshots.
func (s *Store) Changed(ctx context.Context, cluster eic.ClusterID, side store.Side, event int64) (int, error) {
	return s.of(cluster).store.Changed(ctx, cluster, side, event)
}

// LastEvent implements store.Snapshots.
func (s *Store) LastEvent(ctx context.Context, cluster eic.ClusterID) (int64, error) {
	return s.of(cluster).store.LastEvent(ctx, cluster)
}

// Documents implements store.Snapshots.
func (s *Store) Documents(ctx context.Context, cluster eic.ClusterID, side store.Side, visit func(eic.ID, store.Document) error) error {
	return s.of(cluster).store.Documents(ctx, cluster, side, visit)
}

// AddViews implements store.Snapshots. It adds what it can, and fails if it could
// not add all.
func (s *Store) AddViews(ctx context.Context, views map[eic.OfferID]int) error {
	in := map[*cell]map[eic.OfferID]int{}
	var cells []*cell
	for id, n := range views {
		c := s.keeps(eic.ID(id))
		if in[c] == nil {
			in[c], cells = map[eic.OfferID]int{}, append(cells, c)
		}
		in[c][id] = n
	}
	if len(cells) == 0 {
		return s.home().store.AddViews(ctx, views)
	}
	return worst(everywhere(cells, func(_ int, c *cell) error { return c.store.AddViews(ctx, in[c]) }))
}

// Views implements store.Snapshots.
func (s *Store) Views(ctx context.Context, cluster eic.ClusterID) (map[eic.OfferID]int, error) {
	return s.of(cluster).store.Views(ctx, cluster)
}

// SavePlaces implements store.Places: at home, then in every cell.
func (s *Store) SavePlaces(ctx context.Context, places []store.PostalPlace) (added, updated, unchanged int, err error) {
	added, updated, unchanged, err = s.home().store.SavePlaces(ctx, places)
	if err == nil && added+updated > 0 {
		s.spread(ctx, func(ctx context.Context, c *cell) error {
			_, _, _, err := c.store.SavePlaces(ctx, places)
			return err
		})
	}
	return added, updated, unchanged, err
}

// Locate implements store.Places: at home or, while that is away, by the copies
// of the first cell that answers.
func (s *Store) Locate(ctx context.Context, codes []eic.Postal) (map[eic.Postal]eic.Point, error) {
	points, err := s.home().store.Locate(ctx, codes)
	if !fault.Is(err, fault.Unavailable) {
		return points, err
	}
	for _, c := range s.cells[1:] {
		if copies, lost := c.store.Locate(ctx, codes); lost == nil {
			return copies, nil
		}
	}
	return nil, err
}

// ScanPlaces implements store.Places.
func (s *Store) ScanPlaces(ctx context.Context, after eic.Postal, limit int) ([]store.PostalPlace, error) {
	return s.home().store.ScanPlaces(ctx, after, limit)
}

// Unlocated implements store.Places. What is in a cell that is away is left out: it
// is found when somebody looks again.
func (s *Store) Unlocated(ctx context.Context, after eic.ID, limit int) ([]eic.Record, error) {
	pages := make([][]eic.Record, len(s.cells))
	errs := everywhere(s.cells, func(i int, c *cell) (err error) {
		pages[i], err = s.own(c, after, limit, func(after eic.ID) ([]eic.Record, error) {
			return c.store.Unlocated(ctx, after, limit)
		})
		if i > 0 && fault.Is(err, fault.Unavailable) && ctx.Err() == nil {
			s.log.WarnContext(ctx, "records to be located are left out", "cell", c.name, "error", err)
			err = nil
		}
		return err
	})
	if err := worst(errs); err != nil {
		return nil, err
	}
	return merged(pages, limit), nil
}
