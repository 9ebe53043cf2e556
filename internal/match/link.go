package match

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

// LinkVersion names the way topics are found in texts. What was found by another
// version must be found again.
const LinkVersion = 4

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

// Given is what is known of a text beside its words.
type Given struct {
	Type     eic.Type      // of the record it belongs to; 0 for a text by itself
	Language eic.Language  // it is said to be in; "" if that is not said
	Chosen   []eic.TopicID // topics its author chose
	Not      []eic.TopicID // topics its author removed: it is not about them, whatever its words
}

// Link finds the topics a text names: at each word the longest label, of either
// language, else what the word is the head word of. What a label of several
// topics means is decided in sense.go. Time is linear in the text.
func (t *Taxonomy) Link(text Text, given Given) []Link {
	if t == nil {
		return nil
	}
	l := linker{t: t, given: given}
	l.read(text.Title, InTitle)
	l.read(text.Body, InBody)
	return l.links()
}

// linker is the linking of one text.
type linker struct {
	t        *Taxonomy
	given    Given
	mentions []mention
	senses   []weighed // of all mentions
}

// mention is some words of a text that may name topics.
type mention struct {
	field       Field
	first, last int
	senses      run     // of the linker's
	nothing     float64 // weight of meaning none of them
	most        float64 // the confidence cannot pass this
	label       int32   // the state of the label that was found, or of one of them
}

// read notes what the words of a field may name.
func (l *linker) read(words []Word, field Field) {
	english, spanish, guessed := l.t.longest(words)
	for i := 0; i < len(words); {
		m := mention{field: field, first: i, most: 1}
		length := l.name(&m, words[i], english[i], spanish[i])
		if length == 0 {
			l.head(&m, words[i])
			length = 1
		}
		m.last = i + length - 1
		if slices.Contains(guessed[i:i+length], true) {
			m.most = misspeltConfidence
			if length == 1 && len(words[i].English)-1 <= sureMisspelt {
				m.nothing += misspeltDoubt
			}
		}
		if m.senses.from < m.senses.to {
			l.mentions = append(l.mentions, m)
		}
		i += length
	}
}

// longest returns for each word the label, as a state, that is the longest to
// begin there, in English and in Spanish symbols; 0 is none. It reads from the end.
// Guessed are the words that were read as others they are spelt like.
func (t *Taxonomy) longest(words []Word) (english, spanish []int32, guessed []bool) {
	both := make([]int32, 2*len(words))
	english, spanish, guessed = both[:len(words)], both[len(words):], make([]bool, len(words))
	e, s := int32(0), int32(0)
	for i := len(words) - 1; i >= 0; i-- {
		te, ts := termOf(words[i].English), termOf(words[i].Spanish)
		se, ss := t.labels.symbol(te), t.labels.symbol(ts)
		if se|ss == 0 && long(words[i].English) && commonness(te, ts) == 0 {
			se, ss = t.misspellings().meant(words[i].English), t.misspellings().meant(words[i].Spanish)
			guessed[i] = true
		}
		e, s = t.automaton.next(e, se), t.automaton.next(s, ss)
		english[i], spanish[i] = t.automaton.found[e], t.automaton.found[s]
	}
	return english, spanish, guessed
}

// name adds the senses of the longer of two labels, of both if they are of the
// same words, and returns how many words it has.
func (l *linker) name(m *mention, w Word, english, spanish int32) (length int) {
	a := &l.t.automaton
	m.label = english
	if a.size[spanish] > a.size[english] {
		m.label = spanish
	}
	length = int(a.size[m.label])
	if length > 0 {
		m.senses = l.weigh(m.label, english, spanish)
		m.nothing = l.doubt(m.senses, length, w)
	}
	return length
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
