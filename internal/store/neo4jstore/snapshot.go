package neo4jstore

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// kept is how many snapshots of a series are kept.
const kept = 3

func seriesKey(cluster eic.ClusterID, side store.Side) string {
	return string(cluster) + separator + strconv.Itoa(int(side))
}

// SaveSnapshot implements store.Snapshots.
func (s *Store) SaveSnapshot(ctx context.Context, snapshot store.Snapshot) error {
	key := seriesKey(snapshot.Cluster, snapshot.Side)
	err := s.change(ctx, func(ctx context.Context, t transaction) error {
		found, _, err := t.run(ctx, saveSnapshotSeriesCypher, map[string]any{"key": key})
		if err != nil {
			return err
		}
		if newest := found.int(0); snapshot.Version <= newest {
			return stale(eic.Version(snapshot.Version), eic.Version(newest))
		}
		data := snapshot.Data
		if data == nil {
			data = []byte{}
		}
		_, _, err = t.run(ctx, saveSnapshotCypher, map[string]any{
			"key": key, "cluster": string(snapshot.Cluster), "side": int64(snapshot.Side),
			"version": snapshot.Version, "event": snapshot.Event, "data": data, "kept": int64(kept),
		})
		return err
	})
	return s.failure("save snapshot", err)
}

// Snapshot implements store.Snapshots.
func (s *Store) Snapshot(ctx context.Context, cluster eic.ClusterID, side store.Side, version int64) (*store.Snapshot, error) {
	found, err := s.read(ctx, snapshotCypher, map[string]any{"key": seriesKey(cluster, side), "version": version})
	if err != nil || len(found) == 0 {
		return nil, s.failure("read snapshot", err)
	}
	return &store.Snapshot{Cluster: cluster, Side: side, Version: found.int(0), Event: found.int(1), Data: found.bytes(2)}, nil
}

// Changed implements store.Snapshots.
func (s *Store) Changed(ctx context.Context, cluster eic.ClusterID, side store.Side, event int64) (int, error) {
	found, err := s.read(ctx, changedCypher, map[string]any{"cluster": string(cluster), "side": int64(side), "event": event})
	return int(found.int(0)), s.failure("count changes", err)
}

// LastEvent implements store.Snapshots.
func (s *Store) LastEvent(ctx context.Context, cluster eic.ClusterID) (int64, error) {
	found, err := s.read(ctx, lastEventCypher, map[string]any{"cluster": string(cluster)})
	return found.int(0), s.failure("read last event", err)
}

const documentsAtOnce = 500

// Documents implements store.Snapshots. An id begins with its type and cluster,
// so that the ids of a side in a cluster are a few ranges, walked in pieces.
func (s *Store) Documents(ctx context.Context, cluster eic.ClusterID, side store.Side, visit func(eic.ID, store.Document) error) error {
	words := []string{"fund", "grant", "pilot", "study"}
	if side == store.NeedSide {
		words = []string{"need"}
	}
	for _, word := range words {
		prefix := word + "." + strings.TrimPrefix(string(cluster), "cluster.")
		if err := s.documents(ctx, side, prefix, visit); err != nil {
			return err
		}
	}
	return nil
}

// documents visits those whose ids begin with a prefix and a dot.
func (s *Store) documents(ctx context.Context, side store.Side, prefix string, visit func(eic.ID, store.Document) error) error {
	after, before := prefix+".", prefix+"/" // "/" follows "." in ASCII
	for {
		parameters := map[string]any{"limit": int64(documentsAtOnce), "needAfter": nil, "needBefore": nil, "offerAfter": nil, "offerBefore": nil}
		if side == store.NeedSide {
			parameters["needAfter"], parameters["needBefore"] = after, before
		} else {
			parameters["offerAfter"], parameters["offerBefore"] = after, before
		}
		found, err := s.read(ctx, documentsCypher, parameters)
		if err != nil {
			return s.failure("read documents", err)
		}
		ids := texts[eic.ID](found.list(0))
		for i, id := range ids {
			d, err := documentOf(i, found.list(1), found.list(2), found.list(3), found.list(4))
			if err != nil {
				return s.failure("read documents", err)
			}
			if err := visit(id, d); err != nil {
				return err
			}
		}
		if len(ids) < documentsAtOnce {
			return nil
		}
		after = string(ids[len(ids)-1])
	}
}

// AddViews implements store.Snapshots. Views of what is not stored are dropped.
func (s *Store) AddViews(ctx context.Context, views map[eic.OfferID]int) error {
	ids := make([]eic.OfferID, 0, len(views))
	for id := range views {
		ids = append(ids, id)
	}
	slices.Sort(ids) // locks are always taken in the same order
	list := make([]map[string]any, len(ids))
	for i, id := range ids {
		list[i] = map[string]any{"offer": string(id), "times": int64(views[id])}
	}
	err := s.change(ctx, func(ctx context.Context, t transaction) error {
		_, _, err := t.run(ctx, addViewsCypher, map[string]any{"views": list})
		return err
	})
	return s.failure("add views", err)
}

// Views implements store.Snapshots.
func (s *Store) Views(ctx context.Context, cluster eic.ClusterID) (map[eic.OfferID]int, error) {
	found, err := s.read(ctx, viewsCypher, map[string]any{"cluster": string(cluster)})
	if err != nil {
		return nil, s.failure("read views", err)
	}
	views := make(map[eic.OfferID]int, found.length(0))
	for i, id := range texts[eic.OfferID](found.list(0)) {
		views[id] = int(found.list(1).int(i))
	}
	return views, nil
}
