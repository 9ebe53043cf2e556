package neo4jstore

import (
	"context"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// The index of a shelf has the vectors of all clusters, and is approximate. So many
// times as many are asked for as are wanted; where other clusters took the places,
// four times as many again, up to a most.
const (
	nearTimes     = 2
	nearTimesMore = 4
	nearMost      = 4096
)

// SaveVectors implements store.Vectors.
func (s *Store) SaveVectors(ctx context.Context, vectors []store.Vector) error {
	lists := map[string]any{"needs": []map[string]any{}, "offers": []map[string]any{}}
	sorted := slices.Clone(vectors) // locks are always taken in the same order
	slices.SortStableFunc(sorted, func(a, b store.Vector) int { return compare(a.ID, b.ID) })
	some := false
	for _, v := range sorted {
		list, ok := lists[listOf(v.ID.Type())].([]map[string]any)
		if !ok || len(v.Values) == 0 {
			continue
		}
		some = true
		lists[listOf(v.ID.Type())] = append(list, map[string]any{
			"id": string(v.ID), "model": v.Model, "digest": v.Digest, "values": widened(v.Values), "data": store.PackVector(v.Values),
		})
	}
	if !some {
		return s.failure("save vectors", ctx.Err())
	}
	err := s.change(ctx, func(ctx context.Context, t transaction) error {
		_, _, err := t.run(ctx, saveVectorsCypher, lists)
		return err
	})
	return s.failure("save vectors", err)
}

// widened are the numbers as Bolt carries them.
func widened(values []float32) []float64 {
	list := make([]float64, len(values))
	for i, v := range values {
		list[i] = float64(v)
	}
	return list
}

// Vectors implements store.Vectors.
func (s *Store) Vectors(ctx context.Context, model string, ids []eic.ID) ([]store.Vector, error) {
	vectors := make([]store.Vector, len(ids))
	err := s.ofVectors(ctx, vectorsCypher, model, ids, func(place, i int, found row) {
		vectors[place] = store.Vector{
			ID: ids[place], Model: model, Digest: found.list(1).text(i), Values: store.UnpackVector(found.list(2).bytes(i)),
		}
	})
	if err != nil {
		return nil, s.failure("read vectors", err)
	}
	return vectors, nil
}

// Digests implements store.Vectors.
func (s *Store) Digests(ctx context.Context, model string, ids []eic.ID) ([]string, error) {
	digests := make([]string, len(ids))
	err := s.ofVectors(ctx, digestsCypher, model, ids, func(place, i int, found row) { digests[place] = found.list(1).text(i) })
	if err != nil {
		return nil, s.failure("read digests", err)
	}
	return digests, nil
}

// ofVectors visits the ith of what is found of records that have vectors, at their
// places in ids.
func (s *Store) ofVectors(ctx context.Context, statement, model string, ids []eic.ID, visit func(place, i int, found row)) error {
	if len(ids) == 0 {
		return ctx.Err()
	}
	wanted, places := byLabel(ids), placesOf(ids)
	found, err := s.read(ctx, statement, map[string]any{"needs": wanted["needs"], "offers": wanted["offers"], "model": model})
	if err != nil {
		return err
	}
	for i, id := range texts[eic.ID](found.list(0)) {
		for _, place := range places[id] {
			visit(place, i, found)
		}
	}
	return nil
}

// vectorSearch is one shelf of one question.
type vectorSearch struct {
	question int // its place
	shelf    store.Shelf
	most     int // as many are asked for: more than the limit
}

// Nearest implements store.Vectors: one statement for all questions and shelves,
// and another for those in which other clusters took the places.
func (s *Store) Nearest(ctx context.Context, questions []store.Likeness) ([]map[store.Shelf][]store.Candidate, error) {
	answers := make([]map[store.Shelf][]store.Candidate, len(questions))
	var asked []vectorSearch
	for i, q := range questions {
		answers[i] = make(map[store.Shelf][]store.Candidate, len(q.Shelves))
		for _, shelf := range q.Shelves {
			if shelf != 0 && int(shelf) < len(shelves) && q.Limit > 0 && len(q.Vector) > 0 {
				asked = append(asked, vectorSearch{i, shelf, min(nearTimes*q.Limit, nearMost)})
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, s.failure("find nearest", err)
	}
	for len(asked) > 0 {
		var err error
		if asked, err = s.nearestOnce(ctx, questions, asked, answers); err != nil {
			return nil, s.failure("find nearest", err)
		}
	}
	return answers, nil
}

// nearestOnce answers searches, and returns those to be asked again for more.
func (s *Store) nearestOnce(
	ctx context.Context, questions []store.Likeness, asked []vectorSearch, answers []map[store.Shelf][]store.Candidate,
) (again []vectorSearch, err error) {
	searches := make([]map[string]any, len(asked))
	for i, a := range asked {
		q := questions[a.question]
		searches[i] = map[string]any{
			"index": shelves[a.shelf].index + "_by_vector", "cluster": string(q.Cluster), "model": q.Model, "vector": widened(q.Vector),
			"limit": int64(q.Limit), "most": int64(a.most), "pilots": a.shelf == store.OpenPilots || a.shelf == store.ListedPilots,
		}
	}
	found, err := s.read(ctx, nearestCypher, map[string]any{"searches": searches})
	if err != nil {
		return nil, err
	}
	for i, a := range asked {
		if as[bool](found.list(3).at(i)) && a.most < nearMost {
			a.most = min(a.most*nearTimesMore, nearMost)
			again = append(again, a)
			continue
		}
		if candidates := candidatesOf(i, found); len(candidates) > 0 {
			answers[a.question][a.shelf] = candidates
		}
	}
	return again, nil
}
