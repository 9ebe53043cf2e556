package match

import (
	"math"

	"github.com/edclusters/thirdplace/internal/eic"
)

// balance sets the values by which matches are ordered, given in the order of
// their scores: the score times what its load and its better copies leave of it.
// Nothing here changes a score. The load and views of an offer are the same for
// all its needs, and spread nothing there.
func (s *scorer) balance(list []ranked, of side) {
	byParty := map[string][]*ranked{}
	for i := range list {
		r := &list[i]
		if of == offerSide {
			r.Key.Value = r.Score * s.room(r.Offer)
			r.fresh = s.freshness(r)
		}
		better := byParty[r.party]
		for _, other := range better {
			if other.bag.resembles(r.bag, s.w.CopyLikeness) {
				r.Key.Value *= s.w.CopyFactor // the j-th copy: .8^(j-1)
			}
		}
		byParty[r.party] = append(better, r)
	}
}

// room falls from 1 for an offer that nobody uses to 0 for a full one, slowly at
// first, so that nobody is asked too often (the trade-off function of Kalyanasundaram
// and Pruhs 2000, as used for budgets by Mehta et al. 2007, "AdWords and
// Generalized Online Matching"):
//
//	(1 - exp(load/capacity - 1))/(1 - 1/e)
func (s *scorer) room(o *Offer) float64 {
	capacity := capacityOf(o.Record)
	if capacity == 0 {
		return 1 // unlimited; what has none left never comes this far
	}
	used := min(1, max(0, s.m.Exposure.Load[o.ID()]/capacity))
	return (1 - math.Exp(used-1)) / (1 - 1/math.E)
}

// capacityOf is what an offer can serve at a time: as declared; where nothing is
// said, one for a person and without limit, 0, for an organization.
func capacityOf(o *eic.Offer) float64 {
	if o.Capacity != nil {
		return float64(o.Capacity.Count)
	}
	if _, organization := o.OfferedBy.Organization(); organization {
		return 0
	}
	return 1
}

// freshness returns the place of an offer among those few have seen, which get
// every tenth place: another order for every need and day, by a hash. 0 is for
// an offer that has been seen, that does not fit, or that is not to be asked.
func (s *scorer) freshness(r *ranked) uint64 {
	views := s.m.Exposure.Views
	if views == nil || r.Key.Known || r.Fit > eic.FitFair || views[r.Offer.ID()] >= s.w.FreshViews {
		return 0
	}
	need := r.Need.Record
	text := uint64(termOf(need.Title + "\x00" + need.Description))
	return max(1, mix(text, uint64(termOf(string(r.Offer.ID()))), uint64(s.m.Today)))
}
