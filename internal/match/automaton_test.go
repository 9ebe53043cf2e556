package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// randomTopics draws topics with labels of a few short words, so that labels begin,
// end and hold one another, and several topics share some.
func randomTopics(r *rand.Rand, words []string) []*eic.Topic {
	topics := make([]*eic.Topic, 1+r.IntN(30))
	for i := range topics {
		phrase := func() string {
			list := make([]string, 1+r.IntN(5))
			for j := range list {
				list[j] = words[r.IntN(len(words))]
			}
			return strings.Join(list, " ")
		}
		lang := func() string { return []string{"en:", "es:", "fr:"}[r.IntN(3)] }
		var labels []string
		for range 1 + r.IntN(4) {
			labels = append(labels, lang()+phrase())
		}
		topics[i] = topic(fmt.Sprintf("topic-%02d", i), eic.EveryTopicKind()[r.IntN(5)], labels...)
		topics[i].External.Source = []string{"a", "b"}[r.IntN(2)]
		if i > 0 && r.IntN(2) == 0 {
			topics[i].Broader = []eic.TopicID{eic.TopicID(topics[r.IntN(i)].ID)}
		}
		if i > 0 && r.IntN(2) == 0 {
			topics[i].Related = []eic.TopicID{eic.TopicID(topics[r.IntN(i)].ID)}
		}
	}
	return topics
}

// longestByHand is what automaton finds, found by trying every label at every word.
func longestByHand(topics []*eic.Topic, words []Word, at int, space func(Word) string, not eic.Language) (length int, named []eic.TopicID) {
	for _, topic := range topics {
		for _, l := range append([]eic.Label{{Text: topic.Label, Lang: topic.Lang}}, topic.AltLabels...) {
			label := Analyse(l.Text, "").Title
			if l.Lang == not || len(label) == 0 || at+len(label) > len(words) || len(label) < length {
				continue
			}
			same := true
			for i, w := range label {
				same = same && space(w) == space(words[at+i])
			}
			if !same {
				continue
			}
			if len(label) > length {
				length, named = len(label), nil
			}
			if id := eic.TopicID(topic.ID); !slices.Contains(named, id) {
				named = append(named, id)
			}
		}
	}
	return length, named
}

// TestLongest: over random taxonomies and texts, at every word the automaton finds
// the longest label that begins there, and all topics that have it.
func TestLongest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	words := strings.Fields("bee bees garden gardens the school abeja abejas jardin of")
	found := 0
	for range 300 {
		topics := randomTopics(r, words)
		tax, err := NewTaxonomy(topics)
		if err != nil {
			t.Fatal(err)
		}
		drawn := make([]string, r.IntN(40))
		for i := range drawn {
			drawn[i] = words[r.IntN(len(words))]
		}
		text := Analyse("", strings.Join(drawn, " ")).Body
		english, spanish, _ := tax.longest(text)
		for i := range text {
			for _, space := range []struct {
				state int32
				of    func(Word) string
				not   eic.Language
			}{
				{english[i], func(w Word) string { return w.English }, eic.Spanish},
				{spanish[i], func(w Word) string { return w.Spanish }, eic.English},
			} {
				length, named := longestByHand(tax.topics, text, i, space.of, space.not)
				var got []eic.TopicID
				for _, s := range tax.automaton.sensesOf(space.state) {
					got = append(got, tax.id(s.topic))
				}
				got = slices.Compact(got)
				if size := int(tax.automaton.size[space.state]); size != length || !slices.Equal(got, named) {
					t.Fatalf("%q at %d: got %d words of %v, want %d of %v", drawn, i, size, got, length, named)
				}
				found += length
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d words of labels were found", found)
	}
}

// TestLabelsInParts: on however many processors labels are read, what is known of
// them is the same.
func TestLabelsInParts(t *testing.T) {
	topics := sampleTopics()
	read := func(from, to int) labelReader {
		r := newLabelReader(topics[from:to])
		for i, topic := range topics[from:to] {
			r.topic(int32(from+i), topic)
		}
		return r
	}
	want := join([]labelReader{read(0, len(topics))})
	for cut := range topics {
		got := join([]labelReader{read(0, cut), read(cut, len(topics))})
		for i := range got.lexemes {
			if got.lexemes[i].folded != want.lexemes[i].folded {
				t.Fatalf("cut at %d: word %d is %q, want %q", cut, i, got.lexemes[i].folded, want.lexemes[i].folded)
			}
		}
		if !slices.Equal(got.all, want.all) || !slices.Equal(got.words, want.words) || !slices.Equal(got.langs, want.langs) {
			t.Fatalf("cut at %d: labels differ", cut)
		}
	}
}
