package match

import (
	"runtime"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// labels is what all topics are called, in the order of the topics and then of
// their labels. A label is a run of words; the words are numbers in the lexicon.
type labels struct {
	lexicon
	all   []label
	words []int32 // of all labels, one after the other
	langs []eic.Language
}

// label is one word or phrase for a topic.
type label struct {
	topic     int32
	alt       int32 // place among the topic's other labels; -1 is its own
	first     int32 // place of its first word
	count     int32 // of its words
	letters   int32 // of its words, and a blank after each
	lang      int16 // place among the languages
	preferred bool  // the topic's own in its language
}

// wordsOf returns the words of a label.
func (ls *labels) wordsOf(l label) []int32 { return ls.words[l.first : l.first+l.count] }

// labelText returns a label as it is written, and its language.
func (t *Taxonomy) labelText(l label) (string, eic.Language) {
	topic := t.topics[l.topic]
	if l.alt < 0 {
		return topic.Label, topic.Lang
	}
	return topic.AltLabels[l.alt].Text, topic.AltLabels[l.alt].Lang
}

// readLabels reads the labels of all topics, on all processors.
func (t *Taxonomy) readLabels() labels {
	parts := make([]labelReader, runtime.GOMAXPROCS(0)+1)
	n := inParts(len(t.topics), func(part, from, to int) {
		parts[part] = newLabelReader(t.topics[from:to])
		for i, topic := range t.topics[from:to] {
			parts[part].topic(int32(from+i), topic)
		}
	})
	all := join(parts[:n])
	all.stem()
	return all
}

// labelReader reads the labels of some topics.
type labelReader struct {
	labels
	written termTable // the numbers of words, and one, as they are written
	folded  termTable // and as they are folded
}

// newLabelReader makes a reader with room for the labels of these topics.
func newLabelReader(topics []*eic.Topic) labelReader {
	count, letters := 0, 0
	for _, t := range topics {
		count += 1 + len(t.AltLabels)
		letters += len(t.Label)
		for _, l := range t.AltLabels {
			letters += len(l.Text)
		}
	}
	const wordLetters, wordUses = 7, 12 // about: letters of a word, labels that have it
	words := letters / wordLetters
	return labelReader{
		labels:  labels{all: make([]label, 0, count), words: make([]int32, 0, words)},
		written: newTermTable(words / wordUses), folded: newTermTable(words / wordUses),
	}
}

func (r *labelReader) topic(at int32, topic *eic.Topic) {
	spoken := []eic.Language{topic.Lang}
	r.read(label{topic: at, alt: -1, lang: r.language(topic.Lang), preferred: true}, topic.Label)
	for i, other := range topic.AltLabels {
		first := true
		for _, lang := range spoken {
			first = first && lang != other.Lang
		}
		if first {
			spoken = append(spoken, other.Lang)
		}
		r.read(label{topic: at, alt: int32(i), lang: r.language(other.Lang), preferred: first}, other.Text)
	}
}

func (r *labelReader) read(l label, text string) {
	l.first = int32(len(r.words))
	for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
		written := termOf(text[start:end])
		n := r.written.count(written) - 1
		if n < 0 {
			n = r.number(newSurface(text[start:end]))
			r.written.put(written, n+1)
		}
		r.words = append(r.words, n)
		l.letters += int32(len(r.lexemes[n].folded)) + 1
	}
	l.count = int32(len(r.words)) - l.first
	r.all = append(r.all, l)
}

func (r *labelReader) language(lang eic.Language) int16 {
	i := slices.Index(r.langs, lang)
	if i < 0 {
		i = len(r.langs)
		r.langs = append(r.langs, lang)
	}
	return int16(i)
}

// number returns the number of a word, a new one if it has none.
func (r *labelReader) number(s surface) int32 {
	key := termOf(s.folded)
	if !s.plain { // it may look like a word that is
		key = key.and("!")
	}
	if known := r.folded.count(key); known != 0 {
		return known - 1
	}
	n := int32(len(r.lexemes))
	r.folded.put(key, n+1)
	r.lexemes = append(r.lexemes, lexeme{surface: s})
	return n
}

// join makes one of what several readers have read. Words are numbered as a
// single reader would have numbered them.
func join(parts []labelReader) labels {
	all := parts[0]
	labels, words := 0, 0
	for _, part := range parts {
		labels, words = labels+len(part.all), words+len(part.words)
	}
	all.all = append(make([]label, 0, labels), all.all...)
	all.words = append(make([]int32, 0, words), all.words...)
	for _, part := range parts[1:] {
		renumbered := make([]int32, len(part.lexemes))
		for i, w := range part.lexemes {
			renumbered[i] = all.number(w.surface)
		}
		shift := int32(len(all.words))
		for _, w := range part.words {
			all.words = append(all.words, renumbered[w])
		}
		for _, l := range part.all {
			l.first += shift
			l.lang = all.language(part.langs[l.lang])
			all.all = append(all.all, l)
		}
	}
	return all.labels
}

// spelling is a label in the symbols of one language, its last word first and
// without function words.
type spelling struct {
	label    int32
	from, to int32 // of the symbols of all spellings
}

// mostWords is how many words of a label are looked at, from its end.
const mostWords = 255

