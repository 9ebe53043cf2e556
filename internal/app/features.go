package app

import (
	"container/list"
	"context"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// features keeps needs and offers made ready for matching, each under its own
// id and version and that of the product it hangs on, so that what is kept is
// never stale. It holds at most a number of bytes and drops what was not asked
// for the longest.
type features struct {
	mu           sync.Mutex
	tax          *match.Taxonomy // what those kept were made with
	most         int             // bytes
	size         int
	byKey        map[featureKey]*list.Element
	hits, misses uint64
	order        *list.List // of *feature, latest first
}

type featureKey struct {
	id       eic.ID
	version  eic.Version
	analysis int
	product  eic.Version
}

// feature is a need or an offer made ready: one of the two is set.
type feature struct {
	key   featureKey
	need  *match.Need
	offer *match.Offer
	size  int
}

func newFeatures(most int) *features {
	return &features{most: most, byKey: map[featureKey]*list.Element{}, order: list.New()}
}

// recordSize is about what a record takes beside its features, in bytes.
const recordSize = 1200

func (c *features) get(key featureKey) *feature {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		c.misses++
		return nil
	}
	c.hits++
	c.order.MoveToFront(e)
	return e.Value.(*feature)
}

func (c *features) put(f *feature, tax *match.Taxonomy) {
	f.size = recordSize
	if f.need != nil {
		f.size += f.need.Size()
	} else {
		f.size += f.offer.Size()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[f.key]; ok || tax != c.tax {
		return
	}
	c.byKey[f.key] = c.order.PushFront(f)
	c.size += f.size
	for c.size > c.most && c.order.Len() > 1 {
		last := c.order.Remove(c.order.Back()).(*feature)
		delete(c.byKey, last.key)
		c.size -= last.size
	}
}

// CacheUse says how a cache fares.
type CacheUse struct {
	Entries      int
	Bytes, Most  int // what the entries take, about, and what they may take
	Hits, Misses uint64
}

// FeatureCache says how the cache of needs and offers made ready for matching fares.
func (s *Service) FeatureCache() CacheUse {
	c := s.features
	c.mu.Lock()
	defer c.mu.Unlock()
	return CacheUse{Entries: c.order.Len(), Bytes: c.size, Most: c.most, Hits: c.hits, Misses: c.misses}
}

// drop forgets everything: the taxonomy has changed, and with it what texts
// are found to be about.
func (c *features) drop(tax *match.Taxonomy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tax = tax
	c.byKey, c.size = map[featureKey]*list.Element{}, 0
	c.order.Init()
}

func keyOf(c store.Candidate) featureKey {
	return featureKey{c.ID, c.Version, c.Analysis, c.ProductVersion}
}

// ready returns the features of candidates by id. It reads those the cache
// lacks in one call; a candidate that is gone meanwhile is left out.
func (s *Service) ready(ctx context.Context, candidates []store.Candidate) (map[eic.ID]*feature, error) {
	found := make(map[eic.ID]*feature, len(candidates))
	var lacking []eic.ID
	for _, c := range candidates {
		if _, seen := found[c.ID]; seen {
			continue
		}
		f := s.features.get(keyOf(c))
		found[c.ID] = f
		if f == nil {
			lacking = append(lacking, c.ID)
		}
	}
	if len(lacking) == 0 {
		return found, nil
	}
	records, err := s.store.Hydrate(ctx, lacking)
	if err != nil {
		return nil, err
	}
	tax := s.topics.current()
	made := make([]*feature, len(records))
	together(len(records), func(i int) {
		if records[i].Record != nil {
			made[i] = makeFeature(records[i], tax)
		}
	})
	for i, f := range made {
		if f == nil {
			delete(found, lacking[i])
			continue
		}
		s.features.put(f, tax)
		found[lacking[i]] = f
	}
	return found, nil
}

// makeFeature makes a stored need or offer ready.
func makeFeature(in store.Indexed, tax *match.Taxonomy) *feature {
	h := in.Record.Header()
	f := &feature{key: featureKey{id: h.ID, version: h.Version, analysis: in.Document.Analysis}}
	analysed := match.Decode(in.Document.Title, in.Document.Body)
	if in.Document.Analysis != match.AnalysisVersion {
		title, body := textOf(in.Record, in.Product)
		analysed = match.Analyse(title, body)
	}
	links := tax.Link(analysed, givenOf(in.Record, in.Product))
	switch r := in.Record.(type) {
	case *eic.Need:
		f.need = match.NewNeed(r, analysed, links, nil)
	case *eic.Offer:
		if in.Product != nil {
			f.key.product = in.Product.Version
		}
		f.offer = match.NewOffer(r, in.Product, analysed, links)
	}
	return f
}
