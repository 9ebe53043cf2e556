package app

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/lru"
)

// vectorKey is what a text depends on.
type vectorKey struct {
	id               eic.ID
	version, product eic.Version
}

func (f *feature) vectorKey() vectorKey { return vectorKey{f.key.id, f.key.version, f.key.product} }

// vectorSize is about what an entry takes beside its numbers, in bytes.
const vectorSize = 250

// newVectors keeps the vectors of needs and offers under the versions of what they
// were made of, so that what is kept is never stale.
func newVectors(most int) *lru.Cache[vectorKey, []float32] {
	return lru.New[vectorKey](most, func(values []float32) int { return vectorSize + 4*len(values) })
}

// of returns the vectors of what features are made of, by id. What has none, or
// one of another text than it has now, is left out. Those not in memory are read in
// one call.
func (m *meanings) of(ctx context.Context, features []*feature) (map[eic.ID][]float32, error) {
	if m == nil || len(features) == 0 {
		return nil, nil
	}
	found := make(map[eic.ID][]float32, len(features))
	var lacking []*feature
	var ids []eic.ID
	for _, f := range features {
		if values, ok := m.kept.Get(f.vectorKey()); ok {
			found[f.key.id] = values
			continue
		}
		lacking, ids = append(lacking, f), append(ids, f.key.id)
	}
	if len(lacking) == 0 {
		return found, nil
	}
	stored, err := m.store.Vectors(ctx, m.model, ids)
	if err != nil {
		return nil, err
	}
	for i, v := range stored {
		if v.Values != nil && v.Digest == digestOfText(lacking[i].text()) {
			m.kept.Put(lacking[i].vectorKey(), v.Values)
			found[lacking[i].key.id] = v.Values
		}
	}
	return found, nil
}

// text is what of a feature's record is given to the endpoint.
func (f *feature) text() string {
	if f.need != nil {
		return meaningText(f.need.Record, nil)
	}
	return meaningText(f.offer.Record, f.offer.Product)
}

// means returns the feature with what its text means.
func (f *feature) means(values []float32) *feature {
	copied := *f
	if values != nil && f.need != nil {
		copied.need = f.need.WithVector(values)
	} else if values != nil {
		copied.offer = f.offer.WithVector(values)
	}
	return &copied
}
