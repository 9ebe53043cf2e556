package fairness

import (
	"math"
	"slices"

	"github.com/edclusters/thirdplace/internal/match"
)

// Result is what a year came to.
type Result struct {
	Needs      int     // that were posted
	Served     int     // met by somebody who accepted
	GaveUp     int     // waited until the teacher gave up
	Missed     int     // of those, needs that somebody would have said yes to
	Asked      int     // requests
	Declined   int     // requests answered with no
	Unanswered int     // requests to somebody too tired to answer
	Tired      int     // times somebody tired
	LoadGini   float64 // of visits given in the year by each person, 0 (all the same) to 1
	AskedGini  float64 // of requests received
	Idle       float64 // share of people who gave no visit
	NDCG       float64 // at 10, of the lists as they were first read
	Reachable  float64 // the same, when somebody who is full or tired is worth nothing
	MeanWait   float64 // days from posting to a yes, of the needs served
	LongWait   int     // days that nine in ten of them waited at most

	Weeks []Week

	waits            []int
	gains, reachable []float64
}

// Week is the state at the end of a week of the year.
type Week struct {
	Waiting int     // needs that wait for a yes
	Gini    float64 // of visits given so far
}

// ServedShare is the share of needs that were served, 0..1.
func (r Result) ServedShare() float64 { return float64(r.Served) / float64(max(1, r.Needs)) }

func (r *Result) served(wait int) {
	r.Served++
	r.waits = append(r.waits, wait)
}

// read measures the list a teacher saw first: normalized discounted cumulative
// gain of ten places, with gains of 2^grade - 1 (Järvelin and Kekäläinen 2002;
// the gains: Burges et al. 2005).
func (y *year) read(a arrival, page []match.Match) {
	worth := func(who int) float64 { return gain(grade(a, y.town.people[who])) }
	y.result.gains = append(y.result.gains, y.ndcg(page, worth))
	y.result.reachable = append(y.result.reachable, y.ndcg(page, func(who int) float64 {
		if y.day < y.lives[who].tired || y.load(who) >= y.town.size.Capacity {
			return 0
		}
		return worth(who)
	}))
}

func (y *year) ndcg(page []match.Match, worth func(who int) float64) float64 {
	var ideal []float64
	for who := range y.lives {
		ideal = append(ideal, worth(who))
	}
	slices.SortFunc(ideal, func(a, b float64) int { return int(b - a) })
	got, best := 0.0, 0.0
	for place := range listed {
		weight := 1 / math.Log2(float64(place)+2)
		if place < len(page) {
			got += weight * worth(y.order[page[place].Offer.ID()])
		}
		if place < len(ideal) {
			best += weight * ideal[place]
		}
	}
	if best == 0 {
		return 1 // nobody could be shown
	}
	return got / best
}

func gain(grade int) float64 { return math.Exp2(float64(grade)) - 1 }

// note keeps what a week came to, at its end.
func (r *Result) note(y *year) {
	if y.day%7 == 6 && y.day < y.town.size.Days {
		r.Weeks = append(r.Weeks, Week{len(y.waiting), gini(y.visits())})
	}
}

func (y *year) visits() []int {
	list := make([]int, len(y.lives))
	for i, l := range y.lives {
		list[i] = len(l.accepted)
	}
	return list
}

func (r *Result) finish(y *year) {
	r.Needs = len(y.town.arrivals)
	requests, idle := make([]int, len(y.lives)), 0
	for i, l := range y.lives {
		requests[i] = len(l.asked)
		if len(l.accepted) == 0 {
			idle++
		}
	}
	r.LoadGini, r.AskedGini = gini(y.visits()), gini(requests)
	r.Idle = float64(idle) / float64(len(y.lives))
	for i := range r.gains {
		r.NDCG += r.gains[i] / float64(len(r.gains))
		r.Reachable += r.reachable[i] / float64(len(r.gains))
	}
	slices.Sort(r.waits)
	for _, w := range r.waits {
		r.MeanWait += float64(w) / float64(len(r.waits))
	}
	if n := len(r.waits); n > 0 {
		r.LongWait = r.waits[(n*9-1)/10]
	}
}

// gini returns how unevenly a sum is spread, 0 for all the same to almost 1 for
// all with one (Gini 1912), by the ranks of the sorted values:
//
//	G = sum of (2 i - n - 1) x_i / (n sum of x),  i from 1
func gini(values []int) float64 {
	sorted := slices.Sorted(slices.Values(values))
	weighted, sum := 0, 0
	for i, x := range sorted {
		weighted += (2*(i+1) - len(sorted) - 1) * x
		sum += x
	}
	if sum == 0 {
		return 0
	}
	return float64(weighted) / float64(len(sorted)*sum)
}
