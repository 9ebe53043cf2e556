package match

import (
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// trapTopics is a taxonomy of words that mean several things, in two languages.
func trapTopics() []*eic.Topic {
	related := func(t *eic.Topic, ids ...eic.TopicID) *eic.Topic {
		t.Related = ids
		return t
	}
	return []*eic.Topic{
		related(topic("topic-structures", eic.Subject, "en:structural engineering", "en:bridges", "es:ingeniería de estructuras", "es:puentes"), "topic-construction"),
		topic("topic-construction", eic.Fund, "en:construction", "en:steel", "es:construcción", "es:acero"),
		related(topic("topic-card-games", eic.Fund, "en:card games", "en:bridge", "es:juegos de cartas", "es:bridge"), "topic-chess"),
		topic("topic-chess", eic.Fund, "en:chess", "es:ajedrez"),
		related(topic("topic-dentistry", eic.OccupationTopic, "en:dentistry", "en:dental bridge", "en:bridge", "es:odontología", "es:puente"), "topic-teeth"),
		topic("topic-teeth", eic.Subject, "en:teeth", "es:dientes"),

		related(topic("topic-finance", eic.Subject, "en:personal finance", "en:bank", "es:finanzas personales", "es:banco"), "topic-saving"),
		topic("topic-saving", eic.Skill, "en:saving money", "es:ahorro"),
		related(topic("topic-rivers", eic.Subject, "en:rivers", "en:bank", "en:river bank", "es:ríos"), "topic-erosion"),
		topic("topic-erosion", eic.Subject, "en:erosion", "es:erosión"),
		topic("topic-furniture", eic.Fund, "en:furniture making", "en:table", "es:muebles", "es:banco", "es:mesa"),

		related(topic("topic-cell-biology", eic.Subject, "en:cell biology", "en:cell", "es:biología celular", "es:célula"), "topic-microscopes"),
		topic("topic-microscopes", eic.Skill, "en:microscopes", "es:microscopios"),
		related(topic("topic-batteries", eic.Subject, "en:batteries", "en:cell", "en:fuel cell", "es:baterías", "es:pila"), "topic-electricity"),
		topic("topic-electricity", eic.Subject, "en:electricity", "es:electricidad"),
		related(topic("topic-data", eic.Subject, "en:data tables", "en:table", "es:tablas de datos", "es:tabla"), "topic-statistics"),
		topic("topic-statistics", eic.Subject, "en:statistics", "es:estadística"),
		topic("topic-ai", eic.Subject, "en:AI", "en:artificial intelligence", "es:inteligencia artificial"),
		topic("topic-once", eic.Subject, "en:storytelling", "en:once", "es:cuentacuentos"),
		topic("topic-eleven", eic.Subject, "en:eleven", "es:once"),
	}
}

// TestSenses: what a word means is decided by what else the text names, by whose
// own name it is, by what such a record is about; or it stays open.
func TestSenses(t *testing.T) {
	tax, err := NewTaxonomy(trapTopics())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, text string
		given      Given
		want       string
	}{
		{"parts of words name nothing", "AI in retail, cellar, tablet", Given{}, "topic-ai 1 body 0-0"},

		{"three of a kind, nothing tells which", "the bridge", Given{}, ""},
		{"a structure", "a bridge of steel", Given{}, "topic-structures 0.42 body 0-0, topic-construction 0.5 body 1-1"},
		{"a game", "a game of chess or bridge", Given{}, "topic-chess 1 body 1-1, topic-card-games 0.53 body 2-2"},
		{"teeth", "a bridge for missing teeth", Given{}, "topic-dentistry 0.53 body 0-0, topic-teeth 1 body 2-2"},
		{"una estructura", "un puente de acero", Given{}, "topic-structures 0.77 body 0-0, topic-construction 1 body 1-1"},
		{"dientes", "un puente entre los dientes", Given{}, "topic-dentistry 0.77 body 0-0, topic-teeth 1 body 1-1"},

		{"two, either", "the bank", Given{}, "topic-finance 0.33 body 0-0, topic-rivers 0.33 body 0-0"},
		{"of money", "the bank teaches saving money", Given{}, "topic-finance 0.63 body 0-0, topic-saving 1 body 2-3"},
		{"of a river", "erosion of the bank", Given{}, "topic-erosion 1 body 0-0, topic-rivers 0.63 body 1-1"},
		{"the longer label is sure", "the river bank", Given{}, "topic-rivers 1 body 0-1"},
		{"de dinero", "el banco y el ahorro", Given{}, "topic-finance 0.77 body 0-0, topic-saving 1 body 1-1"},

		{"of life", "a cell under microscopes", Given{}, "topic-cell-biology 0.63 body 0-0, topic-microscopes 1 body 2-2"},
		{"of power", "a cell makes electricity", Given{}, "topic-batteries 0.63 body 0-0, topic-electricity 1 body 2-2"},
		{"of numbers", "statistics in a table", Given{}, "topic-statistics 1 body 0-0, topic-data 0.63 body 1-1"},
		{"what teachers look for", "a table", Given{Type: eic.NeedType}, "topic-data 0.5 body 0-0"},
		{"what people bring", "a table", Given{Type: eic.FundOfKnowledgeType}, "topic-furniture 0.5 body 0-0"},
		{"what was chosen speaks too", "a table", Given{Chosen: []eic.TopicID{"topic-furniture"}}, "topic-furniture 0.71 body 0-0"},

		{"what was removed takes nothing", "the bank", Given{Not: []eic.TopicID{"topic-rivers"}}, "topic-finance 0.5 body 0-0"},
		{"nor do words inside speak for it", "the river bank", Given{Not: []eic.TopicID{"topic-rivers"}}, ""},

		{"a word of two languages", "once", Given{}, "topic-eleven 0.8 body 0-0"},
		{"in English", "once", Given{Language: eic.English}, "topic-once 0.33 body 0-0, topic-eleven 0.67 body 0-0"},
		{"en español", "once", Given{Language: eic.Spanish}, "topic-eleven 0.89 body 0-0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := linked(tax.Link(Analyse("", test.text), test.given)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestSameThings: two taxonomies that call something the same mean the same, so
// that neither takes from the other; within one they are two things.
func TestSameThings(t *testing.T) {
	here, there, again := topic("topic-a", eic.Subject, "en:cranes"), topic("topic-b", eic.Skill, "en:cranes"), topic("topic-c", eic.Subject, "en:cranes")
	here.External.Source, there.External.Source, again.External.Source = "here", "there", "here"
	for _, test := range []struct {
		topics []*eic.Topic
		want   string
	}{
		{[]*eic.Topic{here, there}, "topic-a 1 body 0-0, topic-b 1 body 0-0"},
		{[]*eic.Topic{here, again}, "topic-a 0.5 body 0-0, topic-c 0.5 body 0-0"},
		{[]*eic.Topic{here, there, again}, "topic-a 0.5 body 0-0, topic-b 0.5 body 0-0, topic-c 0.5 body 0-0"},
	} {
		tax, err := NewTaxonomy(test.topics)
		if err != nil {
			t.Fatal(err)
		}
		if got := linked(tax.Link(Analyse("", "a crane"), Given{})); got != test.want {
			t.Errorf("%d topics: got %s, want %s", len(test.topics), got, test.want)
		}
	}
}

// TestNoSelfSupport: a word that is said twice is no evidence for itself, another
// word for the same topic is.
func TestNoSelfSupport(t *testing.T) {
	tax, err := NewTaxonomy([]*eic.Topic{topic("topic-a", eic.Skill, "en:personal finance", "en:bank", "en:lending")})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"bank":         "topic-a 0.5 body 0-0",
		"bank, bank":   "topic-a 0.5 body 0-0, topic-a 0.5 body 1-1",
		"bank lending": "topic-a 0.75 body 0-0, topic-a 0.75 body 1-1",
	} {
		if got := linked(tax.Link(Analyse("", text), Given{})); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestMisspeltLabel: a long word that nobody knows is taken for the label word one
// slip away, with at most .7 of the confidence; a word that is known never is.
func TestMisspeltLabel(t *testing.T) {
	tax, err := NewTaxonomy([]*eic.Topic{
		topic("topic-a", eic.Subject, "en:photosynthesis", "es:fotosíntesis"),
		topic("topic-b", eic.Subject, "en:machine learning", "es:aprendizaje automático"),
		topic("topic-c", eic.Subject, "en:construction"), topic("topic-d", eic.Subject, "en:astronomy"),
		topic("topic-e", eic.Subject, "en:compositions"), topic("topic-f", eic.Subject, "en:comparisons"),
		topic("topic-g", eic.Subject, "en:probability"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"photosynthesis":           "topic-a 1 body 0-0",
		"photosyntesis":            "topic-a 0.7 body 0-0", // left out
		"photosynnthesis":          "topic-a 0.7 body 0-0", // put in
		"phtoosynthesis":           "topic-a 0.7 body 0-0", // swapped
		"photasynthesis":           "topic-a 0.7 body 0-0", // another vowel
		"photopynthesis":           "",                     // another consonant
		"fotosintasis":             "topic-a 0.7 body 0-0",
		"fotosynthesis":            "", // the first letter
		"photosyntisis":            "", // two slips
		"aprendizage automatico":   "", // near its end
		"aprendisaje automatico":   "",
		"aprendiizaje automatico":  "topic-b 0.7 body 0-1", // within a phrase
		"constriction":             "topic-c 0.7 body 0-0",
		"gastronomy":               "",
		"probabilty":               "topic-g 0.7 body 0-0", // of a word whose stem is kept apart
		"experiments with leaning": "",
	} {
		if got := linked(tax.Link(Analyse("", text), Given{})); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
