package app

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/lru"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

type featureKey struct {
	id       eic.ID
	version  eic.Version
	analysis int
	product  eic.Version
	taxonomy string // its digest
}

// feature is a need or an offer made ready: one of the two is set.
type feature struct {
	key   featureKey
	need  *match.Need
	offer *match.Offer
}

// newFeatures keeps needs and offers made ready for matching, each under its own
// id and version, that of the product it hangs on and the state of the taxonomy it
// was read by, so that what is kept is never stale.
func newFeatures(most int) *lru.Cache[featureKey, *feature] {
	return lru.New[featureKey](most, (*feature).size)
}

// recordSize is about what a record takes beside its features, in bytes.
const recordSize = 1200

func (f *feature) size() int {
	if f.need != nil {
		return recordSize + f.need.Size()
	}
	return recordSize + f.offer.Size()
}

// FeatureCache says how the cache of needs and offers made ready for matching fares.
func (s *Service) FeatureCache() lru.Use { return s.features.Use() }

// candidateBy is a candidate and the taxonomy it is read by: that of the need's cluster,
// for both sides of a pair.
type candidateBy struct {
	store.Candidate
	by *taxonomy
}

func (r candidateBy) key() featureKey {
	return featureKey{r.ID, r.Version, r.Analysis, r.ProductVersion, r.by.digest}
}

// allBy lists candidates that are all read by one taxonomy.
func allBy(tax *taxonomy, candidates []store.Candidate) []candidateBy {
	list := make([]candidateBy, len(candidates))
	for i, c := range candidates {
		list[i] = candidateBy{c, tax}
	}
	return list
}

// readFor has the record asked about read by its own cluster's taxonomy.
func (s *Service) readFor(q *question, r eic.Record) candidateBy {
	q.tax = s.topics.of(q.cluster)
	return candidateBy{candidate(r), q.tax}
}

// reader is the taxonomy that a region's records are read by: that of the cluster
// of the needs. So a list depends on the topics of one cluster alone, whatever
// others call things.
func (r *region) reader() *taxonomy {
	if r.question.need != nil {
		return r.question.tax
	}
	return r.tax
}

// readsAnew reports whether the offer asked about is read otherwise in a region.
func (r *region) readsAnew() bool {
	return r.question.offer != nil && r.tax.digest != r.question.tax.digest
}

// read is who was read by what.
type read struct {
	id eic.ID
	by *taxonomy
}

// ready returns the features of candidates. It reads those the cache lacks in one
// call; a candidate that is gone meanwhile is left out.
func (s *Service) ready(ctx context.Context, candidates []candidateBy) (map[read]*feature, error) {
	found := make(map[read]*feature, len(candidates))
	var lacking []read
	var ids []eic.ID
	for _, c := range candidates {
		of := read{c.ID, c.by}
		if _, seen := found[of]; seen {
			continue
		}
		f, _ := s.features.Get(c.key())
		found[of] = f
		if f == nil {
			lacking, ids = append(lacking, of), append(ids, c.ID)
		}
	}
	if len(lacking) == 0 {
		return found, nil
	}
	records, err := s.store.Hydrate(ctx, ids)
	if err != nil {
		return nil, err
	}
	made := make([]*feature, len(records))
	together(len(records), func(i int) {
		if records[i].Record != nil {
			made[i] = makeFeature(records[i], lacking[i].by)
		}
	})
	for i, f := range made {
		if f == nil {
			delete(found, lacking[i])
			continue
		}
		s.features.Put(f.key, f)
		found[lacking[i]] = f
	}
	return found, nil
}

// makeFeature makes a stored need or offer ready.
func makeFeature(in store.Indexed, tax *taxonomy) *feature {
	h := in.Record.Header()
	f := &feature{key: featureKey{id: h.ID, version: h.Version, analysis: in.Document.Analysis, taxonomy: tax.digest}}
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
