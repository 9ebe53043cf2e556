package app

import (
	"container/list"
	"context"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
)

// vectors keeps the vectors of needs and offers under the versions of what they
// were made of, so that what is kept is never stale. It holds at most a number of
// bytes and drops what was not asked for the longest.
type vectors struct {
	mu    sync.Mutex
	most  int // bytes
	size  int
	byKey map[vectorKey]*list.Element
	order *list.List // of keptVector, latest first
}

// vectorKey is what a text depends on.
type vectorKey struct {
	id               eic.ID
	version, product eic.Version
}

func (f *feature) vectorKey() vectorKey { return vectorKey{f.key.id, f.key.version, f.key.product} }

type keptVector struct {
	key    vectorKey
	values []float32
}

// vectorSize is about what an entry takes beside its numbers, in bytes.
const vectorSize = 250

func (k keptVector) size() int { return vectorSize + 4*len(k.values) }

func newVectors(most int) *vectors {
	return &vectors{most: most, byKey: map[vectorKey]*list.Element{}, order: list.New()}
}

func (c *vectors) get(key vectorKey) []float32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(keptVector).values
}

func (c *vectors) put(key vectorKey, values []float32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok {
		return
	}
	k := keptVector{key, values}
	c.byKey[key] = c.order.PushFront(k)
	c.size += k.size()
	for c.size > c.most && c.order.Len() > 1 {
		last := c.order.Remove(c.order.Back()).(keptVector)
		delete(c.byKey, last.key)
		c.size -= last.size()
	}
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
		if values := m.kept.get(f.vectorKey()); values != nil {
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
			m.kept.put(lacking[i].vectorKey(), v.Values)
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
