package quality

import (
	"math"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Depths of what is looked at: the first page, and as far as somebody reads who
// reads everything.
const (
	pageDepth = 10
	listDepth = 100
)

// List is the offers listed for one need, best first, at most 100 of them.
type List []Listed

// Listed is an offer in a list.
type Listed struct {
	Offer eic.OfferID
	Fit   eic.MatchFit
}

// Grades says what offers are worth to needs, 1 and more; a pair that is not in
// it is worth nothing.
type Grades map[eic.NeedID]map[eic.OfferID]int

// Figures are the measures of a ranking.
type Figures struct {
	Needs   int // that have lists
	Judged  int // of them, those with an offer worth something: NDCG, MRR and Recall are of these
	NDCG    float64
	MRR     float64
	Recall  float64 // at 100
	Cover   float64 // share of the offers that stand in somebody's first ten
	Gini    float64 // of exposure over offers, 0 (all alike) to 1
	Filled  float64 // share of the needs with an offer listed that is FAIR or better
	PerNeed []float64
}

// Measure measures lists, one for each of the needs in their order, over a
// number of offers.
//
//   - NDCG is the normalized discounted cumulative gain of the first ten (Järvelin
//     and Kekäläinen 2002), the gain being the grade, as trec_eval has it. PerNeed
//     has it for each judged need.
//   - MRR is the mean of 1/place of the first relevant offer, Recall the share of
//     the relevant ones among the first hundred. Relevant is a grade of at least
//     half the highest of the set: 2 and 3 of 3.
//   - An offer is exposed by 1/log2(place + 1) for each first ten it stands in.
func Measure(needs []eic.NeedID, lists []List, grades Grades, offers int) Figures {
	f := Figures{Needs: len(needs)}
	least := grades.relevant()
	exposure := map[eic.OfferID]float64{}
	for i, need := range needs {
		list := lists[i]
		if slices.ContainsFunc(list, func(l Listed) bool { return l.Fit != 0 && l.Fit <= eic.FitFair }) {
			f.Filled++
		}
		for place, l := range list[:min(pageDepth, len(list))] {
			exposure[l.Offer] += discount(place)
		}
		judged := grades[need]
		if len(judged) == 0 {
			continue
		}
		f.Judged++
		f.PerNeed = append(f.PerNeed, ndcg(list, judged))
		first, found := reciprocal(list, judged, least)
		f.MRR += first
		f.Recall += found
	}
	f.NDCG = sum(f.PerNeed) / max(1, float64(f.Judged))
	f.MRR /= max(1, float64(f.Judged))
	f.Recall /= max(1, float64(f.Judged))
	f.Filled /= max(1, float64(f.Needs))
	f.Cover = float64(len(exposure)) / max(1, float64(offers))
	f.Gini = gini(exposure, offers)
	return f
}

// relevant returns the least grade that counts where only yes and no do.
func (g Grades) relevant() int {
	top := 1
	for _, judged := range g {
		for _, grade := range judged {
			top = max(top, grade)
		}
	}
	return (top + 1) / 2
}

func discount(place int) float64 { return 1 / math.Log2(float64(place)+2) }

func ndcg(list List, judged map[eic.OfferID]int) float64 {
	gain, ideal := 0.0, 0.0
	for place, l := range list[:min(pageDepth, len(list))] {
		gain += float64(judged[l.Offer]) * discount(place)
	}
	best := make([]int, 0, len(judged))
	for _, grade := range judged {
		best = append(best, grade)
	}
	slices.SortFunc(best, func(a, b int) int { return b - a })
	for place, grade := range best[:min(pageDepth, len(best))] {
		ideal += float64(grade) * discount(place)
	}
	return gain / ideal
}

// reciprocal returns 1/place of the first relevant offer, 0 for none, and the
// share of the relevant ones that the list has. A need whose offers are all worth
// less counts those.
func reciprocal(list List, judged map[eic.OfferID]int, least int) (first, found float64) {
	top, all := 0, 0
	for _, grade := range judged {
		top = max(top, grade)
	}
	least = min(least, top)
	for _, grade := range judged {
		if grade >= least {
			all++
		}
	}
	for place, l := range list[:min(listDepth, len(list))] {
		if judged[l.Offer] < least {
			continue
		}
		found++
		if first == 0 {
			first = 1 / float64(place+1)
		}
	}
	return first, found / float64(all)
}

// gini is the Gini coefficient of what offers have: half the mean difference of
// two of them over the mean. Those that have nothing count.
func gini(exposure map[eic.OfferID]float64, offers int) float64 {
	values := make([]float64, 0, offers)
	for _, e := range exposure {
		values = append(values, e)
	}
	for len(values) < offers {
		values = append(values, 0)
	}
	slices.Sort(values)
	n, weighted, total := float64(len(values)), 0.0, 0.0
	for i, v := range values {
		weighted += (2*float64(i+1) - n - 1) * v
		total += v
	}
	if total == 0 {
		return 0
	}
	return weighted / (n * total)
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}
