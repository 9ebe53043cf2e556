package quality

import (
	"math"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

func listOf(offers ...eic.OfferID) List {
	var l List
	for _, o := range offers {
		l = append(l, Listed{Offer: o, Fit: eic.FitPoor})
	}
	return l
}

// TestMeasure: three needs over five offers.
//
//	n1 lists a b c, worth 3 0 1; d, worth 2, is not listed
//	   gain 3/1 + 1/2 = 3.5, ideal 3/1 + 2/log2(3) + 1/2 = 4.7619
//	n2 lists b, worth 0; a, worth 3, is not listed
//	n3 lists a; nothing is worth anything to it
func TestMeasure(t *testing.T) {
	needs := []eic.NeedID{"n1", "n2", "n3"}
	lists := []List{listOf("a", "b", "c"), listOf("b"), listOf("a")}
	lists[2][0].Fit = eic.FitFair
	grades := Grades{"n1": {"a": 3, "c": 1, "d": 2}, "n2": {"a": 3}}
	f := Measure(needs, lists, grades, 5)
	log3 := 1 / math.Log2(3)
	// Exposure: a 2, b log3 + 1, c .5, d and e nothing.
	total, mean := 2+log3+1+.5, (2+log3+1+.5)/5
	differences := 2 * ((2 - (log3 + 1)) + 1.5 + 2*2 + (log3 + .5) + 2*(log3+1) + 2*.5)
	for _, test := range []struct {
		name      string
		got, want float64
	}{
		{"needs", float64(f.Needs), 3},
		{"judged", float64(f.Judged), 2},
		{"NDCG", f.NDCG, 3.5 / (3 + 2*log3 + .5) / 2},
		{"MRR", f.MRR, .5},
		{"Recall: a of a and d", f.Recall, .25},
		{"Cover: a, b, c of five", f.Cover, .6},
		{"Gini", f.Gini, differences / (2 * 5 * 5 * mean)},
		{"Filled", f.Filled, 1. / 3},
		{"exposure", total, 5 * mean},
	} {
		if math.Abs(test.got-test.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", test.name, test.got, test.want)
		}
	}
}

// TestMeasureDepth: what stands after the tenth place gains nothing, and what
// stands after the hundredth is not found.
func TestMeasureDepth(t *testing.T) {
	long := make(List, 101)
	for i := range long {
		long[i].Offer = eic.OfferID(rune('A' + i))
	}
	grades := Grades{"n": {long[10].Offer: 1, long[100].Offer: 1}}
	f := Measure([]eic.NeedID{"n"}, []List{long}, grades, 200)
	if f.NDCG != 0 || f.MRR != 1./11 || f.Recall != .5 {
		t.Errorf("got %+v, want NDCG 0, MRR 1/11, Recall .5", f)
	}
}

func TestMeasureNothing(t *testing.T) {
	if f := Measure(nil, nil, Grades{}, 0); f.NDCG != 0 || f.Gini != 0 || f.Filled != 0 {
		t.Errorf("got %+v, want zeros", f)
	}
}

// TestCompare: with ten differences of one sign a random draw is as large in 2 of
// 1,024 cases.
func TestCompare(t *testing.T) {
	ones, zeros := make([]float64, 10), make([]float64, 10)
	mixed := make([]float64, 10)
	for i := range ones {
		ones[i] = 1
		mixed[i] = float64(i % 2)
	}
	for _, test := range []struct {
		name                    string
		a, b                    []float64
		difference, least, most float64
	}{
		{"alike", ones, ones, 0, 1, 1},
		{"better everywhere", ones, zeros, 1, .0005, .004},
		{"worse everywhere", zeros, ones, -1, .0005, .004},
		{"better in five of ten", mixed, zeros, .5, .03, .1}, // 2 of 32
		{"nothing to compare", nil, nil, 0, 1, 1},
	} {
		difference, p := Compare(test.a, test.b)
		if difference != test.difference || p < test.least || p > test.most {
			t.Errorf("%s: got %v, p %v, want %v, p of %v to %v", test.name, difference, p, test.difference, test.least, test.most)
		}
	}
}
