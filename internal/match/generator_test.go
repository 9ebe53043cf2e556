package match

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

const today = eic.Day(21_003) // Saturday, 2027-07-03

// topic makes a topic with labels "en:..." and "es:...", the first its own.
func topic(id string, kind eic.TopicKind, labels ...string) *eic.Topic {
	t := &eic.Topic{Head: eic.Head{ID: eic.ID(id)}, Kind: kind}
	for i, l := range labels {
		lang, text, _ := strings.Cut(l, ":")
		if i == 0 {
			t.Label, t.Lang = text, eic.Language(lang)
		} else {
			t.AltLabels = append(t.AltLabels, eic.Label{Text: text, Lang: eic.Language(lang)})
		}
	}
	return t
}

// sampleTopics is a small taxonomy in two languages.
func sampleTopics() []*eic.Topic {
	science := topic("topic-science", eic.Subject, "en:science", "es:ciencias")
	biology := topic("topic-biology", eic.Subject, "en:biology", "es:biología")
	bees := topic("topic-bees", eic.Subject, "en:bees", "en:honeybees", "es:abejas")
	pollination := topic("topic-pollination", eic.Subject, "en:pollination", "en:pollinators", "es:polinización")
	beekeeping := topic("topic-beekeeping", eic.Fund, "en:beekeeping", "en:beekeeper", "es:apicultura", "es:apicultor")
	math := topic("topic-mathematics", eic.Subject, "en:mathematics", "en:math", "es:matemáticas")
	fractions := topic("topic-fractions", eic.Subject, "en:fractions", "es:fracciones")
	statistics := topic("topic-statistics", eic.Subject, "en:statistics", "es:estadística")
	carpentry := topic("topic-carpentry", eic.Fund, "en:carpentry", "en:woodworking", "en:carpenter", "es:carpintería")
	computing := topic("topic-computing", eic.Subject, "en:computer science", "es:informática")
	ai := topic("topic-ai", eic.Subject, "en:AI", "en:artificial intelligence", "es:inteligencia artificial")
	learning := topic("topic-machine-learning", eic.Subject, "en:machine learning", "es:aprendizaje automático")
	ecology := topic("topic-garden-ecology", eic.Subject, "en:garden ecology", "es:ecología del jardín")
	standard := topic("topic-nf3", eic.Standard, "en:4.NF.B.3")
	biology.Broader = []eic.TopicID{"topic-science"}
	bees.Broader = []eic.TopicID{"topic-biology"}
	pollination.Broader = []eic.TopicID{"topic-biology"}
	pollination.Related = []eic.TopicID{"topic-bees"}
	ecology.Broader = []eic.TopicID{"topic-biology"}
	fractions.Broader = []eic.TopicID{"topic-mathematics"}
	statistics.Broader = []eic.TopicID{"topic-mathematics"}
	standard.Broader = []eic.TopicID{"topic-fractions"}
	ai.Broader = []eic.TopicID{"topic-computing"}
	learning.Broader = []eic.TopicID{"topic-ai"}
	beekeeping.Bridges = []eic.Bridge{{To: "topic-bees", Weight: .9}}
	fractions.Bridges = []eic.Bridge{{To: "topic-carpentry", Weight: .7}}
	return []*eic.Topic{
		science, biology, bees, pollination, beekeeping, math, fractions, statistics,
		carpentry, computing, ai, learning, ecology, standard,
	}
}

func sampleTaxonomy(t testing.TB) *Taxonomy {
	t.Helper()
	tax, err := NewTaxonomy(sampleTopics())
	if err != nil {
		t.Fatal(err)
	}
	return tax
}

// generator draws needs and offers, the same ones for the same seed.
type generator struct {
	*rand.Rand
	tax           *Taxonomy
	words         []string
	offers, needs *StatisticsBuilder
	made          int
}

func newGenerator(seed uint64) *generator {
	tax, err := NewTaxonomy(sampleTopics())
	if err != nil {
		panic(err)
	}
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7)), tax: tax}
	g.offers, g.needs = NewStatisticsBuilder(tax), NewStatisticsBuilder(tax)
	for _, l := range tax.labels.all {
		text, _ := tax.labelText(l)
		g.words = append(g.words, text)
	}
	g.words = append(g.words, strings.Fields(`visit classroom desert honey tools wood garden seeds hospital nurse
		engine bridge music guitar bakery bread robot code solar river bird painting theater history map story
		visita salón miel herramientas jardín semillas enfermera puente música pan canción pájaro mapa cuento`)...)
	for i := range 1500 {
		g.words = append(g.words, fmt.Sprintf("%c%c%s%d", 'b'+i%20, "aeiou"[i%5], []string{"ning", "ral", "tor", "mento", "ly"}[i%5], i%300))
	}
	return g
}

