package match

import (
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// finder is what Search looks labels up in.
type finder struct {
	labels  []foundLabel     // in the order of their texts
	byToken map[term][]int32 // token -> labels that have it, rising
	speller *speller
}

type foundLabel struct {
	text      string // folded
	lang      eic.Language
	preferred bool
	topic     int32
	tokens    []string
}

func newFinder(labels []label) finder {
	f := finder{byToken: map[term][]int32{}}
	for _, l := range labels {
		found := foundLabel{text: folded(l.text), lang: l.lang, preferred: l.preferred, topic: l.topic}
		for _, w := range l.words {
			found.tokens = append(found.tokens, w.English, w.Spanish)
		}
		f.labels = append(f.labels, found)
	}
	slices.SortStableFunc(f.labels, func(a, b foundLabel) int { return strings.Compare(a.text, b.text) })
	var tokens []string
	for i, l := range f.labels {
		for _, token := range l.tokens {
			list := f.byToken[termOf(token)]
			if len(list) == 0 {
				tokens = append(tokens, token)
			}
			if len(list) == 0 || list[len(list)-1] != int32(i) {
				f.byToken[termOf(token)] = append(list, int32(i))
			}
		}
	}
	slices.Sort(tokens)
	f.speller = newSpeller(tokens)
	return f
}

// Search finds topics for somebody who types: those with a label that begins
// as the query does, then those with all its stems, then those spelt nearly so.
// Within each, labels of lang come first, then preferred ones, then short ones.
// At most most.
func (t *Taxonomy) Search(query string, lang eic.Language, most int) []eic.TopicID {
	if t == nil || most <= 0 {
		return nil
	}
	words := Analyse(query, "").Title
	var ids []eic.TopicID
	seen := map[int32]bool{}
	ways := []func() []foundLabel{
		func() []foundLabel { return t.finder.prefixed(folded(query)) },
		func() []foundLabel { return t.finder.withAll(words, exactly) },
		func() []foundLabel { return t.finder.withAll(words, t.finder.nearly) },
	}
	for _, way := range ways {
		found := way()
		slices.SortFunc(found, func(a, b foundLabel) int { return compareFound(a, b, lang) })
		for _, l := range found {
			if !seen[l.topic] && len(ids) < most {
				seen[l.topic] = true
				ids = append(ids, t.id(l.topic))
			}
		}
		if len(ids) == most {
			break
		}
	}
	return ids
}

func (f *finder) prefixed(query string) []foundLabel {
	if query == "" {
		return nil
	}
	start, _ := slices.BinarySearchFunc(f.labels, query, func(l foundLabel, q string) int { return strings.Compare(l.text, q) })
	end := start
	for end < len(f.labels) && strings.HasPrefix(f.labels[end].text, query) {
		end++
	}
	return slices.Clone(f.labels[start:end])
}

func exactly(token string) []string { return []string{token} }

// nearly returns the tokens that are spelt like one.
func (f *finder) nearly(token string) []string {
	var tokens []string
	for _, n := range f.speller.near(token, DefaultWeights().NearLikeness) {
		tokens = append(tokens, n.token)
	}
	return tokens
}

// withAll returns the labels that have, for each word, one of what stands for
// one of its tokens.
func (f *finder) withAll(words []Word, like func(token string) []string) []foundLabel {
	if len(words) == 0 {
		return nil
	}
	hits := map[int32]int{} // label -> words found, as long as it had them all
	for i, w := range words {
		for _, token := range append(like(w.English), like(w.Spanish)...) {
			for _, l := range f.byToken[termOf(token)] {
				if hits[l] == i {
					hits[l] = i + 1
				}
			}
		}
	}
	var found []foundLabel
	for l, n := range hits {
		if n == len(words) {
			found = append(found, f.labels[l])
		}
	}
	return found
}
