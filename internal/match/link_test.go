package match

import (
	"fmt"
	"math"
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
			if got := linked(tax.Link(Analyse(test.title, test.body), Given{})); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func linked(links []Link) string {
	var list []string
	for _, l := range links {
		list = append(list, fmt.Sprintf("%s %.3g %s %d-%d", l.Topic, math.Round(100*l.Confidence)/100, []string{"", "title", "body"}[l.Field], l.First, l.Last))
	}
	return strings.Join(list, ", ")
}

// TestCommonplace: an everyday word is a topic's name only if it is its own, or if
// the rest of the text speaks for it: 1/4 (1 + 4 * .6)/(.85 + .6) = .59.
func TestCommonplace(t *testing.T) {
	tutoring, schooling := topic("topic-a", eic.Skill, "en:tutoring", "en:help"), topic("topic-c", eic.Skill, "en:schooling")
	tutoring.Related = []eic.TopicID{"topic-c"}
	tax, err := NewTaxonomy([]*eic.Topic{tutoring, topic("topic-b", eic.Skill, "en:work"), schooling})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"help with work":      "topic-b 1 title 1-1",
		"help with schooling": "topic-a 0.59 title 0-0, topic-c 1 title 1-1",
	} {
		if got := linked(tax.Link(Analyse(text, ""), Given{})); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestHeads: a compound is about its last word, in English the last before a
// preposition, and about its first in Spanish; other words alone are too weak a sign.
func TestHeads(t *testing.T) {
	tax, err := NewTaxonomy([]*eic.Topic{
		topic("topic-mooring", eic.Skill, "en:unmoor skiffs", "en:disconnect the schooner from the quay"),
		topic("topic-orchards", eic.Skill, "en:husbandry of the orchards", "es:cosecha de los frutales"),
		topic("topic-quilts", eic.Skill, "en:for the quilting bees"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"a quay":       "",
		"a schooner":   "topic-mooring 0.5 title 0-0",
		"orchards":     "",
		"husbandry":    "topic-orchards 0.5 title 0-0",
		"la cosecha":   "topic-orchards 0.5 title 0-0",
		"los frutales": "",
		"quilting":     "",
		"the skiff":    "topic-mooring 0.5 title 0-0",
	} {
		if got := linked(tax.Link(Analyse(text, ""), Given{})); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
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
		for _, l := range tax.Link(text, Given{}) {
			words := map[Field][]Word{InTitle: text.Title, InBody: text.Body}[l.Field]
			if tax.Topic(l.Topic) == nil || l.First > l.Last || l.Last >= len(words) || l.Last < last[l.Field] || l.Confidence <= 0 || l.Confidence > 1 {
				t.Fatalf("%q, %q: %+v", title, body, l)
			}
			last[l.Field] = l.Last
		}
	})
}
