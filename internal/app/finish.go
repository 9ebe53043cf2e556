package app

import (
	"context"
	"slices"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// imports remembers what an import touched, until FinishImport has done what
// must follow.
type imports struct {
	mu       sync.Mutex
	clusters map[eic.ClusterID]bool    // touched; true if it had records before
	topics   map[eic.ClusterID]bool    // whose topics have changed; "": the shared ones
	written  map[eic.ClusterID]written // not yet in the audit log
}

func (im *imports) begin(ctx context.Context, from store.Snapshots, changes []store.Change) error {
	im.mu.Lock()
	defer im.mu.Unlock()
	if im.clusters == nil {
		im.clusters = map[eic.ClusterID]bool{}
	}
	for _, c := range changes {
		cluster := c.Record.Header().Cluster
		if _, seen := im.clusters[cluster]; seen || cluster == "" {
			continue
		}
		last, err := from.LastEvent(ctx, cluster)
		if fault.Is(err, fault.Unavailable) && store.Common(c.Record.Header().ID) && ctx.Err() == nil {
			continue // it is not written where its cluster is
		}
		if err != nil {
			return err
		}
		im.clusters[cluster] = last > 0
	}
	return nil
}

func (im *imports) topicsOf(cluster eic.ClusterID) {
	im.mu.Lock()
	defer im.mu.Unlock()
	if im.topics == nil {
		im.topics = map[eic.ClusterID]bool{}
	}
	im.topics[cluster] = true
}

func (im *imports) end() (clusters, topics map[eic.ClusterID]bool) {
	im.mu.Lock()
	defer im.mu.Unlock()
	clusters, topics = im.clusters, im.topics
	im.clusters, im.topics = nil, nil
	return clusters, topics
}

// FinishImport does what must follow an import: it makes the taxonomies anew whose
// topics have changed, locates what can be located now, finds the topics of texts anew
// where the taxonomy has changed since they were analysed, and makes the
// statistics anew. It is safe to call at any time;
// what an import that was killed left undone is made up for by the next.
func (s *Service) FinishImport(ctx context.Context) error {
	touched, topics := s.imports.end()
	if err := s.look(ctx, false); err != nil {
		return fault.Wrap("make taxonomy", err)
	}
	if err := s.relocate(ctx); err != nil {
		return fault.Wrap("locate records", err)
	}
	clusters, err := s.store.Clusters(ctx)
	if err != nil {
		return fault.Wrap("finish import", err)
	}
	for _, c := range clusters {
		of := eic.ClusterID(c.ID)
		before, inTouched := touched[of]
		err := s.finish(ctx, of, before, inTouched, topics[""] || topics[of])
		if inTouched {
			s.meanings.wake(of)
		}
		if fault.Is(err, fault.Unavailable) && !inTouched && ctx.Err() == nil {
			s.log.WarnContext(ctx, "a cluster is away; its topics are found anew at a later start", "cluster", of, "error", err)
			continue
		}
		if err != nil {
			return fault.Wrap("finish import", err)
		}
	}
	return nil
}

// finish does for one cluster what must follow an import: it had records before,
// was touched by the import, or the taxonomy has changed.
func (s *Service) finish(ctx context.Context, of eic.ClusterID, before, touched, topics bool) error {
	stale, err := s.stale(ctx, of, before)
	if err != nil {
		return err
	}
	if topics || stale {
		if err := s.relink(ctx, of); err != nil {
			return fault.Wrap("find topics anew", err)
		}
	}
	return fault.Wrap("rebuild statistics", s.recount(ctx, of, touched || topics || stale))
}

// stale reports whether documents of a cluster may have been analysed with
// another taxonomy than the one in use.
func (s *Service) stale(ctx context.Context, cluster eic.ClusterID, hadRecords bool) (bool, error) {
	snap, err := s.store.Snapshot(ctx, cluster, store.OfferSide, 0)
	if err != nil {
		return false, err
	}
	if snap == nil {
		return hadRecords, nil // an import before this one did not finish
	}
	digest, err := digestOf(snap)
	return digest != s.topics.of(cluster).digest, err
}

// recount makes the statistics of a cluster anew if they are due.
func (s *Service) recount(ctx context.Context, cluster eic.ClusterID, must bool) error {
	for _, side := range []store.Side{store.OfferSide, store.NeedSide} {
		snap, err := s.store.Snapshot(ctx, cluster, side, 0)
		if err != nil {
			return err
		}
		behind := 1
		if snap != nil && !must {
			if behind, err = s.store.Changed(ctx, cluster, side, snap.Event); err != nil {
				return err
			}
		}
		if behind == 0 {
			continue
		}
		if _, err := s.stats.build(ctx, series{cluster, side}); err != nil {
			return err
		}
	}
	return nil
}

const sweep = 500 // records of one step of what goes through all of them

// relocate locates records whose postal codes have become known.
func (s *Service) relocate(ctx context.Context) error {
	if some, err := s.store.ScanPlaces(ctx, eic.Postal{}, 1); err != nil || len(some) == 0 {
		return err
	}
	for after := eic.ID(""); ; {
		records, err := s.store.Unlocated(ctx, after, sweep)
		if err != nil || len(records) == 0 {
			return err
		}
		after = records[len(records)-1].Header().ID
		if err := s.locate(ctx, records...); err != nil {
			return err
		}
		var write store.Write
		for _, r := range records {
			if placeOf(r).Located == nil {
				continue
			}
			h := r.Header()
			h.Version++
			h.Updated = eic.NewStamp(s.now(), "")
			change, err := s.change(ctx, r, h.Version-1, "locate")
			if err != nil {
				return err
			}
			write.Changes = append(write.Changes, change)
		}
		for _, part := range store.Divide(s.store, write) {
			if err := s.store.Commit(ctx, part); err != nil {
				return err
			}
		}
	}
}

// relink finds the topics of a cluster's needs and offers anew and stores the
// documents that come out otherwise than before.
func (s *Service) relink(ctx context.Context, cluster eic.ClusterID) error {
	for _, t := range append(eic.OfferTypes(), eic.NeedType) {
		for after := eic.ID(""); ; {
			records, err := s.store.Scan(ctx, cluster, t, after, sweep)
			if err != nil {
				return err
			}
			if len(records) == 0 {
				break
			}
			after = records[len(records)-1].Header().ID
			ids := make([]eic.ID, len(records))
			for i, r := range records {
				ids[i] = r.Header().ID
			}
			if err := s.relinkSome(ctx, ids); err != nil {
				return err
			}
		}
	}
	return nil
}

// relinkTries is how often records are linked again of which somebody has changed
// one meanwhile.
const relinkTries = 5

func (s *Service) relinkSome(ctx context.Context, ids []eic.ID) (err error) {
	if len(ids) == 0 {
		return nil
	}
	for range relinkTries {
		if err = s.relinkOnce(ctx, ids); !fault.Is(err, fault.Conflict) {
			break
		}
	}
	return err
}

func (s *Service) relinkOnce(ctx context.Context, ids []eic.ID) error {
	all, err := s.store.Hydrate(ctx, ids)
	if err != nil {
		return err
	}
	var write store.Write
	for _, in := range all {
		if in.Record == nil {
			continue
		}
		doc := s.document(in.Record, in.Product)
		if equalDocuments(doc, in.Document) {
			continue
		}
		write.Changes = append(write.Changes, store.Change{Record: in.Record, From: in.Record.Header().Version, Document: &doc})
	}
	if len(write.Changes) == 0 {
		return nil
	}
	return s.store.Commit(ctx, write)
}

func equalDocuments(a, b store.Document) bool {
	return a.Analysis == b.Analysis && a.Title == b.Title && a.Body == b.Body && slices.Equal(a.Topics, b.Topics)
}
