package match

import (
	"cmp"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Field is the part of a text a link was found in.
type Field uint8

// The fields.
const (
	InTitle Field = iota + 1
	InBody
)

// Link says that some words of a text, or its author, name a topic.
type Link struct {
	Topic      eic.TopicID
	Confidence float64 // 0..1
	Chosen     bool    // by the author; Field, First and Last then say nothing
	Field      Field
	First      int // place of the first word of the span in its field
	Last       int // place of the last
}

const (
	headConfidence = .5   // that the head word of a compound label means its topic
	mostSenses     = 3    // a label of more topics than this names none
	commonAlias    = .04  // a word that a larger share of texts has is no other name of a topic
	commonHead     = .005 // a word that a larger share of texts has is no head word
)

// labelTrie holds the labels of all topics, word by word. English labels are
// spelt in English tokens, Spanish ones in Spanish tokens, those of other
// languages in both; the two kinds never meet, because their tokens differ.
type labelTrie struct {
	next   map[trieStep]int32 // place 0 is the root
	senses map[int32][]sense  // of the label that ends at a place
	heads  map[term]int32     // head words that identify one topic
}

type trieStep struct {
	place int32
	token term
}

// sense is a topic that a label names.
type sense struct {
	topic     int32
	preferred bool // the label is the topic's own in its language
}

// Link finds the topics a text names: at each word the longest label, of either
// language, then the head word of a compound label at half confidence. A label
// of several topics names those that prefer it, each with its part of the
// confidence. Time is linear in the text: the step from word to word is one
// lookup, and no label is longer than a title.
func (t *Taxonomy) Link(text Text) []Link {
	if t == nil {
		return nil
	}
	return append(t.labels.link(t, text.Title, InTitle), t.labels.link(t, text.Body, InBody)...)
}

func (l *labelTrie) link(t *Taxonomy, words []Word, field Field) []Link {
	var links []Link
	for i := 0; i < len(words); {
		senses, length := l.longest(words[i:])
		confidence := 1 / float64(max(1, len(senses)))
		if length == 0 {
			length = 1
			if head, ok := l.head(words[i]); ok {
				senses, confidence = []sense{{topic: head}}, headConfidence
			}
		}
		for _, s := range senses {
			links = append(links, Link{
				Topic: t.id(s.topic), Confidence: confidence, Field: field, First: i, Last: i + length - 1,
			})
		}
		i += length
	}
	return links
}

// longest returns the topics of the longest label that begins the words.
func (l *labelTrie) longest(words []Word) (senses []sense, length int) {
	for _, token := range []func(Word) string{Word.english, Word.spanish} {
		place := int32(0)
		for i, w := range words {
			next, ok := l.next[trieStep{place, termOf(token(w))}]
			if !ok {
				break
			}
			place = next
			if found := l.senses[place]; len(found) > 0 && i+1 >= length {
				if i+1 > length {
					senses = nil
				}
				senses, length = append(senses[:len(senses):len(senses)], found...), i+1
			}
		}
	}
	return certain(senses), length
}

func (w Word) english() string { return w.English }
func (w Word) spanish() string { return w.Spanish }

// certain returns the topics that prefer the label, or all if none does; nothing
// if they are too many to tell.
func certain(senses []sense) []sense {
	if len(senses) < 2 {
		return senses
	}
	kept := slices.Clone(senses)
	if slices.ContainsFunc(senses, func(s sense) bool { return s.preferred }) {
		kept = slices.DeleteFunc(kept, func(s sense) bool { return !s.preferred })
	}
	slices.SortFunc(kept, func(a, b sense) int { return cmp.Compare(a.topic, b.topic) })
	kept = slices.CompactFunc(kept, func(a, b sense) bool { return a.topic == b.topic })
	if len(kept) > mostSenses {
		return nil
	}
	return kept
}

func (l *labelTrie) head(w Word) (int32, bool) {
	for _, token := range []string{w.English, w.Spanish} {
		if topic, ok := l.heads[termOf(token)]; ok {
			return topic, true
		}
	}
	return 0, false
}

// Topics returns the distinct topics of a record, chosen and linked, in the
// order of their ids: what an index stores and statistics count. Those chosen
// of a pilot are the offer's and its product's.
func Topics(chosen []eic.TopicID, links []Link) []eic.TopicID {
	all := slices.Clone(chosen)
	for _, l := range links {
		all = append(all, l.Topic)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
