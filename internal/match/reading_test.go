package match

import (
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// trapPair makes a need and an offer of these titles ready in a cluster that has both,
// where words may mean several things.
func trapPair(t *testing.T, need, offer string) (*Model, *Need, *Offer) {
	t.Helper()
	tax, err := NewTaxonomy(trapTopics())
	if err != nil {
		t.Fatal(err)
	}
	g := newGenerator(3)
	g.tax = tax
	g.offers, g.needs = NewStatisticsBuilder(tax), NewStatisticsBuilder(tax)
	for range 20 {
		g.makeOffer(&eic.Offer{Title: "Walnut carving", Description: "Spoons and bowls"})
	}
	n, o := pair()
	n.Title, n.Description, o.Title, o.Description = need, "", offer, ""
	madeNeed, madeOffer := g.makeNeed(n), g.makeOffer(o)
	return g.model(), madeNeed, madeOffer
}

// TestOtherWords: a topic that both surely name stands for the words of the need, also
// across languages, and the explanation says for which. Its neighbours do not.
func TestOtherWords(t *testing.T) {
	for _, test := range []struct {
		name, need, offer string
		words, otherwise  []string
	}{
		{"another language", "Ajedrez", "Chess on Sundays", nil, []string{"Ajedrez"}},
		{"another name", "AI", "Artificial intelligence", nil, []string{"AI"}},
		{"the word itself", "Chess", "Chess on Sundays", []string{"Chess"}, nil},
		{"a neighbour", "Erosion", "Rivers", nil, nil},
		{"not sure", "Una mesa", "Furniture making", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, need, offer := trapPair(t, test.need, test.offer)
			text := reasonFor(m.Explain(need, offer), eic.FactorText)
			if e := text.Evidence; !slices.Equal(e.Words, test.words) || !slices.Equal(e.OtherWords, test.otherwise) {
				t.Errorf("words %q, other words %q; want %q, %q", e.Words, e.OtherWords, test.words, test.otherwise)
			}
			m.Weights.OtherWords = 0
			without := reasonFor(m.Explain(need, offer), eic.FactorText)
			if gains := text.Value > without.Value+.1; gains != (test.otherwise != nil) {
				t.Errorf("TEXT = %.3f, %.3f by words alone", text.Value, without.Value)
			}
		})
	}
}

// TestOtherSense: a word that both have tells a tenth where it surely means something
// else: 1 - .9 x 1 x 1.
func TestOtherSense(t *testing.T) {
	for _, test := range []struct {
		name, need, offer string
		left              float64
	}{
		{"another thing", "Fuel cell", "Cell biology", .1},
		{"a word without a topic", "Fuel cell", "Cell towers", 1},
		{"the same thing", "Fuel cell", "My fuel cell", 1},
		{"half of its mentions", "Fuel cell", "Cell biology and cell towers", .55},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, need, offer := trapPair(t, test.need, test.offer)
			s := m.scorer()
			q := s.ask(need, s.offers.speller)
			s.bm25(q, offer, nil)
			cell := slices.IndexFunc(need.bag.words, func(w wordCount) bool { return w.English == "ecell" })
			if got := s.readings[cell].left; !close(got, test.left) {
				t.Errorf("left %v, want %v", got, test.left)
			}
		})
	}
}

// TestSayingNothing: words that only ask make no match, one word that tells something
// does.
func TestSayingNothing(t *testing.T) {
	for _, test := range []struct {
		need, offer string
		worst, best eic.MatchFit
	}{
		{"I need help", "Can practice help?", eic.FitPoor, eic.FitPoor},
		{"Necesito ayuda", "Ayuda con tareas", eic.FitPoor, eic.FitPoor},
		{"walnuts", "Walnut carving", eic.FitGood, eic.FitGreat},
		{"ajedrez", "Chess on Sundays", eic.FitFair, eic.FitGreat},
	} {
		m, need, offer := trapPair(t, test.need, test.offer)
		if got := m.Explain(need, offer); got.Fit > test.worst || got.Fit < test.best {
			t.Errorf("%q, %q: %v (%.3f), want %v to %v", test.need, test.offer, got.Fit, got.Score, test.worst, test.best)
		}
	}
}

// TestWordsOfTopics: the explanation has the words that ask for a topic as they are
// written, with what is between them.
func TestWordsOfTopics(t *testing.T) {
	m, need, offer := trapPair(t, "Who knows the bank of the river bank?", "Rivers")
	pairs := reasonFor(m.Explain(need, offer), eic.FactorTopic).Evidence.Topics
	if len(pairs) != 1 || pairs[0].Words != "river bank" {
		t.Errorf("got %+v", pairs)
	}
}
