package match

import (
	"reflect"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// beePair is a need and an offer that meet in every factor.
func beePair() (*eic.Need, *eic.Offer) {
	n, o := pair()
	n.Title, n.Description = "Why do Bees matter?", "Bees and their honey, for niños"
	o.Title, o.Description = "Beekeeping in the desert", "Honey from my hives"
	n.Grades, o.Grades = eic.SetOf(eic.G04, eic.G05), eic.SetOf(eic.G04)
	n.Modes, o.Modes = eic.SetOf(eic.GuestSpeaker), eic.SetOf(eic.GuestSpeaker, eic.Mentor)
	n.Place, o.Place, o.TravelKm = at(32, -110), at(32.1, -110), km(40)
	n.Window, o.Availability = eic.Window{Start: today + 5, End: today + 9}, []eic.Availability{days(today+7, 0)}
	o.Wishes = eic.Wishes{Grades: eic.SetOf(eic.G04)}
	return n, o
}

func reasonFor(m Match, f eic.MatchFactor) Reason {
	i := slices.IndexFunc(m.Reasons, func(r Reason) bool { return r.Factor == f })
	if i < 0 {
		return Reason{}
	}
	return m.Reasons[i]
}

func TestEvidence(t *testing.T) {
	n, o := beePair()
	m, need, offer := alone(t, n, o)
	got := m.Explain(need, offer)
	bridge := []Step{{"topic-bees", "topic-beekeeping", BridgedTopic}}
	if !got.Listed || len(got.Reasons) != 7 || got.Unknowns != nil || got.Blockers != nil {
		t.Fatalf("%+v", got)
	}
	if text := reasonFor(got, eic.FactorText); !reflect.DeepEqual(text.Evidence, Evidence{Words: []string{"honey"}}) {
		t.Errorf("TEXT: %+v", text.Evidence)
	}
	topic := reasonFor(got, eic.FactorTopic)
	if pairs := topic.Evidence.Topics; len(pairs) != 1 || pairs[0].Asked != "topic-bees" || pairs[0].Met != "topic-beekeeping" || !reflect.DeepEqual(topic.Path, bridge) {
		t.Errorf("TOPIC: %+v, path %v", pairs, topic.Path)
	}
	wantCurriculum := Evidence{GradesAsked: n.Grades, Grades: eic.SetOf(eic.G04)}
	if curriculum := reasonFor(got, eic.FactorCurriculum); !reflect.DeepEqual(curriculum.Evidence, wantCurriculum) || curriculum.Contribution >= 0 {
		t.Errorf("CURRICULUM: %+v", curriculum)
	}
	if mode := reasonFor(got, eic.FactorMode); mode.Evidence.Modes != eic.SetOf(eic.GuestSpeaker) || mode.Value != 1 {
		t.Errorf("MODE: %+v", mode)
	}
	if place := reasonFor(got, eic.FactorPlace).Evidence; place.RadiusKm != 40 || place.Km < 11 || place.Km > 12 || place.Virtual {
		t.Errorf("PLACE: %+v", place)
	}
	wantTime := Evidence{Days: 2, DaysNeeded: 2, Window: eic.Window{Start: today + 7, End: today + 8}}
	if time := reasonFor(got, eic.FactorTime).Evidence; !reflect.DeepEqual(time, wantTime) {
		t.Errorf("TIME: %+v, want %+v", time, wantTime)
	}
	if wishes := reasonFor(got, eic.FactorWishes).Evidence.Wishes; !reflect.DeepEqual(wishes, []Wish{{WishGrades, 1}}) {
		t.Errorf("WISHES: %+v", wishes)
	}
}

// TestFormsOfOneWord: of several forms of a word the first is named.
func TestFormsOfOneWord(t *testing.T) {
	n, o := pair()
	n.Title, n.Description = "Keeping bees", "Who keeps bees, and has kept them?"
	o.Title, o.Description = "Bees to keep", "I keep bees; keeping them is my work"
	m, need, offer := alone(t, n, o)
	words := reasonFor(m.Explain(need, offer), eic.FactorText).Evidence.Words
	if want := []string{"Keeping", "bees"}; !sameElements(words, want) {
		t.Errorf("got %q, want %q", words, want)
	}
}

// TestWordsAsWritten: words are named as the need has them, or by their stems
// where the record has other words than its text.
func TestWordsAsWritten(t *testing.T) {
	n, o := pair()
	n.Title, o.Title = "Girls’ Robótica-club", "robotica clubs"
	m, need, offer := alone(t, n, o)
	if got, want := reasonFor(m.Explain(need, offer), eic.FactorText).Evidence.Words, []string{"Robótica", "club"}; !sameElements(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	need.Record = &eic.Need{Title: "something else"}
	if got, want := reasonFor(m.Explain(need, offer), eic.FactorText).Evidence.Words, []string{"robotica", "club"}; !sameElements(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func sameElements(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// TestRemovingReasons: without a positive reason the score is lower, without a
// negative one higher.
func TestRemovingReasons(t *testing.T) {
	remove := map[eic.MatchFactor]func(o *eic.Offer){
		eic.FactorCurriculum: func(o *eic.Offer) { o.Grades = 0 },
		eic.FactorMode:       func(o *eic.Offer) { o.Modes = 0 },
		eic.FactorPlace:      func(o *eic.Offer) { o.Place = eic.Place{} },
		eic.FactorTime:       func(o *eic.Offer) { o.Availability = nil },
		eic.FactorWishes:     func(o *eic.Offer) { o.Wishes = eic.Wishes{} },
	}
	n, o := beePair()
	m, need, offer := alone(t, n, o)
	whole := m.Explain(need, offer)
	for factor, silence := range remove {
		_, o := beePair()
		silence(o)
		text := Analyse(o.Title, o.Description)
		rest := m.Explain(need, NewOffer(o, nil, text, m.Taxonomy.Link(text, Given{})))
		removed := reasonFor(whole, factor).Contribution
		if removed == 0 || (removed > 0) != (rest.Score < whole.Score) {
			t.Errorf("%v: contribution %v, score %v, without it %v", factor, removed, whole.Score, rest.Score)
		}
		if !slices.Contains(rest.Unknowns, factor) {
			t.Errorf("%v is not unknown when it is not said", factor)
		}
	}
}

// TestMatters: what matters most weighs double.
func TestMatters(t *testing.T) {
	n, o := beePair()
	m, need, offer := alone(t, n, o)
	plain := m.Explain(need, offer)
	for _, factor := range []eic.MatchFactor{eic.FactorCurriculum, eic.FactorMode, eic.FactorPlace, eic.FactorTime} {
		n.Matters = factor
		if got, want := reasonFor(m.Explain(need, offer), factor).Weight, 2*reasonFor(plain, factor).Weight; !close(got, want) {
			t.Errorf("%v: weight %v, want %v", factor, got, want)
		}
	}
	n.Matters = eic.FactorTopic // .40 and 2 * .30
	if got, want := reasonFor(m.Explain(need, offer), eic.FactorTopic).Weight, .6; !close(got, want) {
		t.Errorf("TOPIC: weight %v, want %v", got, want)
	}
}

// TestExplainBlocked: a pair that may not meet is explained all the same.
func TestExplainBlocked(t *testing.T) {
	n, o := beePair()
	o.Status = eic.OfferPaused
	m, need, offer := alone(t, n, o)
	got := m.Explain(need, offer)
	if got.Listed || got.Score == 0 || len(got.Blockers) != 1 || got.Blockers[0].OfferStatus != eic.OfferPaused {
		t.Errorf("%+v", got)
	}
}

// TestEmptyModel: without statistics, taxonomy, texts or links nothing breaks.
func TestEmptyModel(t *testing.T) {
	m := &Model{Weights: DefaultWeights()}
	need, offer := NewNeed(&eic.Need{}, Text{}, nil, nil), NewOffer(&eic.Offer{}, nil, Text{}, nil)
	stale := []Link{{Topic: "topic-bees", Confidence: 1, Field: InBody, First: 3, Last: 5}}
	for _, n := range []*Need{need, NewNeed(&eic.Need{Topics: []eic.TopicID{"topic-bees"}}, Text{}, stale, nil)} {
		if got := m.Explain(n, offer); got.Score != 0 || got.Listed {
			t.Errorf("score %v", got.Score)
		}
		if got := m.Rank(n, []*Offer{offer}, true); len(got.Matches) != 0 || got.Considered != 0 {
			t.Errorf("list %+v", got)
		}
		if q := m.OffersQuery(n); len(q.Words) != 0 {
			t.Errorf("query %v", q)
		}
	}
}
