package sqlitestore

import (
	"cmp"
	"container/heap"
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// One statement for each of the tables that have vectors.
var (
	saveVector = [tableCount]string{
		needTable:  saveVectorHead + "need" + saveVectorTail,
		offerTable: saveVectorHead + "offer" + saveVectorTail,
	}
	readVectors = [tableCount]string{
		needTable: `SELECT n.id, v.digest, v.data FROM need n JOIN vector v ON v.num = n.num
			WHERE n.id IN (SELECT value FROM json_each(?1)) AND v.model = ?2`,
		offerTable: `SELECT o.id, v.digest, v.data FROM offer o JOIN vector v ON v.num = o.num
			WHERE o.id IN (SELECT value FROM json_each(?1)) AND v.model = ?2`,
	}
	readDigests = [tableCount]string{
		needTable: `SELECT n.id, v.digest FROM need n JOIN vector v ON v.num = n.num
			WHERE n.id IN (SELECT value FROM json_each(?1)) AND v.model = ?2`,
		offerTable: `SELECT o.id, v.digest FROM offer o JOIN vector v ON v.num = o.num
			WHERE o.id IN (SELECT value FROM json_each(?1)) AND v.model = ?2`,
	}
)

const (
	dropVector = "DELETE FROM vector WHERE num = ?1"

	saveVectorHead = "INSERT INTO vector (num, model, digest, data) SELECT num, ?2, ?3, ?4 FROM "
	saveVectorTail = " WHERE id = ?1 ON CONFLICT (num) DO UPDATE SET model = ?2, digest = ?3, data = ?4"

	// shelvedVectors walks the vectors of what of a cluster stands on a shelf.
	shelvedVectors = `SELECT s.shelf, s.id, v.num, v.data FROM vector v CROSS JOIN shelved s ON s.num = v.num
		WHERE v.num BETWEEN ?1 AND ?2 AND v.model = ?3`
)

// SaveVectors implements store.Vectors.
func (s *Store) SaveVectors(ctx context.Context, vectors []store.Vector) error {
	err := s.change(ctx, "save_vectors", func(c *conn) error {
		for _, v := range vectors {
			statement := saveVector[tableOf(v.ID.Type())]
			if statement == "" || len(v.Values) == 0 {
				continue
			}
			if _, err := c.exec(context.WithoutCancel(ctx), statement, string(v.ID), v.Model, v.Digest, store.PackVector(v.Values)); err != nil {
				return err
			}
		}
		return nil
	})
	return s.failure("save vectors", err)
}

// Vectors implements store.Vectors.
func (s *Store) Vectors(ctx context.Context, model string, ids []eic.ID) ([]store.Vector, error) {
	vectors := make([]store.Vector, len(ids))
	err := s.ofVectors(ctx, "vectors", readVectors, model, ids, func(i int, r row) {
		vectors[i] = store.Vector{ID: ids[i], Model: model, Digest: r.text(1), Values: store.UnpackVector(r.bytes(2))}
	})
	if err != nil {
		return nil, s.failure("read vectors", err)
	}
	return vectors, nil
}

// Digests implements store.Vectors.
func (s *Store) Digests(ctx context.Context, model string, ids []eic.ID) ([]string, error) {
	digests := make([]string, len(ids))
	err := s.ofVectors(ctx, "digests", readDigests, model, ids, func(i int, r row) { digests[i] = r.text(1) })
	if err != nil {
		return nil, s.failure("read digests", err)
	}
	return digests, nil
}

// ofVectors visits the rows of records that have vectors by their places in ids.
func (s *Store) ofVectors(ctx context.Context, query string, statements [tableCount]string, model string, ids []eic.ID, visit func(int, row)) error {
	places := placesOf(ids)
	return s.read(ctx, query, func(c *conn) error {
		for t, wanted := range byTable(places) {
			if len(wanted) == 0 || statements[t] == "" {
				continue
			}
			err := c.query(ctx, func(r row) error {
				for _, i := range places[eic.ID(r.text(0))] {
					visit(i, r)
				}
				return nil
			}, statements[t], jsonList(wanted), model)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Nearest implements store.Vectors. It looks at every vector of the cluster, one
// after the other, and holds no more of them than are wanted: exact, in time that
// grows with the cluster.
func (s *Store) Nearest(ctx context.Context, questions []store.Likeness) ([]map[store.Shelf][]store.Candidate, error) {
	answers := make([]map[store.Shelf][]store.Candidate, len(questions))
	err := s.read(ctx, "nearest", func(c *conn) error {
		for i, q := range questions {
			answers[i] = make(map[store.Shelf][]store.Candidate, len(q.Shelves))
			if err := c.nearest(ctx, q, answers[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, s.failure("find nearest", err)
	}
	return answers, nil
}

func (c *conn) nearest(ctx context.Context, q store.Likeness, into map[store.Shelf][]store.Candidate) error {
	cluster, err := c.clusterNumber(ctx, q.Cluster)
	if err != nil || cluster == 0 || q.Limit <= 0 || len(q.Vector) == 0 {
		return err
	}
	low, high := rangeOf(cluster)
	var found [shelfCount]*nearby
	for _, shelf := range q.Shelves {
		if shelf != 0 && int(shelf) < shelfCount {
			found[shelf] = &nearby{most: q.Limit}
		}
	}
	err = c.query(ctx, func(r row) error {
		shelf := found[r.int(0)]
		if shelf == nil {
			return nil
		}
		if product, ok := store.Product(q.Vector, r.bytes(3)); ok {
			shelf.take(vectorHit{product, r.text(1), r.int(2)})
		}
		return nil
	}, shelvedVectors, low, high, q.Model)
	for shelf, best := range found {
		if err != nil || best == nil || len(best.hits) == 0 {
			continue
		}
		into[store.Shelf(shelf)], err = c.candidates(ctx, best.inOrder())
	}
	return err
}

// vectorHit is a document and how like what was asked for it is.
type vectorHit struct {
	product float64
	id      string
	num     int64
}

// nearby keeps the most like of what it is given, the least of them on top.
type nearby struct {
	most int
	hits []vectorHit
}

// compareHits puts the most like first, equals in the order of their ids.
func compareHits(a, b vectorHit) int {
	return cmp.Or(cmp.Compare(b.product, a.product), cmp.Compare(a.id, b.id))
}

func (n *nearby) take(h vectorHit) {
	switch {
	case len(n.hits) < n.most:
		heap.Push(n, h)
	case compareHits(h, n.hits[0]) < 0:
		n.hits[0] = h
		heap.Fix(n, 0)
	}
}

// inOrder empties it, and gives each document a weight by its place.
func (n *nearby) inOrder() []hit {
	list := make([]hit, len(n.hits))
	for i := range list {
		worst := heap.Pop(n).(vectorHit)
		list[i] = hit{worst.num, int32(i)}
	}
	return list
}

// Len implements heap.Interface.
func (n *nearby) Len() int { return len(n.hits) }

// Less implements heap.Interface.
func (n *nearby) Less(i, j int) bool { return compareHits(n.hits[i], n.hits[j]) > 0 }

// Swap implements heap.Interface.
func (n *nearby) Swap(i, j int) { n.hits[i], n.hits[j] = n.hits[j], n.hits[i] }

// Push implements heap.Interface.
func (n *nearby) Push(h any) { n.hits = append(n.hits, h.(vectorHit)) }

// Pop implements heap.Interface.
func (n *nearby) Pop() any {
	last := n.hits[len(n.hits)-1]
	n.hits = n.hits[:len(n.hits)-1]
	return last
}
