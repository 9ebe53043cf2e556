package match

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// largeTopics draws 15,000 topics with 100,000 labels of one to five words, in a
// tree; a fifth of the labels are Spanish. Words are as common as in the labels of
// occupations and skills: by Zipf's law, some 20,000 of them.
func largeTopics() []*eic.Topic {
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.1, 20, 25_000)
	starts := strings.Fields("b br c ch cl d dr f fl g gr h j k l m n p pl qu r s st str t tr v w")
	middles := strings.Fields("abl acc adm ank ard echt egg emp end erv ick ild imp ing oad ock ond orm uct ult unk ust")
	endings := strings.Fields("ing ers tion ar ical ados mento ly ist s")
	phrase := func() string {
		words := make([]string, 1+r.IntN(5))
		for i := range words {
			n := zipf.Uint64()
			words[i] = starts[n%28] + middles[n/28%22] + string("aeiou"[n/616%5]) + endings[n/3080%10]
		}
		return strings.Join(words, " ")
	}
	topics := make([]*eic.Topic, 15_000)
	for i := range topics {
		t := topic(fmt.Sprintf("topic-%05d", i), eic.EveryTopicKind()[i%5], "en:"+phrase())
		for n := range 5 + i%2 + i%3/2 {
			t.AltLabels = append(t.AltLabels, eic.Label{Text: phrase(), Lang: []eic.Language{eic.English, eic.Spanish}[n%5/4]})
		}
		if i > 0 {
			t.Broader = []eic.TopicID{eic.TopicID(topics[i/10].ID)}
		}
		topics[i] = t
	}
	return topics
}

// eachTaxonomy runs a benchmark over a large made-up taxonomy and over the public
// ones, where they are.
func eachTaxonomy(b *testing.B, run func(b *testing.B, topics []*eic.Topic)) {
	b.Run("made-up", func(b *testing.B) { run(b, largeTopics()) })
	b.Run("public", func(b *testing.B) { run(b, fieldTopics(b)) })
}

func mustTaxonomy(t testing.TB, topics []*eic.Topic) *Taxonomy {
	t.Helper()
	tax, err := NewTaxonomy(topics)
	if err != nil {
		t.Fatal(err)
	}
	return tax
}

func BenchmarkNewTaxonomy(b *testing.B) {
	eachTaxonomy(b, func(b *testing.B, topics []*eic.Topic) {
		labels := 0
		for _, t := range topics {
			labels += 1 + len(t.AltLabels)
		}
		b.ReportAllocs()
		for b.Loop() {
			mustTaxonomy(b, topics)
		}
		b.ReportMetric(float64(labels), "labels")
	})
}

// benchText is a text of so many words, half of them from labels.
func benchText(tax *Taxonomy, words int) string {
	g := newGenerator(1)
	var b strings.Builder
	for n := 0; n < words; {
		l := tax.labels.all[g.IntN(len(tax.labels.all))]
		text, _ := tax.labelText(l)
		n += 2 * int(l.count)
		fmt.Fprintf(&b, "%s and %s. ", text, g.sentence(int(l.count)))
	}
	return b.String()
}

// BenchmarkLink finds the topics of a text of 1,000 words, with and without its
// analysis.
func BenchmarkLink(b *testing.B) {
	eachTaxonomy(b, func(b *testing.B, topics []*eic.Topic) {
		tax := mustTaxonomy(b, topics)
		text := benchText(tax, 1000)
		analysed := Analyse("", text)
		b.Run("analysed", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				tax.Link(analysed, Given{})
			}
		})
		b.Run("text", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				tax.Link(Analyse("", text), Given{})
			}
		})
	})
}

func BenchmarkSuggest(b *testing.B) {
	eachTaxonomy(b, func(b *testing.B, topics []*eic.Topic) {
		tax := mustTaxonomy(b, topics)
		for _, words := range []int{60, 1500} {
			text := benchText(tax, words)
			b.Run(fmt.Sprint(words, " words"), func(b *testing.B) {
				a := NewAnalyser()
				tax.Suggest(text, a.Analyse("", text), Given{}, 10)
				b.ReportAllocs()
				for b.Loop() {
					tax.Suggest(text, a.Analyse("", text), Given{}, 10)
				}
			})
		}
	})
}

// BenchmarkSearch is what somebody who types asks for, letter by letter.
func BenchmarkSearch(b *testing.B) {
	eachTaxonomy(b, func(b *testing.B, topics []*eic.Topic) {
		tax := mustTaxonomy(b, topics)
		long := ""
		for _, l := range tax.labels.all {
			if text, _ := tax.labelText(l); l.count == 2 && len(text) > len(long) && len(text) < 30 {
				long = text
			}
		}
		first, last, _ := strings.Cut(long, " ")
		for _, query := range []struct{ name, text string }{
			{"a letter", first[:1]}, {"two letters", first[:2]}, {"a word", first}, {"two words", long},
			{"the last word alone", last}, {"unfinished", last[:len(last)-2] + " " + first[:3]},
			{"misspelt", first[:2] + first[3:] + " " + last}, {"nothing like it", "xqzzwk vvqqxh"},
		} {
			b.Run(query.name, func(b *testing.B) {
				tax.Search(query.text, eic.English, 10)
				b.ReportAllocs()
				for b.Loop() {
					tax.Search(query.text, eic.English, 10)
				}
			})
		}
		b.Run("the first search", func(b *testing.B) {
			for b.Loop() {
				newFinder(tax)
			}
		})
	})
}
