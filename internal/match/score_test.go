package match

import (
	"math"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

func TestStretch(t *testing.T) {
	w := DefaultWeights()
	for _, test := range []struct{ z, want float64 }{
		{0, 0}, {.05, .001}, {.1, .002}, {.35, .98*.5 + .007}, {.6, .98 + .012}, {1, 1},
	} {
		if got := w.stretch(test.z, w.StretchFrom); !close(got, test.want) {
			t.Errorf("stretch(%v) = %v, want %v", test.z, got, test.want)
		}
	}
	for z, last := 0.0, -1.0; z <= 1; z += 1e-4 {
		if got := w.stretch(z, w.StretchFrom); got <= last {
			t.Fatalf("stretch(%v) = %v does not rise", z, got)
		} else {
			last = got
		}
	}
}

func TestHarmonic(t *testing.T) {
	for _, test := range []struct{ a, b, want float64 }{{0, .7, 0}, {.7, .7, .7}, {.5, 1, 2.0 / 3}, {1, 1, 1}} {
		if got := harmonic(test.a, test.b); !close(got, test.want) {
			t.Errorf("H(%v, %v) = %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

// TestFit: the words' thresholds are the scores of a = .6, .42 and .27 before a
// silent offerer, and content alone limits the word.
func TestFit(t *testing.T) {
	w := DefaultWeights()
	for _, test := range []struct {
		a    float64
		want eic.MatchFit
	}{{.6, eic.FitGreat}, {.59, eic.FitGood}, {.42, eic.FitGood}, {.41, eic.FitFair}, {.27, eic.FitFair}, {.26, eic.FitPoor}, {0, eic.FitPoor}} {
		if got := w.fit(harmonic(test.a, w.WishPrior)); got != test.want {
			t.Errorf("a = %v: got %v, want %v", test.a, got, test.want)
		}
	}
	n, o := pair()
	n.Title, o.Title = "bees honey garden desert", "bees"
	o.Description = "honey"
	n.Modes, o.Modes, o.Wishes.Modes = eic.SetOf(eic.Mentor), eic.SetOf(eic.Mentor), eic.SetOf(eic.Mentor)
	m, need, offer := alone(t, n, o)
	got := m.Explain(need, offer)
	if plain := w.fit(got.Score); got.Fit < plain {
		t.Errorf("fit %v is better than the score's %v", got.Fit, plain)
	}
	content := 0.0
	for _, r := range got.Reasons {
		if r.Factor == eic.FactorText || r.Factor == eic.FactorTopic {
			content += r.Weight * r.Value
		}
	}
	if limit := w.fit(harmonic(content, w.WishPrior)); got.Fit < limit {
		t.Errorf("fit %v is better than %v, which content alone earns", got.Fit, limit)
	}
}

// alone makes a need and an offer ready in a cluster that has nine other offers.
func alone(t testing.TB, n *eic.Need, o *eic.Offer) (*Model, *Need, *Offer) {
	g := newGenerator(9)
	for range 9 {
		g.offer()
	}
	need, offer := g.makeNeed(n), g.makeOffer(o)
	return g.model(), need, offer
}

// TestBM25 shows the arithmetic of one word, in a cluster without statistics:
// the word is not known, so it counts half of idf0 = ln(1 + 200.5/.5) in both
// lines, which leaves tf/(tf + k1 norm). Mean length is 1, the offer's 3 + 1, so
// norm = .25 + .75 * 4 = 3.25; tf is 3. below1 takes very little off .43.
func TestBM25(t *testing.T) {
	m := &Model{Weights: DefaultWeights()}
	s := m.scorer()
	q := s.ask(NewNeed(&eic.Need{}, Analyse("xylophone", ""), nil, nil), s.offers.speller)
	got := s.bm25(q, NewOffer(&eic.Offer{}, nil, Analyse("Xylophones", "lessons"), nil), nil)
	if want := below1(3 / (3 + 1.2*3.25)); !close(got, want) || math.Abs(got-3/(3+1.2*3.25)) > .005 {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestLongNeeds: what is told around a question does not hide its answer.
func TestLongNeeds(t *testing.T) {
	g := newGenerator(5)
	for range 40 {
		g.offer()
	}
	story := "garden fence morning children laugh paint music bread river window kitchen bicycle ladder " +
		"market corner garage uncle Tuesday marble rabbit basket whistle lantern pocket feather"
	offer := g.makeOffer(&eic.Offer{Head: eic.Head{ID: "fund.a.1"}, Title: "Sundial making", Description: "A sundial of brass"})
	m := g.model()
	short, long := &eic.Need{Title: "Sundial of brass"}, &eic.Need{Title: "Sundial of brass", Description: story}
	share := func() float64 {
		return m.Explain(g.makeNeed(long), offer).Score / m.Explain(g.makeNeed(short), offer).Score
	}
	telling := share()
	m.Weights.TellingWords = 1000
	if whole := share(); telling >= 1 || telling < 1.5*whole {
		t.Errorf("with a story around it, it is worth %v of what it is alone; measured by all words, %v", telling, whole)
	}
}

// TestBelow1 proves that it rises strictly, stays below 1 and is almost the
// identity where most scores lie.
func TestBelow1(t *testing.T) {
	last := -1.0
	for y := 0.0; y < 4; y += 1.0 / 64 {
		got := below1(y)
		if got <= last || got >= 1 {
			t.Fatalf("below1(%v) is %v after %v", y, got, last)
		}
		if y <= .6 && y-got > .02 {
			t.Errorf("below1(%v) is %v", y, got)
		}
		last = got
	}
}

// TestTwoSpaces: a word is met in either language, as the better of the two.
func TestTwoSpaces(t *testing.T) {
	g := newGenerator(2)
	spanish := g.makeOffer(&eic.Offer{Head: eic.Head{ID: "fund.a.1"}, Title: "Las abejas", Description: "miel y flores"})
	english := g.makeOffer(&eic.Offer{Head: eic.Head{ID: "fund.a.2"}, Title: "Talking about honey"})
	m := g.model()
	for _, test := range []struct {
		need string
		want *Offer
	}{{"abeja", spanish}, {"una abeja", spanish}, {"talks", english}} {
		need := NewNeed(&eic.Need{}, Analyse(test.need, ""), nil, nil)
		s := m.scorer()
		q := s.ask(need, s.offers.speller)
		for _, o := range []*Offer{spanish, english} {
			if got, want := s.bm25(q, o, nil) > 0, o == test.want; got != want {
				t.Errorf("%s in %s: %v, want %v", test.need, o.Record.Title, got, want)
			}
		}
	}
}

func TestMisspelt(t *testing.T) {
	g := newGenerator(2)
	offer := g.makeOffer(&eic.Offer{Head: eic.Head{ID: "fund.a.1"}, Title: "Xylophone lessons"})
	m := g.model()
	scores := map[string]float64{}
	for _, title := range []string{"xylophone", "xylofone", "xylem"} {
		scores[title] = m.Explain(NewNeed(&eic.Need{}, Analyse(title, ""), nil, nil), offer).Score
	}
	if right, wrong := scores["xylophone"], scores["xylofone"]; !(right > wrong && wrong > 0) {
		t.Errorf("score %v, misspelt %v", right, wrong)
	}
	if scores["xylem"] != 0 {
		t.Errorf("another word scores %v", scores["xylem"])
	}
}

// TestNoEvidence: letters that look alike are no evidence where no word and no
// topic is in common.
func TestNoEvidence(t *testing.T) {
	n, o := pair()
	n.Title, o.Title = "planet", "plankton"
	m, need, offer := alone(t, n, o)
	got := m.Explain(need, offer)
	if got.Score != 0 || got.Listed || len(m.Rank(need, []*Offer{offer}, false).Matches) != 0 {
		t.Errorf("score %v, listed %v", got.Score, got.Listed)
	}
}

// TestMonotone draws pairs and raises one factor at a time: no score may fall.
func TestMonotone(t *testing.T) {
	m := &Model{Weights: DefaultWeights()}
	s := m.scorer()
	random := newGenerator(5)
	q := &question{need: NewNeed(&eic.Need{}, Text{}, nil, nil), spans: make([]float64, 1)}
	for range 2000 {
		text, topic, f, f2 := random.Float64(), random.Float64(), random.Float64(), random.Float64()
		up := func(v float64) float64 { return v + (1-v)*random.Float64() }
		q.need.Record.Matters = eic.MatchFactor(random.IntN(7))
		score := func(x, near, f, f2 float64) float64 {
			c := content{x: x, near: near, asked: true}
			s.mixContent(q, &c, .5, .5*x)
			w := s.w.Curriculum.Weight
			a := c.value * (1 + w*(f-.6) + .06*(f2-.6)) / (1 + (w+.06)*.4)
			return harmonic(a, s.w.WishPrior)
		}
		base := score(text, topic, f, f2)
		for name, raised := range map[string]float64{
			"TEXT":       score(up(text), topic, f, f2),
			"TOPIC":      score(text, up(topic), f, f2),
			"CURRICULUM": score(text, topic, up(f), f2),
			"MODE":       score(text, topic, f, up(f2)),
		} {
			if raised < base-1e-12 {
				t.Fatalf("raising %s lowers %v to %v", name, base, raised)
			}
		}
	}
}

// TestTextBelowOne: T is in [0,1), whatever the texts.
func TestTextBelowOne(t *testing.T) {
	g := newGenerator(6)
	for range 300 {
		title := g.sentence(1 + g.IntN(3))
		offer := g.offer()
		offer = g.makeOffer(&eic.Offer{Head: offer.Record.Head, Title: title, Description: title + " " + title})
		got := g.model().Explain(g.makeNeed(&eic.Need{Title: title}), offer)
		if text := got.Reasons[0].Value; !(text > 0 && text < 1) || !(got.Score < 1) {
			t.Fatalf("%q: T %v, score %v", title, text, got.Score)
		}
	}
}

// TestContributions: for any pair the contributions sum to the score, which is
// that of any list, in both directions.
func TestContributions(t *testing.T) {
	g := newGenerator(7)
	var offers []*Offer
	var needs []*Need
	for range 60 {
		offers, needs = append(offers, g.offer()), append(needs, g.need())
	}
	m := g.model()
	listed := 0
	for _, need := range needs {
		for _, match := range m.Rank(need, offers, true).Matches {
			listed++
			checkExplained(t, m, match)
		}
	}
	for _, offer := range offers {
		for _, match := range m.RankNeeds(offer, needs, true).Matches {
			checkExplained(t, m, match)
		}
	}
	if listed < 500 {
		t.Errorf("only %d pairs were listed", listed)
	}
}

func checkExplained(t *testing.T, m *Model, match Match) {
	t.Helper()
	got := m.Explain(match.Need, match.Offer)
	sum := 0.0
	for _, r := range got.Reasons {
		sum += r.Contribution
		if r.Value < 0 || r.Value > 1 || r.Weight < 0 || r.Weight > 1 {
			t.Errorf("%v: value %v, weight %v", r.Factor, r.Value, r.Weight)
		}
	}
	if math.Abs(sum-got.Score) > 1e-9 {
		t.Errorf("contributions sum to %v, score %v", sum, got.Score)
	}
	if got.Score != match.Score || got.Fit != match.Fit || !got.Listed {
		t.Errorf("explained %v %v, listed %v %v", got.Score, got.Fit, match.Score, match.Fit)
	}
	if len(got.Reasons)+len(got.Unknowns) != len(eic.EveryMatchFactor()) {
		t.Errorf("%d reasons and %d unknowns", len(got.Reasons), len(got.Unknowns))
	}
}

// TestTrueFacts: saying something that fits better than the average never lowers
// a score, taking it back never raises it, and something that fits worse
// never raises it.
func TestTrueFacts(t *testing.T) {
	facts := []struct {
		name string
		say  func(n *eic.Need, o *eic.Offer)
		take func(o *eic.Offer)
		sign float64
	}{
		{"grades that fit", func(n *eic.Need, o *eic.Offer) { o.Grades = n.Grades }, func(o *eic.Offer) { o.Grades = 0 }, 1},
		{"a mode that fits", func(n *eic.Need, o *eic.Offer) { o.Modes = n.Modes }, func(o *eic.Offer) { o.Modes = 0 }, 1},
		{"a mode that does not", func(n *eic.Need, o *eic.Offer) {
			o.Modes = (eic.SetOf(eic.EveryEngagementMode()...) &^ n.Modes)
		}, func(o *eic.Offer) { o.Modes = 0 }, -1},
		{"being next door", func(n *eic.Need, o *eic.Offer) { o.Place = n.Place }, func(o *eic.Offer) { o.Place = eic.Place{} }, 1},
		{"having time", func(n *eic.Need, o *eic.Offer) {
			o.Availability = []eic.Availability{{Window: n.Window}}
		}, func(o *eic.Offer) { o.Availability = nil }, 1},
		{"a wish that is met", func(n *eic.Need, o *eic.Offer) { o.Wishes = eic.Wishes{Grades: n.Grades} }, func(o *eic.Offer) { o.Wishes = eic.Wishes{} }, 1},
	}
	g := newGenerator(8)
	for range 300 {
		n, o := g.needRecord(), g.offerRecord()
		o.LeadDays = 0
		n.Description, o.Title = "", n.Title
		for _, fact := range facts {
			fact.take(o)
			silent := g.explain(n, o).Score
			fact.say(n, o)
			said := g.explain(n, o).Score
			if fact.sign*(said-silent) < -1e-12 {
				t.Fatalf("%s: %v silent, %v said", fact.name, silent, said)
			}
		}
	}
}

// explain explains a pair from scratch.
func (g *generator) explain(n *eic.Need, o *eic.Offer) Match {
	text := func(title, body string) (Text, []Link) {
		x := Analyse(title, body)
		return x, g.tax.Link(x, Given{})
	}
	needText, needLinks := text(n.Title, n.Description)
	offerText, offerLinks := text(o.Title, o.Description)
	return g.model().Explain(NewNeed(n, needText, needLinks, nil), NewOffer(o, nil, offerText, offerLinks))
}
