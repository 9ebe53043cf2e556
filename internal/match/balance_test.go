package match

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// TestRoom: (1 - e^(u-1))/(1 - 1/e); at u = 1/2 it is (1 - .6065)/.6321 = .6225.
func TestRoom(t *testing.T) {
	three := &eic.Capacity{Count: 3, Per: eic.PerMonth}
	for _, test := range []struct {
		name     string
		capacity *eic.Capacity
		by       eic.PartyID
		load     float64
		want     float64
	}{
		{"nobody asks", three, "person.a.1", 0, 1},
		{"half full", three, "person.a.1", 1.5, .6225},
		{"full", three, "person.a.1", 3, 0},
		{"more than full", three, "person.a.1", 9, 0},
		{"a person who does not say takes one", nil, "person.a.1", .5, .6225},
		{"an organization that does not say takes any number", nil, "org.a.1", 50, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := &eic.Offer{Head: eic.Head{ID: "fund.a.1"}, Capacity: test.capacity, OfferedBy: test.by}
			m := &Model{Weights: DefaultWeights(), Exposure: Exposure{Load: map[eic.OfferID]float64{"fund.a.1": test.load}}}
			if got := m.scorer().room(NewOffer(o, nil, Text{}, nil)); math.Abs(got-test.want) > 1e-4 {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestCopies: of three offers that nearly repeat each other the second counts .8
// and the third .64; another offer of the same person, and the same words of
// another person, count fully.
func TestCopies(t *testing.T) {
	g := newGenerator(1)
	make := func(id, by, body string) *Offer {
		return g.makeOffer(&eic.Offer{
			Head: eic.Head{ID: eic.ID("offer." + id)}, Kind: eic.FundOfKnowledge, Status: eic.OfferOpen,
			OfferedBy: eic.PartyID(by), Title: "xylophone lessons", Description: body,
		})
	}
	offers := []*Offer{
		make("a", "org.a.1", "for small groups with instruments to borrow"),
		make("b", "org.a.1", "for small groups with instruments to borrow today"),
		make("c", "org.a.1", "for small groups with instruments to borrow tomorrow"),
		make("d", "org.a.1", "history from ancient Greece until now, pictures, recordings, scores, composers"),
		make("e", "org.a.2", "for small groups with instruments to borrow"),
	}
	need := NewNeed(&eic.Need{}, Analyse("xylophone lessons", ""), nil, nil)
	list := g.model().Rank(need, offers, true)
	got := map[eic.OfferID]float64{}
	for _, m := range list.Matches {
		got[m.Offer.ID()] = m.Key.Value / m.Score
	}
	for id, want := range map[eic.OfferID]float64{"offer.a": 1, "offer.b": .8, "offer.c": .64, "offer.d": 1, "offer.e": 1} {
		if !close(got[id], want) {
			t.Errorf("%s: %v, want %v", id, got[id], want)
		}
	}
}

// TestFresh: of 30 offers that fit equally well, every tenth place goes to one
// of the ten that nobody has seen, another for every need and day.
func TestFresh(t *testing.T) {
	g := newGenerator(1)
	var offers []*Offer
	for i := range 30 {
		offers = append(offers, g.makeOffer(&eic.Offer{
			Head: eic.Head{ID: eic.ID(fmt.Sprintf("offer.%02d", i))}, Kind: eic.FundOfKnowledge, Status: eic.OfferOpen,
			OfferedBy: eic.PartyID(fmt.Sprintf("org.%d", i)), Title: "xylophone",
		}))
	}
	m := g.model()
	for i, o := range offers {
		m.Exposure.Views[o.ID()] = map[bool]int{true: 5, false: 4}[i < 20]
	}
	list := func(title string, day eic.Day) []eic.OfferID {
		m.Today = day
		need := NewNeed(&eic.Need{Title: title}, Analyse("xylophone", ""), nil, nil)
		return ids(m.Rank(need, offers, true).Matches)
	}
	first := list("a", today)
	if again := list("a", today); !slices.Equal(first, again) {
		t.Error("the same need on the same day has another order")
	}
	tenths := map[eic.OfferID]bool{}
	for _, order := range [][]eic.OfferID{first, list("b", today), list("c", today), list("a", today+1), list("a", today+2)} {
		if order[9] < "offer.20" {
			t.Errorf("place 10 goes to %s, which has been seen", order[9])
		}
		if !slices.IsSorted(order[:9]) || order[0] != "offer.00" || order[10] != "offer.09" {
			t.Errorf("the others are not by value: %v", order)
		}
		tenths[order[9]] = true
	}
	if len(tenths) < 2 {
		t.Error("needs and days do not change what is shown")
	}
	m.Exposure.Views = nil
	if order := list("a", today); !slices.IsSorted(order) {
		t.Errorf("where views are not known: %v", order)
	}
}
