package match

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Labelled returns the topics that have a label of the same words as a text, in any
// form of theirs and in either language as it may be read, in the order of their
// ids. It is false for a text in which no word counts: nothing would ever be found by it.
func (t *Taxonomy) Labelled(text string) (topics []eic.TopicID, counts bool) {
	words := Analyse(text, "").Title
	if t == nil || len(words) == 0 {
		return nil, len(words) > 0
	}
	for _, token := range []func(Word) string{
		func(w Word) string { return w.English }, func(w Word) string { return w.Spanish },
	} {
		for _, s := range t.automaton.sensesOf(t.spelt(words, token)) {
			topics = append(topics, t.id(s.topic))
		}
	}
	slices.Sort(topics)
	return slices.Compact(topics), true
}

// spelt returns the state of a label with these words and no others; 0 is none.
func (t *Taxonomy) spelt(words []Word, token func(Word) string) (state int32) {
	a := &t.automaton
	for i := len(words) - 1; i >= 0; i-- {
		children := a.symbol[a.child[state]:a.child[state+1]]
		place, ok := slices.BinarySearch(children, t.labels.symbol(termOf(token(words[i]))))
		if !ok {
			return 0
		}
		state = a.child[state] + int32(place)
	}
	return state
}
