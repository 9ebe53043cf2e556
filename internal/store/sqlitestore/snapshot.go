package sqlitestore

import (
	"context"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// kept is how many snapshots of a series are kept.
const kept = 3

const (
	newestSnapshot = "SELECT ifnull(max(version), 0) FROM snapshot WHERE cluster = ?1 AND side = ?2"
	addSnapshot    = "INSERT INTO snapshot (cluster, side, version, event, data) VALUES (?1, ?2, ?3, ?4, ?5)"
	trimSnapshots  = `DELETE FROM snapshot WHERE cluster = ?1 AND side = ?2 AND version NOT IN
		(SELECT version FROM snapshot WHERE cluster = ?1 AND side = ?2 ORDER BY version DESC LIMIT ?3)`
	readSnapshot = `SELECT version, event, data FROM snapshot WHERE cluster = ?1 AND side = ?2 AND version = ?3`
	lastSnapshot = `SELECT version, event, data FROM snapshot WHERE cluster = ?1 AND side = ?2
		ORDER BY version DESC LIMIT 1`
	countChanged = "SELECT count(*) FROM event WHERE cluster = ?1 AND side = ?2 AND number > ?3"
	lastEvent    = "SELECT ifnull(max(number), 0) FROM event WHERE cluster = ?1"
)

// SaveSnapshot implements store.Snapshots.
func (s *Store) SaveSnapshot(ctx context.Context, snapshot store.Snapshot) error {
	err := s.change(ctx, "save_snapshot", func(c *conn) error {
		calm := context.WithoutCancel(ctx)
		cluster, side := string(snapshot.Cluster), int64(snapshot.Side)
		var newest int64
		if _, err := c.one(calm, func(r row) error { newest = r.int(0); return nil }, newestSnapshot, cluster, side); err != nil {
			return err
		}
		if snapshot.Version <= newest {
			return stale(eic.Version(snapshot.Version), eic.Version(newest))
		}
		data := snapshot.Data
		if data == nil {
			data = []byte{}
		}
		if _, err := c.exec(calm, addSnapshot, cluster, side, snapshot.Version, snapshot.Event, data); err != nil {
			return err
		}
		_, err := c.exec(calm, trimSnapshots, cluster, side, kept)
		return err
	})
	return s.failure("save snapshot", err)
}

// Snapshot implements store.Snapshots.
func (s *Store) Snapshot(ctx context.Context, cluster eic.ClusterID, side store.Side, version int64) (found *store.Snapshot, err error) {
	statement := readSnapshot
	values := []any{string(cluster), int64(side), version}
	if version == 0 {
		statement, values = lastSnapshot, values[:2]
	}
	err = s.read(ctx, "snapshot", func(c *conn) error {
		_, err := c.one(ctx, func(r row) error {
			found = &store.Snapshot{Cluster: cluster, Side: side, Version: r.int(0), Event: r.int(1), Data: r.bytes(2)}
			return nil
		}, statement, values...)
		return err
	})
	return found, s.failure("read snapshot", err)
}

// Changed implements store.Snapshots.
func (s *Store) Changed(ctx context.Context, cluster eic.ClusterID, side store.Side, event int64) (int, error) {
	n, err := s.number(ctx, "changed", countChanged, string(cluster), int64(side), event)
	return int(n), s.failure("count changes", err)
}

// LastEvent implements store.Snapshots.
func (s *Store) LastEvent(ctx context.Context, cluster eic.ClusterID) (int64, error) {
	n, err := s.number(ctx, "last_event", lastEvent, string(cluster))
	return n, s.failure("read last event", err)
}

// number reads the one number that a statement selects.
func (s *Store) number(ctx context.Context, query, statement string, values ...any) (n int64, err error) {
	err = s.read(ctx, query, func(c *conn) error {
		_, err := c.one(ctx, func(r row) error { n = r.int(0); return nil }, statement, values...)
		return err
	})
	return n, err
}

const (
	shelvedNeeds  = "SELECT id FROM shelved WHERE shelf = 1 AND num BETWEEN ?1 AND ?2"
	shelvedOffers = "SELECT id FROM shelved WHERE shelf BETWEEN 2 AND 9 AND num BETWEEN ?1 AND ?2"
	needDocuments = `SELECT id, analysis, title, body, topics FROM need
		WHERE id IN (SELECT value FROM json_each(?1)) AND status = 3 ORDER BY id`
	offerDocuments = `SELECT id, analysis, title, body, topics FROM offer
		WHERE id IN (SELECT value FROM json_each(?1)) AND status IN (2, 5) ORDER BY id`
	documentsAtOnce = 500
)

// Documents implements store.Snapshots. It reads in pieces, so that a long walk
// neither holds a connection nor keeps the log from being written back.
func (s *Store) Documents(ctx context.Context, cluster eic.ClusterID, side store.Side, visit func(eic.ID, store.Document) error) error {
	shelved, statement := shelvedOffers, offerDocuments
	if side == store.NeedSide {
		shelved, statement = shelvedNeeds, needDocuments
	}
	all, err := s.shelved(ctx, cluster, shelved)
	if err != nil {
		return s.failure("read documents", err)
	}
	for ids := range slices.Chunk(all, documentsAtOnce) {
		found, documents, err := s.documents(ctx, statement, ids)
		if err != nil {
			return s.failure("read documents", err)
		}
		for i, id := range found {
			if err := visit(id, documents[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// shelved returns the ids of a cluster's records on some shelves, in order.
func (s *Store) shelved(ctx context.Context, cluster eic.ClusterID, statement string) (ids []eic.ID, err error) {
	err = s.read(ctx, "documents", func(c *conn) error {
		num, err := c.clusterNumber(ctx, cluster)
		if err != nil || num == 0 {
			return err
		}
		low, high := rangeOf(num)
		return c.query(ctx, func(r row) error { ids = append(ids, eic.ID(r.text(0))); return nil }, statement, low, high)
	})
	slices.Sort(ids)
	return ids, err
}

func (s *Store) documents(ctx context.Context, statement string, wanted []eic.ID) (ids []eic.ID, documents []store.Document, err error) {
	err = s.read(ctx, "documents", func(c *conn) error {
		return c.query(ctx, func(r row) error {
			d, err := documentOf(r[1:])
			ids, documents = append(ids, eic.ID(r.text(0))), append(documents, d)
			return err
		}, statement, jsonList(wanted))
	})
	return ids, documents, err
}

const (
	addShown = `INSERT INTO shown (offer, times) SELECT num, ?2 FROM offer WHERE id = ?1
		ON CONFLICT (offer) DO UPDATE SET times = times + ?2`
	readShown = `SELECT o.id, v.times FROM shown v JOIN offer o ON o.num = v.offer
		WHERE v.offer BETWEEN ?1 AND ?2 AND v.times <> 0`
)

// AddViews implements store.Snapshots. Views of what is not stored are dropped.
func (s *Store) AddViews(ctx context.Context, views map[eic.OfferID]int) error {
	err := s.change(ctx, "add_views", func(c *conn) error {
		for id, n := range views {
			if _, err := c.exec(context.WithoutCancel(ctx), addShown, string(id), n); err != nil {
				return err
			}
		}
		return nil
	})
	return s.failure("add views", err)
}

// Views implements store.Snapshots.
func (s *Store) Views(ctx context.Context, cluster eic.ClusterID) (map[eic.OfferID]int, error) {
	views := map[eic.OfferID]int{}
	err := s.read(ctx, "views", func(c *conn) error {
		num, err := c.clusterNumber(ctx, cluster)
		if err != nil || num == 0 {
			return err
		}
		low, high := rangeOf(num)
		return c.query(ctx, func(r row) error {
			views[eic.OfferID(r.text(0))] = int(r.int(1))
			return nil
		}, readShown, low, high)
	})
	if err != nil {
		return nil, s.failure("read views", err)
	}
	return views, nil
}
