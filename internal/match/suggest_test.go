package match

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/eic"
)

func TestSpans(t *testing.T) {
	tax := sampleTaxonomy(t)
	for _, test := range []struct{ text, want string }{
		{"Bees!", "Bees 0-4"},
		{"¿Abejas? Sí: la inteligencia, artificial.", "Abejas 1-7, inteligencia, artificial 16-40"},
		{"cafe\u0301 y abejas", "abejas 8-14"}, // six code points before it, one of them a mark
		{"日本 bees 🐝 honeybees", "bees 3-7, honeybees 10-19"},
		{"the bees' fractions", "bees 4-8, fractions 10-19"},
		{"4.NF.B.3", "4.NF.B.3 0-8"},
		{"nothing", ""},
	} {
		links := tax.Link(Analyse("", test.text), Given{})
		var got []string
		for _, s := range Spans(test.text, links) {
			got = append(got, fmt.Sprintf("%s %d-%d", s.Text, s.Start, s.End))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
	if got := Spans("bees", []Link{{First: 3, Last: 4}}); !reflect.DeepEqual(got, make([]Span, 1)) {
		t.Errorf("of another text: got %v", got)
	}
}

func TestSuggest(t *testing.T) {
	tax := sampleTaxonomy(t)
	for _, test := range []struct {
		name, text string
		given      Given
		most       int
		want       string
	}{
		{"what is named, the surest first, then what is next to it", "ecology for beekeepers", Given{}, 9,
			"topic-beekeeping 1 [beekeepers], topic-garden-ecology 0.5 [ecology], topic-bees 0.9 bridged to topic-beekeeping"},
		{"said twice is surer", "Ecology. The ecology of fractions", Given{}, 9,
			"topic-fractions 1 [fractions], topic-garden-ecology 0.75 [Ecology ecology], topic-carpentry 0.7 bridged to topic-fractions"},
		{"what is named is next to nothing", "bees and pollination", Given{}, 9,
			"topic-bees 1 [bees], topic-pollination 1 [pollination], topic-beekeeping 0.9 bridged to topic-bees"},
		{"not what was removed", "bees and pollination", Given{Not: []eic.TopicID{"topic-beekeeping", "topic-bees"}}, 9,
			"topic-pollination 1 [pollination]"},
		{"no more than wanted", "bees and pollination", Given{}, 1, "topic-bees 1 [bees]"},
		{"nothing", "the", Given{}, 9, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range tax.Suggest(test.text, Analyse("", test.text), test.given, test.most) {
				named := fmt.Sprintf("%s %.3g", s.Topic, s.Confidence)
				if s.Next != "" {
					named += fmt.Sprintf(" %s to %s", map[Relation]string{RelatedTopic: "related", BridgedTopic: "bridged"}[s.Relation], s.Next)
				} else {
					var words []string
					for _, span := range s.Spans {
						words = append(words, span.Text)
					}
					named += fmt.Sprint(" ", words)
				}
				got = append(got, named)
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got %s\nwant %s", strings.Join(got, ", "), test.want)
			}
		})
	}
}

// TestLinksKeep: case and accents change neither what a text names nor where.
func TestLinksKeep(t *testing.T) {
	tax, err := NewTaxonomy(append(trapTopics(), sampleTopics()[:7]...))
	if err != nil {
		t.Fatal(err)
	}
	accents := strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n")
	r := rand.New(rand.NewPCG(1, 2))
	linkedWords := 0
	for range 300 {
		var words []string
		for range 12 {
			l := tax.labels.all[r.IntN(len(tax.labels.all))]
			text, _ := tax.labelText(l)
			words = append(words, text, []string{"y", "the", "of", "años", "river"}[r.IntN(5)])
		}
		text := strings.Join(words, " ")
		want := tax.Link(Analyse(text, text), Given{})
		linkedWords += len(want)
		for name, other := range map[string]string{
			"in capitals": strings.ToUpper(text), "without accents": accents.Replace(text), "as titles": strings.ToTitle(text[:1]) + text[1:],
		} {
			if got := tax.Link(Analyse(other, other), Given{}); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: %q: got %v, want %v", name, other, got, want)
			}
		}
	}
	if linkedWords < 1000 {
		t.Errorf("only %d links", linkedWords)
	}
}

func FuzzSuggest(f *testing.F) {
	tax, err := NewTaxonomy(append(trapTopics(), sampleTopics()[:7]...))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"a bridge of steel", "¿Abejas? 🐝", "cafe\u0301 y río", "\xff bank \xfe erosion", "bank bank", "日本bees"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		letters := []rune(text)
		for _, s := range tax.Suggest(text, Analyse("", text), Given{}, 20) {
			if !(s.Confidence > 0 && s.Confidence <= 1) || (s.Next == "") != (len(s.Spans) > 0) {
				t.Fatalf("%q: %+v", text, s)
			}
			for _, span := range s.Spans {
				if span.Start < 0 || span.Start >= span.End || span.End > len(letters) {
					t.Fatalf("%q: %+v", text, span)
				}
				if utf8.ValidString(text) && string(letters[span.Start:span.End]) != span.Text {
					t.Fatalf("%q: %+v is %q", text, span, string(letters[span.Start:span.End]))
				}
			}
		}
	})
}