// spellings returns the labels in the symbols of their languages: English ones
// in English symbols, Spanish ones in Spanish symbols, those of other languages in
// both. Labels in which no word counts are noted as faults.
func (t *Taxonomy) spellings() (list []spelling, symbols []int32) {
	list = make([]spelling, 0, len(t.labels.all)+len(t.labels.all)/8)
	symbols = make([]int32, 0, len(t.labels.words)+len(t.labels.words)/8)
	for i, l := range t.labels.all {
		text, lang := t.labelText(l)
		spelt := false
		for _, other := range [...]eic.Language{eic.Spanish, eic.English} {
			if lang == other {
				continue
			}
			from := int32(len(symbols))
			words := t.labels.wordsOf(l)
			for j := len(words) - 1; j >= 0; j-- {
				if symbol := t.labels.lexemes[words[j]].symbolBut(other); symbol != 0 {
					symbols = append(symbols, symbol)
				}
			}
			if to := int32(len(symbols)); to > from {
				list, spelt = append(list, spelling{int32(i), from, min(to, from+mostWords)}), true
			}
		}
		if !spelt {
			path := string(t.topics[l.topic].ID) + " label"
			t.faults = append(t.faults, fault.Field{Path: path, Detail: fault.Say(fault.Malformed, text)})
		}
	}
	return list, symbols
}

// symbolBut returns the word's symbol in the space that is not that of a language.
func (w *lexeme) symbolBut(other eic.Language) int32 {
	if other == eic.Spanish {
		return w.english
	}
	return w.spanish
}

// clue is what a word tells that is no label by itself.
type clue struct {
	topic  int32 // whose labels have the word; -1 is none
	weight float64
}

// clues returns for each symbol what it tells: the word a compound is about is a
// sign of its topic, and less so any other word of it. A word that is this of several
// topics, one that is a label itself and one so common that it means something else
// as a rule tell nothing.
func (t *Taxonomy) clues() []clue {
	clues, parts := t.wordsOfCompounds()
	for i := range clues {
		switch {
		case clues[i].topic == noTopic:
			clues[i] = parts[i]
		case parts[i].topic != noTopic && parts[i].topic != clues[i].topic:
			clues[i].weight = sharedHead
		}
	}
	for i := range t.labels.lexemes {
		w := &t.labels.lexemes[i]
		for _, word := range [...]struct {
			symbol int32
			token  string
		}{{w.english, w.tokens.English}, {w.spanish, w.tokens.Spanish}} {
			if word.symbol == 0 || clues[word.symbol].topic == noTopic {
				continue
			}
			if state := t.automaton.start[word.symbol]; clues[word.symbol].topic == severalTopics ||
				len(t.automaton.sensesOf(state)) > 0 && state != 0 || background()[termOf(word.token)] >= commonHead {
				clues[word.symbol].topic = noTopic
			}
		}
	}
	return clues
}

// What stands for the topic of a clue where there is not one.
const (
	noTopic       = -1
	severalTopics = -2
)

// wordsOfCompounds returns for each symbol the topic whose compounds are about it, and
// the one whose compounds have it as another word.
func (t *Taxonomy) wordsOfCompounds() (heads, parts []clue) {
	heads, parts = make([]clue, t.labels.size+1), make([]clue, t.labels.size+1)
	for i := range heads {
		heads[i].topic, parts[i].topic = noTopic, noTopic
	}
	for _, l := range t.labels.all {
		t.eachClue(l, func(symbol int32, weight float64) {
			list := heads
			if weight < headWeight {
				list = parts
			}
			switch c := &list[symbol]; c.topic {
			case noTopic:
				*c = clue{l.topic, weight}
			case l.topic:
			default:
				c.topic = severalTopics
			}
		})
	}
	return heads, parts
}

// eachClue visits the words of a label of several: the one the compound is about
// weighs most. A short word or one with digits is no clue.
func (t *Taxonomy) eachClue(l label, visit func(symbol int32, weight float64)) {
	_, lang := t.labelText(l)
	telling, head := t.labels.compound(l, lang)
	if len(telling) < 2 || lang != eic.English && lang != eic.Spanish {
		return
	}
	for i, w := range telling {
		symbol, token := w.english, w.tokens.English
		if lang == eic.Spanish {
			symbol, token = w.spanish, w.tokens.Spanish
		}
		switch {
		case !spelt(token[1:]):
		case i == head:
			visit(symbol, headWeight)
		default:
			visit(symbol, partWeight)
		}
	}
}

// compound returns the words of a label that count, and which of them it is about:
// the first in Spanish; in English the last, or the last before a preposition, as in
// "ecology of gardens".
func (ls *labels) compound(l label, lang eic.Language) (telling []*lexeme, head int) {
	ended := lang == eic.Spanish
	for _, n := range ls.wordsOf(l) {
		w := &ls.lexemes[n]
		if w.counts {
			if telling = append(telling, w); !ended {
				head = len(telling) - 1
			}
		} else if len(telling) > 0 && slices.Contains(prepositions, w.folded) {
			ended = true
		}
	}
	return telling, head
}

// prepositions are the function words of English before which a compound has said
// what it is about.
var prepositions = []string{"about", "against", "at", "between", "by", "for", "from", "in", "into", "of", "on", "through", "to", "under", "with", "without"}

// sameThings returns for each topic the first that has the same name of its own
// in another source: two taxonomies that call something the same mean the same.
// A topic without one is the same as itself.
func (t *Taxonomy) sameThings() []int32 {
	same := make([]int32, len(t.topics))
	for i := range same {
		same[i] = int32(i)
	}
	for state := range int32(len(t.automaton.symbol)) {
		senses := t.automaton.sensesOf(state)
		if len(senses) < 2 {
			continue
		}
		var sources []string
		first := int32(-1)
		for _, s := range senses {
			source := t.topics[s.topic].External.Source
			if t.labels.all[s.label].alt >= 0 || slices.Contains(sources, source) {
				continue
			}
			if sources = append(sources, source); first < 0 {
				first = s.topic
			}
			same[s.topic] = first
		}
	}
	return same
}

// compareTruth puts what is true first.
func compareTruth(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
