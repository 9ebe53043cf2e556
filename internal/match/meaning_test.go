package match

import (
	"math"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// turned is a vector at an angle to that of turned(1): its cosine with it.
func turned(cosine float64) []float32 {
	return []float32{float32(cosine), float32(math.Sqrt(1 - cosine*cosine))}
}

// TestLikeness shows the arithmetic: cosines of unrelated texts are .7 on average
// and .04 apart, so likeness begins at .7 + 1.5 * .04 = .76 and is whole after .6 of
// the remaining .24, at .904.
func TestLikeness(t *testing.T) {
	m := &Model{Weights: DefaultWeights(), Chance: Chance{.7, .04}}
	n, o := pair()
	need, offer := NewNeed(n, Text{}, nil, nil).WithVector(turned(1)), NewOffer(o, nil, Text{}, nil)
	for _, test := range []struct{ cosine, want float64 }{{-1, 0}, {.7, 0}, {.76, 0}, {.832, .5}, {.904, 1}, {1, 1}} {
		if got := m.scorer().meaning(need, offer.WithVector(turned(test.cosine))); math.Abs(got-test.want) > 1e-5 {
			t.Errorf("cosine %v: got %v, want %v", test.cosine, got, test.want)
		}
	}
	for name, test := range map[string]struct {
		vector []float32
		change func(*Model)
	}{
		"nothing is known of the offer":   {nil, func(*Model) {}},
		"vectors of different models":     {[]float32{1, 0, 0}, func(*Model) {}},
		"nothing is known of chance":      {turned(1), func(m *Model) { m.Chance = Chance{} }},
		"it counts nothing":               {turned(1), func(m *Model) { m.Weights.Meaning = 0 }},
		"chance is as like as can be":     {turned(1), func(m *Model) { m.Chance = Chance{1, .01} }},
		"chance is less like than it can": {turned(1), func(m *Model) { m.Chance = Chance{.99, .1} }},
	} {
		other := *m
		test.change(&other)
		if got := other.scorer().meaning(need, offer.WithVector(test.vector)); got != 0 {
			t.Errorf("%s: got %v, want 0", name, got)
		}
	}
}

// asked is a pair of texts with what they mean, in a cluster of nine other offers.
func asked(t *testing.T, words string, cosine float64) (*Model, *Need, *Offer) {
	n, o := pair()
	n.Title, o.Title = "bees honey garden desert", words
	m, need, offer := alone(t, n, o)
	m.Chance = Chance{.7, .04}
	return m, need.WithVector(turned(1)), offer.WithVector(turned(cosine))
}

// TestMeaningLiftsAlone: it never lowers a score, raises none that words have
// earned already, and rises with the cosine. What is not known changes nothing, to
// the last digit.
func TestMeaningLiftsAlone(t *testing.T) {
	for _, words := range []string{"volcano", "bees", "bees honey garden", "bees honey garden desert"} {
		m, need, offer := asked(t, words, 0)
		plain := m.Explain(need, offer)
		unknown := m.Explain(need.WithVector(nil), offer)
		off := *m
		off.Weights.Meaning = 0
		if unknown.Score != plain.Score || off.Explain(need, offer).Score != plain.Score {
			t.Errorf("%s: %v with a vector far away, %v without, %v where it counts nothing", words, plain.Score, unknown.Score, off.Explain(need, offer).Score)
		}
		last := plain.Score
		for cosine := 0.; cosine <= 1; cosine += .01 {
			got := m.Explain(need, offer.WithVector(turned(cosine)))
			if got.Score < last {
				t.Fatalf("%s: at cosine %v the score falls to %v", words, cosine, got.Score)
			}
			said := got.Reasons[0].Evidence.Meaning
			if (said > 0) != (got.Score > plain.Score) {
				t.Fatalf("%s: at cosine %v it says %v of meaning, and the score is %v after %v", words, cosine, said, got.Score, plain.Score)
			}
			sum := 0.
			for _, r := range got.Reasons {
				sum += r.Contribution
			}
			if !close(sum, got.Score) {
				t.Fatalf("%s: at cosine %v reasons sum to %v, the score is %v", words, cosine, sum, got.Score)
			}
			last = got.Score
		}
		if words == "bees honey garden desert" && last > plain.Score+.01 {
			t.Errorf("the same words: %v after %v", last, plain.Score)
		}
	}
}

// TestMeaningAlone: a pair without a word in common is listed if it means the same,
// is never better than FAIR, and has one score in every list.
func TestMeaningAlone(t *testing.T) {
	m, need, offer := asked(t, "volcano", .99)
	explained := m.Explain(need, offer)
	if !explained.Listed || explained.Fit != eic.FitFair || len(explained.Reasons[0].Evidence.Words) != 0 {
		t.Errorf("got %v (%v), listed %t by %v", explained.Fit, explained.Score, explained.Listed, explained.Reasons[0].Evidence)
	}
	_, _, far := asked(t, "volcano", .5)
	list := m.Rank(need, []*Offer{far, offer}, false)
	if len(list.Matches) != 1 || list.Matches[0].Score != explained.Score {
		t.Errorf("the need's list: %+v", list.Matches)
	}
	others := m.RankNeeds(offer, []*Need{need}, false)
	if len(others.Matches) != 1 || others.Matches[0].Score != explained.Score {
		t.Errorf("the offer's list: %+v", others.Matches)
	}
}
