package match

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Span is some words of a text. Start and End count the characters (Unicode code
// points) before its first and after its last one.
type Span struct {
	Text       string // as it is written
	Start, End int
}

// Spans returns where the words of links stand in the text of their field: those
// of links[i] at i. Links come in the order of their words, as Link returns them;
// one that is not of this text has the empty span.
func Spans(text string, links []Link) []Span {
	spans := make([]Span, len(links))
	word, next := 0, 0 // the place of a word, and of the first link that does not end before it
	letters, before := 0, 0
	first := 0 // byte at which the span begun last begins
	for start, end := nextWord(text, 0); start < end && next < len(links); start, end = nextWord(text, end) {
		if !newSurface(text[start:end]).counts() {
			continue
		}
		for i := next; i < len(links) && links[i].First == word; i++ {
			if i == next {
				letters += utf8.RuneCountInString(text[before:start])
				before, first = start, start
			}
			spans[i].Start = letters
		}
		for next < len(links) && links[next].Last == word {
			written := text[first:end]
			spans[next] = Span{written, spans[next].Start, spans[next].Start + utf8.RuneCountInString(written)}
			next++
		}
		word++
	}
	return spans
}

// Suggestion is a topic that a text may be about.
type Suggestion struct {
	Topic      eic.TopicID
	Confidence float64     // 0..1
	Spans      []Span      // the words that name it; none if it is only next to one that is named
	Next       eic.TopicID // the topic named that it is next to; "" if it is named itself
	Relation   Relation    // what it is to that one: RelatedTopic or BridgedTopic
}

// Suggest returns the topics that a text names, the surest first, then the
// topics that are related or bridged to those; at most most. The text comes also as
// it was analysed, as a body.
func (t *Taxonomy) Suggest(text string, analysed Text, given Given, most int) []Suggestion {
	if t == nil {
		return nil
	}
	links := t.Link(Text{Body: analysed.Body}, given)
	var list []Suggestion
	places := map[eic.TopicID]int{}
	for i, span := range Spans(text, links) {
		l := links[i]
		at, known := places[l.Topic]
		if !known {
			at = len(list)
			places[l.Topic] = at
			list = append(list, Suggestion{Topic: l.Topic})
		}
		s := &list[at]
		s.Spans = append(s.Spans, span)
		s.Confidence = either(s.Confidence, l.Confidence)
	}
	list = append(list, t.nextTo(list, places, given)...)
	slices.SortStableFunc(list, compareSuggestions)
	return list[:min(len(list), max(0, most))]
}

// either is the chance that one of two signs is right.
func either(a, b float64) float64 { return 1 - (1-a)*(1-b) }

// nextTo returns the topics that are related or bridged to those named, each by its
// surest way, but for those that have a place already. What everything is next to
// suggests nothing.
func (t *Taxonomy) nextTo(named []Suggestion, places map[eic.TopicID]int, given Given) []Suggestion {
	var list []Suggestion
	w := DefaultWeights()
	for _, s := range named {
		from, _ := t.place(s.Topic)
		if len(t.edges[from]) > hubEdges {
			continue
		}
		for _, e := range t.edges[from] {
			id := t.id(e.to)
			at, known := places[id]
			if e.relation != RelatedTopic && e.relation != BridgedTopic || slices.Contains(given.Not, id) || known && at < len(named) {
				continue
			}
			near := Suggestion{Topic: id, Confidence: s.Confidence * e.value(1, &w), Next: s.Topic, Relation: e.relation}
			if !known {
				places[id] = len(named) + len(list)
				list = append(list, near)
			} else if near.Confidence > list[at-len(named)].Confidence {
				list[at-len(named)] = near
			}
		}
	}
	return list
}

// compareSuggestions puts what is named first, and within each the surest, then
// what comes first in the text.
func compareSuggestions(a, b Suggestion) int {
	return cmp.Or(compareTruth(a.Next == "", b.Next == ""), cmp.Compare(b.Confidence, a.Confidence))
}
