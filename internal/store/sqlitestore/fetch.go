package sqlitestore

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// Fetch implements store.Records.
func (s *Store) Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	places := placesOf(ids)
	records := make([]eic.Record, len(ids))
	err := s.read(ctx, "fetch", func(c *conn) error {
		for t, wanted := range byTable(places) {
			if len(wanted) == 0 || table(t) == noTable {
				continue
			}
			err := c.query(ctx, func(r row) error {
				id := eic.ID(r.text(0))
				for _, i := range places[id] {
					record, err := decode(id, r.text(1))
					if err != nil {
						return err
					}
					records[i] = record
				}
				return nil
			}, fetchFrom[t], jsonList(wanted))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, s.failure("fetch", err)
	}
	return records, nil
}

// placesOf says where in a list each id stands.
func placesOf(ids []eic.ID) map[eic.ID][]int {
	places := make(map[eic.ID][]int, len(ids))
	for i, id := range ids {
		places[id] = append(places[id], i)
	}
	return places
}

func byTable(places map[eic.ID][]int) (wanted [tableCount][]eic.ID) {
	for id := range places {
		t := tableOf(id.Type())
		wanted[t] = append(wanted[t], id)
	}
	return wanted
}

const (
	hydrateNeeds = `SELECT id, doc, analysis, title, body, topics, NULL, NULL FROM need
		WHERE id IN (SELECT value FROM json_each(?1))`
	hydrateOffers = `SELECT o.id, o.doc, o.analysis, o.title, o.body, o.topics, p.id, p.doc
		FROM offer o LEFT JOIN product p ON p.id = o.product
		WHERE o.id IN (SELECT value FROM json_each(?1))`
)

// Hydrate implements store.Records. Reading rows takes one connection, decoding
// them takes longer: it is done on all processors.
func (s *Store) Hydrate(ctx context.Context, ids []eic.ID) ([]store.Indexed, error) {
	places := placesOf(ids)
	wanted := byTable(places)
	rows := make([]row, 0, len(ids))
	visit := func(r row) error { rows = append(rows, slices.Clone(r)); return nil }
	err := s.read(ctx, "hydrate", func(c *conn) error {
		if len(wanted[needTable]) > 0 {
			if err := c.query(ctx, visit, hydrateNeeds, jsonList(wanted[needTable])); err != nil {
				return err
			}
		}
		if len(wanted[offerTable]) > 0 {
			return c.query(ctx, visit, hydrateOffers, jsonList(wanted[offerTable]))
		}
		return nil
	})
	list := make([]store.Indexed, len(ids))
	if err == nil {
		err = decodeAll(rows, places, list)
	}
	if err != nil {
		return nil, s.failure("hydrate", err)
	}
	return list, nil
}

// decodeAll decodes rows into the places of their ids.
func decodeAll(rows []row, places map[eic.ID][]int, list []store.Indexed) error {
	var next atomic.Int64
	var work sync.WaitGroup
	faults := make([]error, min(len(rows), runtime.GOMAXPROCS(0)))
	for worker := range faults {
		work.Go(func() {
			for k := int(next.Add(1)) - 1; k < len(rows) && faults[worker] == nil; k = int(next.Add(1)) - 1 {
				for _, i := range places[eic.ID(rows[k].text(0))] {
					var err error
					list[i], err = indexedOf(rows[k])
					faults[worker] = errors.Join(faults[worker], err)
				}
			}
		})
	}
	work.Wait()
	return errors.Join(faults...)
}

func indexedOf(r row) (in store.Indexed, err error) {
	if in.Record, err = decode(eic.ID(r.text(0)), r.text(1)); err != nil {
		return in, err
	}
	if in.Document, err = documentOf(r[2:]); err != nil {
		return in, err
	}
	if id := r.text(6); id != "" {
		in.Product = new(eic.Product)
		err = unmarshal(r.text(7), in.Product)
	}
	return in, err
}

// documentOf reads a document from its four columns.
func documentOf(r row) (store.Document, error) {
	d := store.Document{Analysis: int(r.int(0)), Title: r.text(1), Body: r.text(2)}
	err := unmarshal(r.text(3), &d.Topics)
	return d, err
}

const (
	personWith = `SELECT p.doc FROM identity i JOIN person p ON p.num = i.person
		WHERE i.issuer = ?1 AND i.subject = ?2`
	allClusters  = "SELECT doc FROM cluster ORDER BY fold, id"
	sharedTopics = "SELECT doc FROM topic WHERE cluster IS NULL ORDER BY id"
	ownTopics    = "SELECT doc FROM topic WHERE id > ?1 AND id < ?2 ORDER BY id"
	topicChanges = "SELECT cluster, number FROM topic_changes"
	pilotsOf     = "SELECT id FROM offer WHERE product = ?1 ORDER BY id"
)

// PersonWith implements store.Records.
func (s *Store) PersonWith(ctx context.Context, identity eic.Identity) (person *eic.Person, err error) {
	people, err := docs[eic.Person](ctx, s, "person_with", personWith, identity.Issuer, identity.Subject)
	if err != nil || len(people) == 0 {
		return nil, s.failure("find person", err)
	}
	return people[0], nil
}

// Clusters implements store.Records.
func (s *Store) Clusters(ctx context.Context) ([]*eic.Cluster, error) {
	clusters, err := docs[eic.Cluster](ctx, s, "clusters", allClusters)
	return clusters, s.failure("read clusters", err)
}

// Topics implements store.Records.
func (s *Store) Topics(ctx context.Context, cluster eic.ClusterID) (topics []*eic.Topic, err error) {
	if cluster == "" {
		topics, err = docs[eic.Topic](ctx, s, "topics", sharedTopics)
	} else {
		above, below := eic.IDRange(eic.TopicType, cluster)
		topics, err = docs[eic.Topic](ctx, s, "topics", ownTopics, string(above), string(below))
	}
	return topics, s.failure("read topics", err)
}

// TopicChanges implements store.Records.
func (s *Store) TopicChanges(ctx context.Context) (map[eic.ClusterID]int64, error) {
	numbers := map[eic.ClusterID]int64{}
	err := s.read(ctx, "topic_changes", func(c *conn) error {
		return c.query(ctx, func(r row) error { numbers[eic.ClusterID(r.text(0))] = r.int(1); return nil }, topicChanges)
	})
	if err != nil {
		return nil, s.failure("read changes of topics", err)
	}
	return numbers, nil
}

// docs reads the records of a statement that selects their docs.
func docs[T any](ctx context.Context, s *Store, query, statement string, values ...any) (list []*T, err error) {
	err = s.read(ctx, query, func(c *conn) error {
		return c.query(ctx, func(r row) error {
			record := new(T)
			list = append(list, record)
			return unmarshal(r.text(0), record)
		}, statement, values...)
	})
	return list, err
}

// Scan implements store.Records.
func (s *Store) Scan(ctx context.Context, cluster eic.ClusterID, t eic.Type, after eic.ID, limit int) (records []eic.Record, err error) {
	above, below := eic.IDRange(t, cluster)
	err = s.read(ctx, "scan", func(c *conn) error {
		return c.query(ctx, func(r row) error {
			record, err := decode(eic.ID(r.text(0)), r.text(1))
			records = append(records, record)
			return err
		}, scanFrom[tableOf(t)], string(max(above, after)), string(below), max(limit, 0))
	})
	return records, s.failure("scan", err)
}

// HangingOn implements store.Records.
func (s *Store) HangingOn(ctx context.Context, product eic.ProductID) (ids []eic.OfferID, err error) {
	err = s.read(ctx, "hanging_on", func(c *conn) error {
		return c.query(ctx, func(r row) error { ids = append(ids, eic.OfferID(r.text(0))); return nil }, pilotsOf, string(product))
	})
	return ids, s.failure("read offers of product", err)
}