// sentence draws words, common ones more often (Zipf).
func (g *generator) sentence(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = g.words[int(float64(len(g.words))*g.Float64()*g.Float64()*g.Float64())]
	}
	return strings.Join(words, " ")
}

func set[T eic.Enum](g *generator, every []T, chance float64) (s eic.Set[T]) {
	if g.Float64() < .5 {
		return 0
	}
	for _, v := range every {
		if g.Float64() < chance {
			s = s.With(v)
		}
	}
	return s
}

func (g *generator) window() eic.Window {
	if g.Float64() < .4 {
		return eic.Window{}
	}
	start := today + eic.Day(g.IntN(60))
	return eic.Window{Start: start, End: start + eic.Day(g.IntN(60))}
}

func (g *generator) place() eic.Place {
	if g.Float64() < .3 {
		return eic.Place{}
	}
	return eic.Place{Given: &eic.Point{Lat: 32 + g.Float64()/4, Lng: -110 - g.Float64()/4}}
}

func (g *generator) chosen() []eic.TopicID {
	if g.Float64() < .6 {
		return nil
	}
	return []eic.TopicID{eic.TopicID(g.tax.topics[g.IntN(g.tax.Len())].ID)}
}

func (g *generator) id(kind string) eic.ID {
	g.made++
	return eic.ID(fmt.Sprintf("%s.0000000000.%020d", kind, g.made))
}

func (g *generator) needRecord() *eic.Need {
	return &eic.Need{
		Head: eic.Head{ID: g.id("need")}, PostedBy: eic.PersonID(fmt.Sprintf("person.t%d", g.IntN(50))),
		Title: g.sentence(2 + g.IntN(6)), Description: g.sentence(g.IntN(40)), Topics: g.chosen(),
		Grades: set(g, eic.EveryGradeLevel(), .2), Modes: set(g, eic.EveryEngagementMode(), .3),
		Settings: set(g, eic.EverySetting(), .6), Place: g.place(), Window: g.window(),
		GroupSize: g.IntN(40), Matters: eic.MatchFactor(g.IntN(7)), Status: eic.NeedOpen,
	}
}

func (g *generator) need() *Need { return g.makeNeed(g.needRecord()) }

func (g *generator) makeNeed(n *eic.Need) *Need {
	text := Analyse(n.Title, n.Description)
	links := g.tax.Link(text, Given{})
	g.needs.Add(text, Topics(n.Topics, links))
	return NewNeed(n, text, links, nil)
}

func (g *generator) offerRecord() *eic.Offer {
	o := &eic.Offer{
		Head: eic.Head{ID: g.id("fund")}, Kind: eic.FundOfKnowledge, OfferedBy: eic.PartyID(fmt.Sprintf("person.o%d", g.IntN(50))),
		Title: g.sentence(2 + g.IntN(5)), Description: g.sentence(10 + g.IntN(60)), Topics: g.chosen(),
		Grades: set(g, eic.EveryGradeLevel(), .5), Modes: set(g, eic.EveryEngagementMode(), .4),
		Settings: set(g, eic.EverySetting(), .7), Place: g.place(), LeadDays: g.IntN(10), Status: eic.OfferOpen,
	}
	if g.Float64() < .1 {
		o.Status = eic.OfferListed
	}
	if g.Float64() < .3 {
		km := float64(g.IntN(40))
		o.TravelKm = &km
	}
	if w := g.window(); w.Said() {
		o.Availability = []eic.Availability{{Window: w, Weekdays: set(g, eic.EveryWeekday(), .5)}}
	}
	if g.Float64() < .4 {
		o.Wishes = eic.Wishes{
			Grades: set(g, eic.EveryGradeLevel(), .3), Modes: set(g, eic.EveryEngagementMode(), .3),
			Topics: g.chosen(), Text: g.sentence(g.IntN(4)),
		}
	}
	return o
}

func (g *generator) offer() *Offer { return g.makeOffer(g.offerRecord()) }

func (g *generator) makeOffer(o *eic.Offer) *Offer {
	text := Analyse(o.Title, o.Description)
	links := g.tax.Link(text, Given{})
	g.offers.Add(text, Topics(o.Topics, links))
	return NewOffer(o, nil, text, links)
}

// model returns the model of all that was made so far.
func (g *generator) model() *Model {
	return &Model{
		Weights: DefaultWeights(), Taxonomy: g.tax, Offers: g.offers.Build(1), Needs: g.needs.Build(1), Today: today,
		Exposure: Exposure{Load: map[eic.OfferID]float64{}, Views: map[eic.OfferID]int{}},
	}
}
