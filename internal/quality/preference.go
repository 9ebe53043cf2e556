package quality

import (
	"context"
	"math"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// preferences are the pairs of offers of which somebody with one need prefers the
// first, and the pairs of need and offer they are made of.
type preferences struct {
	pairs []match.Pair
	over  []preference
}

// preference says that one pair is worth more than another, and how much it counts.
type preference struct {
	better, worse int // places in pairs
	weight        float64
}

// mostPassedOver is how many of the best offers that are worth nothing are compared
// with those worth something: those at the head of the list are what a fit must
// tell from them.
const mostPassedOver = 30

// preferencesOf makes the preferences of the needs, which are imported. Those without
// any are left out.
func preferencesOf(ctx context.Context, service *app.Service, set *Set, needs []eic.NeedID) ([]preferences, error) {
	var all []preferences
	for first := 0; first < len(needs); first += batchOfNeeds {
		batch := needs[first:min(first+batchOfNeeds, len(needs))]
		ids := make([]eic.ID, len(batch))
		for i, id := range batch {
			ids[i] = eic.ID(id)
		}
		trials, err := service.Trials(ctx, ids)
		if err != nil {
			return nil, err
		}
		made := make([]preferences, len(trials))
		together(len(trials), func(i int) { made[i] = preferencesAmong(trials[i], set.Grades[batch[i]], set.Shown[batch[i]]) })
		for _, p := range made {
			if len(p.over) > 0 {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// preferencesAmong compares the offers of one need that it is listed with. Where it is
// known which were shown, the others tell nothing: nobody passed them over. The
// preferences of a need count 1 together.
func preferencesAmong(t app.Trial, grades, shown map[eic.OfferID]int) preferences {
	var offers []*match.Offer
	passedOver := 0
	for _, m := range t.Model.Rank(t.Need, t.Offers, false).Matches {
		id := m.Offer.ID()
		if len(shown) > 0 && shown[id] == 0 {
			continue
		}
		if grades[id] == 0 {
			if passedOver++; passedOver > mostPassedOver {
				continue
			}
		}
		offers = append(offers, m.Offer)
	}
	p := preferences{pairs: t.Model.Pairs(t.Need, offers)}
	total := 0.0
	for i, better := range offers {
		for j, worse := range offers {
			if more := grades[better.ID()] - grades[worse.ID()]; more > 0 {
				weight := float64(more) * unseen(shown[better.ID()])
				p.over = append(p.over, preference{i, j, weight})
				total += weight
			}
		}
	}
	for i := range p.over {
		p.over[i].weight /= total
	}
	return p
}

// unseen is how much more a choice at a place tells than one at the first: people
// answer what they see first, with a chance of about 1/log2(place + 1), and who was
// found further down was looked for (Joachims, Swaminathan and Schnabel 2017,
// "Unbiased Learning-to-Rank with Biased Feedback"). It is bounded, lest one
// choice far down decides. Place 0 is not known.
func unseen(place int) float64 { return min(mostUnseen, math.Log2(float64(max(1, place))+1)) }

const mostUnseen = 4

// loss is minus the logarithm of how probable the preferences of a need are by the
// weights, if the odds of a preference are exp(difference of scores/.05).
func (p preferences) loss(w *match.Weights) float64 {
	scores := make([]float64, len(p.pairs))
	for i, pair := range p.pairs {
		scores[i] = pair.Score(w)
	}
	sum := 0.0
	for _, o := range p.over {
		sum += o.weight * math.Log1p(math.Exp(steepness*(scores[o.worse]-scores[o.better])))
	}
	return sum
}

// steepness is 1/.05: between words for a score lie .14 to .16.
const steepness = 20
