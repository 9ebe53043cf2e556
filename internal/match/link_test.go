package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

func TestLink(t *testing.T) {
	tax := sampleTaxonomy(t)
	for _, test := range []struct {
		name, title, body string
		want              string // topic confidence field first-last
	}{
		{"a word is no part of another", "retail, certain, hair", "", ""},
		{"an abbreviation", "AI for retail", "", "topic-ai 1 title 0-0"},
		{"the longest label wins", "machine learning", "", "topic-machine-learning 1 title 0-1"},
		{"inflected and in capitals", "", "Honeybee FRACTION", "topic-bees 1 body 0-0, topic-fractions 1 body 1-1"},
		{"Spanish", "", "las abejas y la inteligencia artificial", "topic-bees 1 body 0-0, topic-ai 1 body 1-2"},
		{"Spanish without accents", "apicultura y matematicas", "", "topic-beekeeping 1 title 0-0, topic-mathematics 1 title 1-1"},
		{"the head word of a compound", "", "we study ecology", "topic-garden-ecology 0.5 body 1-1"},
		{"the head word in Spanish comes first", "", "la ecología", "topic-garden-ecology 0.5 body 0-0"},
		{"a head word of two compounds says nothing", "", "intelligence", "topic-ai 0.5 body 0-0"},
		{"a common head word says nothing", "learning to learn", "", ""},
		{"the code of a standard", "4.NF.B.3", "", "topic-nf3 1 title 0-3"},
		{"a code cut short", "4.NF.B", "", ""},
		{"twice", "bees", "bees", "topic-bees 1 title 0-0, topic-bees 1 body 0-0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := linked(tax.Link(Analyse(test.title, test.body))); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func linked(links []Link) string {
	var list []string
	for _, l := range links {
		list = append(list, fmt.Sprintf("%s %v %s %d-%d", l.Topic, l.Confidence, []string{"", "title", "body"}[l.Field], l.First, l.Last))
	}
	return strings.Join(list, ", ")
}

// TestSenses: a label that several topics have names the one that prefers it;
// if none does, each with its part; if too many do, none.
func TestSenses(t *testing.T) {
	tax, err := NewTaxonomy([]*eic.Topic{
		topic("topic-a", eic.Subject, "en:cranes", "en:lifting"),
		topic("topic-b", eic.Subject, "en:wading birds", "en:cranes"),
		topic("topic-c", eic.Subject, "en:weights", "en:lifting"),
		topic("topic-d", eic.Subject, "en:one thing", "en:spring"),
		topic("topic-e", eic.Subject, "en:another thing", "en:spring"),
		topic("topic-f", eic.Subject, "en:third thing", "en:spring"),
		topic("topic-g", eic.Subject, "en:fourth thing", "en:spring"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"cranes":  "topic-a 1 title 0-0",
		"lifting": "topic-a 0.5 title 0-0, topic-c 0.5 title 0-0",
		"spring":  "",
	} {
		if got := linked(tax.Link(Analyse(text, ""))); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestCommonplace: an everyday word is a topic's name only if it is its own.
func TestCommonplace(t *testing.T) {
	tax, err := NewTaxonomy([]*eic.Topic{
		topic("topic-a", eic.Skill, "en:tutoring", "en:help"),
		topic("topic-b", eic.Skill, "en:work"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := linked(tax.Link(Analyse("help with work", ""))), "topic-b 1 title 1-1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTopics(t *testing.T) {
	got := Topics([]eic.TopicID{"topic-b", "topic-a"}, []Link{{Topic: "topic-c"}, {Topic: "topic-a"}})
	if want := []eic.TopicID{"topic-a", "topic-b", "topic-c"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func FuzzLink(f *testing.F) {
	tax, err := NewTaxonomy(sampleTopics())
	if err != nil {
		f.Fatal(err)
	}
	f.Add("machine learning", "ecology 4.NF.B.3 abejas")
	f.Fuzz(func(t *testing.T, title, body string) {
		text := Analyse(title, body)
		last := map[Field]int{InTitle: -1, InBody: -1}
		for _, l := range tax.Link(text) {
			words := map[Field][]Word{InTitle: text.Title, InBody: text.Body}[l.Field]
			if tax.Topic(l.Topic) == nil || l.First > l.Last || l.Last >= len(words) || l.Last < last[l.Field] || l.Confidence <= 0 || l.Confidence > 1 {
				t.Fatalf("%q, %q: %+v", title, body, l)
			}
			last[l.Field] = l.Last
		}
	})
}
