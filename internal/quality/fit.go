package quality

import (
	"context"
	"hash/fnv"
	"math"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// Fitted is what Fit found.
type Fitted struct {
	Weights match.Weights
	Changed []Change
	Needs   int     // that were fitted to
	Held    int     // that were held back
	Before  float64 // nDCG@10 of what was held back, by the weights as they were
	After   float64 // by those that were fitted
	P       float64 // see Compare
}

// Better reports whether the held-back needs are ranked better.
func (f Fitted) Better() bool { return f.After > f.Before }

// Change is a weight before and after.
type Change struct {
	Name          string
	Before, After float64
}

// fitted are the weights that are fitted: how much TOPIC weighs beside TEXT, and each
// context factor and wishes beside content.
var fitted = [...]struct {
	name string
	of   func(*match.Weights) *float64
}{
	{"topic", func(w *match.Weights) *float64 { return &w.Topic }},
	{"curriculum", func(w *match.Weights) *float64 { return &w.Curriculum.Weight }},
	{"mode", func(w *match.Weights) *float64 { return &w.Mode.Weight }},
	{"place", func(w *match.Weights) *float64 { return &w.Place.Weight }},
	{"time", func(w *match.Weights) *float64 { return &w.Time.Weight }},
	{"wishStrength", func(w *match.Weights) *float64 { return &w.WishStrength }},
}

// Fit fits the weights of the factors to a set of judgements or outcomes, which is
// imported, by pairwise logistic regression (as RankNet: Burges et al. 2005), shrunk
// to the weights as they are: as if ten needs had asked for these. A third of the
// needs is held back, chosen by their names, and both are measured by it. Invalid is
// a set with too little to fit to or to measure.
//
//	loss = mean over needs of  -log P(preferences)  +  10/(2 needs) sum of u^2      weight = weight before exp(u)
//
// u is kept within -1 and 1. The same set gives the same weights.
func Fit(ctx context.Context, service *app.Service, set *Set, start match.Weights) (Fitted, error) {
	var learned, held []eic.NeedID
	for _, need := range set.Needs {
		switch {
		case len(set.Grades[need]) == 0:
		case heldBack(set.Name(eic.ID(need))):
			held = append(held, need)
		default:
			learned = append(learned, need)
		}
	}
	preferred, err := preferencesOf(ctx, service, set, learned)
	if err != nil {
		return Fitted{}, err
	}
	if len(preferred) < leastNeeds || len(held) < leastNeeds {
		return Fitted{}, fault.New(fault.Invalid, fault.TooFewJudged, leastNeeds, len(preferred), len(held))
	}
	f := Fitted{Needs: len(preferred), Held: len(held), Weights: descend(preferred, start)}
	for _, weight := range fitted {
		f.Changed = append(f.Changed, Change{weight.name, *weight.of(&start), *weight.of(&f.Weights)})
	}
	return f, f.measure(ctx, service, set, held, start)
}

// leastNeeds is how many needs a fit takes, and how many a measure.
const leastNeeds = 5

// heldBack chooses about a third by a name, the same whatever else there is.
func heldBack(name string) bool {
	h := fnv.New32a()
	h.Write([]byte(name))
	return h.Sum32()%3 == 0
}

// measure ranks what was held back by the weights before and after.
func (f *Fitted) measure(ctx context.Context, service *app.Service, set *Set, held []eic.NeedID, start match.Weights) error {
	lists, err := Rank(ctx, service, held, []Variant{
		{"before", func(w *match.Weights) { *w = start }},
		{"after", func(w *match.Weights) { *w = f.Weights }},
	})
	if err != nil {
		return err
	}
	before, after := Measure(held, lists[0], set.Grades, len(set.Offers)), Measure(held, lists[1], set.Grades, len(set.Offers))
	f.Before, f.After = before.NDCG, after.NDCG
	_, f.P = Compare(after.PerNeed, before.PerNeed)
	return nil
}

// moved are the weights at a point: each is that at the start times exp(u), and no
// more than its file may say.
func moved(start match.Weights, u [len(fitted)]float64) match.Weights {
	for i, weight := range fitted {
		*weight.of(&start) *= math.Exp(u[i])
	}
	start.Topic = min(1, start.Topic)
	return start
}

const (
	asIfNeeds = 10.  // have asked for the weights as they are
	mostMoved = 1.   // a weight changes by a factor of e at most
	mostSteps = 40   // of the descent
	nearby    = 1e-3 // how far apart a slope is measured
	tooLittle = 1e-7 // a gain that ends the descent
)

// descend finds the least loss from the weights at the start: along the steepest
// slope, as far as it helps, with slopes from differences.
func descend(preferred []preferences, start match.Weights) match.Weights {
	loss := func(u [len(fitted)]float64) float64 {
		w := moved(start, u)
		losses := make([]float64, len(preferred))
		together(len(preferred), func(i int) { losses[i] = preferred[i].loss(&w) })
		squares := 0.0
		for _, v := range u {
			squares += v * v
		}
		return (sum(losses) + asIfNeeds/2*squares) / float64(len(preferred))
	}
	var u [len(fitted)]float64
	least, step := loss(u), 1.0
	for range mostSteps {
		slope := slopeOf(loss, u)
		next, found := u, false
		for ; step > tooLittle && !found; step /= 2 {
			for i := range u {
				next[i] = max(-mostMoved, min(mostMoved, u[i]-step*slope[i]))
			}
			if l := loss(next); l < least-tooLittle {
				u, least, found = next, l, true
				step *= 4
			}
		}
		if !found {
			break
		}
	}
	return moved(start, u)
}

func slopeOf(loss func([len(fitted)]float64) float64, u [len(fitted)]float64) (slope [len(fitted)]float64) {
	for i := range u {
		above, below := u, u
		above[i] += nearby
		below[i] -= nearby
		slope[i] = (loss(above) - loss(below)) / (2 * nearby)
	}
	return slope
}
