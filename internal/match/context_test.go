package match

import (
	"math"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// TestContext: each case changes a bare pair; want is the value of the factor, or
// a number below 0 where it is not known.
func TestContext(t *testing.T) {
	const unknown = -1
	inPerson, virtual := eic.SetOf(eic.InPerson), eic.SetOf(eic.Virtual)
	subject := func(id eic.TopicID) []eic.TopicID { return []eic.TopicID{id} }
	tests := []struct {
		name   string
		factor eic.MatchFactor
		change func(n *eic.Need, o *eic.Offer)
		want   float64
	}{
		{"nothing asked", eic.FactorCurriculum, func(_ *eic.Need, o *eic.Offer) { o.Grades = eic.SetOf(eic.G04) }, unknown},
		{"nothing said", eic.FactorCurriculum, func(n *eic.Need, _ *eic.Offer) { n.Grades = eic.SetOf(eic.G04) }, unknown},
		{"half of the grades", eic.FactorCurriculum, func(n *eic.Need, o *eic.Offer) {
			n.Grades, o.Grades = eic.SetOf(eic.G04, eic.G05), eic.SetOf(eic.G05, eic.G06)
		}, .5},
		// (1 - .6)/2 above the prior: the subject was asked for too
		{"grades, silent on the subject", eic.FactorCurriculum, func(n *eic.Need, o *eic.Offer) {
			n.Grades, o.Grades, n.Topics = eic.SetOf(eic.G04), eic.SetOf(eic.G04), subject("topic-bees")
		}, .8},
		{"grades and the subject", eic.FactorCurriculum, func(n *eic.Need, o *eic.Offer) {
			n.Grades, o.Grades, n.Topics, o.Topics = eic.SetOf(eic.G04), eic.SetOf(eic.G04), subject("topic-bees"), subject("topic-bees")
		}, 1},
		{"a narrower subject", eic.FactorCurriculum, func(n *eic.Need, o *eic.Offer) {
			n.Topics, o.Topics = subject("topic-mathematics"), subject("topic-fractions")
		}, .8},
		{"another subject", eic.FactorCurriculum, func(n *eic.Need, o *eic.Offer) {
			n.Topics, o.Topics = subject("topic-mathematics"), subject("topic-bees")
		}, 0},
		{"a standard", eic.FactorCurriculum, func(n *eic.Need, o *eic.Offer) {
			n.Topics, o.Topics = subject("topic-nf3"), subject("topic-nf3")
		}, 1},

		{"no mode asked", eic.FactorMode, func(_ *eic.Need, o *eic.Offer) { o.Modes = eic.SetOf(eic.Mentor) }, unknown},
		{"a mode in common", eic.FactorMode, func(n *eic.Need, o *eic.Offer) {
			n.Modes, o.Modes = eic.SetOf(eic.Mentor, eic.CareerDay), eic.SetOf(eic.Mentor)
		}, 1},
		{"no mode in common", eic.FactorMode, func(n *eic.Need, o *eic.Offer) { n.Modes, o.Modes = eic.SetOf(eic.CareerDay), eic.SetOf(eic.Mentor) }, 0},

		{"no place asked", eic.FactorPlace, func(_ *eic.Need, o *eic.Offer) { o.Place = at(32, -110) }, unknown},
		{"no place said", eic.FactorPlace, func(n *eic.Need, _ *eic.Offer) { n.Place = at(32, -110) }, unknown},
		{"next door", eic.FactorPlace, func(n *eic.Need, o *eic.Offer) { n.Place, o.Place, o.TravelKm = at(32, -110), at(32, -110), km(0) }, 1},
		// 11.12 km and 11.12 km
		{"as far as they come", eic.FactorPlace, func(n *eic.Need, o *eic.Offer) {
			n.Place, o.Place, o.TravelKm = at(32, -110), at(32.1, -110), km(11.12)
		}, math.Exp(-1)},
		// the usual radius is 25 km
		{"who does not say how far", eic.FactorPlace, func(n *eic.Need, o *eic.Offer) { n.Place, o.Place = at(32, -110), at(32.1, -110) }, math.Exp(-11.1195 / 25)},
		{"who does not travel", eic.FactorPlace, func(n *eic.Need, o *eic.Offer) {
			n.Place, o.Place, o.TravelKm = at(32, -110), at(32.1, -110), km(0)
		}, 0},
		{"online", eic.FactorPlace, func(n *eic.Need, o *eic.Offer) { n.Place, o.Place, o.Settings = at(32, -110), at(52, 13), virtual }, 1},
		{"online only, and not said to be possible", eic.FactorPlace, func(n *eic.Need, o *eic.Offer) {
			n.Place, o.Place, n.Settings = at(32, -110), at(32, -110), virtual
		}, unknown},
		{"online does not suit the need", eic.FactorPlace, func(n *eic.Need, o *eic.Offer) {
			n.Place, o.Place, n.Settings, o.Settings = at(32, -110), at(32, -110), inPerson, inPerson.Or(virtual)
		}, 1},

		{"no days asked", eic.FactorTime, func(_ *eic.Need, o *eic.Offer) { o.Availability = []eic.Availability{days(today, 0)} }, unknown},
		{"no days said", eic.FactorTime, func(n *eic.Need, _ *eic.Offer) { n.Window = eic.Window{Start: today} }, unknown},
		{"days to choose from", eic.FactorTime, func(n *eic.Need, o *eic.Offer) {
			n.Window, o.Availability = eic.Window{Start: today, End: today + 30}, []eic.Availability{days(today+9, today+10)}
		}, 1},
		{"a single day of many", eic.FactorTime, func(n *eic.Need, o *eic.Offer) {
			n.Window, o.Availability = eic.Window{Start: today, End: today + 30}, []eic.Availability{days(today+9, today+9)}
		}, .5},
		{"the only day", eic.FactorTime, func(n *eic.Need, o *eic.Offer) {
			n.Window, o.Availability = eic.Window{Start: today, End: today}, []eic.Availability{days(0, 0)}
		}, 1},
		{"three of four weeks", eic.FactorTime, func(n *eic.Need, o *eic.Offer) {
			n.Window = eic.Window{Start: today, End: today + 99}
			o.Pilot = &eic.PilotTerms{Weeks: 4, Window: eic.Window{Start: today, End: today + 20}}
		}, .75},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n, o := pair()
			test.change(n, o)
			m := &Model{Weights: DefaultWeights(), Taxonomy: sampleTaxonomy(t), Today: today}
			s := m.scorer()
			need, offer := NewNeed(n, Text{}, nil, nil), NewOffer(o, nil, Text{}, nil)
			q := s.ask(need, s.offers.speller)
			got := 0.0
			for _, factor := range contextFactors {
				if v := factor(s, q, offer); v.factor == test.factor {
					got = v.value
					if !v.asked || !v.said {
						got = unknown
					}
				}
			}
			if math.Abs(got-test.want) > 1e-4 {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestWishes: b = (met + 1.4)/(said + 2).
func TestWishes(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(n *eic.Need, o *eic.Offer)
		want   float64
	}{
		{"no wishes", func(*eic.Need, *eic.Offer) {}, .7},
		{"a wish the need says nothing about", func(_ *eic.Need, o *eic.Offer) { o.Wishes.Grades = eic.SetOf(eic.G04) }, .7},
		{"met", func(n *eic.Need, o *eic.Offer) { n.Grades, o.Wishes.Grades = eic.SetOf(eic.G04), eic.SetOf(eic.G04) }, .8},
		{"not met", func(n *eic.Need, o *eic.Offer) { n.Grades, o.Wishes.Grades = eic.SetOf(eic.G04), eic.SetOf(eic.G05) }, 1.4 / 3},
		{"one of two", func(n *eic.Need, o *eic.Offer) {
			n.Modes, o.Wishes.Modes = eic.SetOf(eic.Mentor), eic.SetOf(eic.Mentor)
			n.Settings, o.Wishes.Settings = eic.SetOf(eic.Virtual), eic.SetOf(eic.InPerson)
		}, .6},
		{"a narrower topic", func(n *eic.Need, o *eic.Offer) {
			n.Topics, o.Wishes.Topics = []eic.TopicID{"topic-fractions"}, []eic.TopicID{"topic-mathematics"}
		}, 2.2 / 3},
		{"words that the need has", func(_ *eic.Need, o *eic.Offer) { o.Wishes.Text = "bees" }, 2.4 / 3},
		{"other words", func(_ *eic.Need, o *eic.Offer) { o.Wishes.Text = "a small and curious group" }, .7},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, o := pair()
			test.change(n, o)
			m := &Model{Weights: DefaultWeights(), Taxonomy: sampleTaxonomy(t), Today: today}
			s := m.scorer()
			q := s.ask(NewNeed(n, Analyse(n.Title, ""), nil, nil), s.offers.speller)
			if got := s.wishes(q, NewOffer(o, nil, Text{}, nil)).value; math.Abs(got-test.want) > 1e-9 {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
