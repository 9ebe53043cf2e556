package match

import (
	"math"
	"testing"
)

// TestPairScore: by the model's weights a pair has the score of the list, by others
// that of a list by these.
func TestPairScore(t *testing.T) {
	g := newGenerator(7)
	need := g.need()
	var offers []*Offer
	for range 40 {
		offers = append(offers, g.offer())
	}
	model := g.model()
	other := *model
	other.Weights.Topic, other.Weights.Place.Weight, other.Weights.WishStrength = .1, .2, 5
	pairs := model.Pairs(need, offers)
	for i, o := range offers {
		for _, m := range []*Model{model, &other} {
			got, want := pairs[i].Score(&m.Weights), m.Explain(need, o).Score
			if math.Abs(got-want) > 1e-12 {
				t.Errorf("%s: score %v, want %v", o.ID(), got, want)
			}
		}
	}
}
