package match

import (
	"math"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// TestPassage compares offers of the same words in other places.
//
//	both words in one passage        (2/2.2)/2 = .4545, kept below 1: .4498
//	each in a passage of its own     (1/2.2)/2 = .2273             : .2271
func TestPassage(t *testing.T) {
	need := NewNeed(&eic.Need{Title: "copper bridge"}, Analyse("copper bridge", ""), nil, nil)
	filler := strings.Repeat("walnut ", 60)
	for _, test := range []struct {
		name, title, body string
		want              float64
	}{
		{"side by side", "", "copper bridge " + filler, .4498},
		{"in one passage, not side by side", "", "copper " + filler[:7*30] + "bridge " + filler, .4498},
		{"far apart", "", "copper " + filler + "bridge", .2271},
		{"in the title", "bridge of copper", filler, .4498},
		{"title and body", "bridge", filler + "copper", .2271},
		{"again and again", "", strings.Repeat("copper bridge ", 9), .4498},
		{"at the very end", "", filler + "copper bridge", .4498},
		{"not at all", "walnut", filler, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := Analyse(test.title, test.body)
			counted := NewStatisticsBuilder(nil)
			counted.Add(Analyse("", "copper bridge walnut"), nil)
			m := &Model{Weights: DefaultWeights(), Offers: counted.Build(1)}
			m.Weights.BackgroundDocs = 0 // so that both words tell the same
			s := m.scorer()
			offer := NewOffer(&eic.Offer{Head: eic.Head{ID: "fund.a"}, Title: test.title, Description: test.body}, nil, text, nil)
			if got := s.passage(s.ask(need, s.offers.speller), offer); math.Abs(got-test.want) > .0001 {
				t.Errorf("passage = %.4f, want %.4f", got, test.want)
			}
		})
	}
}
