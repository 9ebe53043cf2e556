package match

import (
	"cmp"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// label is one word or phrase for a topic.
type label struct {
	topic     int32
	lang      eic.Language
	preferred bool
	text      string
	words     []Word
}

// allLabels returns the labels of all topics, in the order of the topics and
// then of their labels.
func (t *Taxonomy) allLabels() []label {
	seen := map[string]Word{}
	var all []label
	for i, topic := range t.topics {
		own := map[eic.Language]bool{topic.Lang: true}
		all = append(all, label{int32(i), topic.Lang, true, topic.Label, analyse(topic.Label, seen)})
		for _, alt := range topic.AltLabels {
			all = append(all, label{int32(i), alt.Lang, !own[alt.Lang], alt.Text, analyse(alt.Text, seen)})
			own[alt.Lang] = true
		}
	}
	return all
}

// tokens returns the label in the token spaces of its language.
func (l label) tokens() [][]term {
	var spellings [][]term
	for _, space := range []struct {
		not   eic.Language
		token func(Word) string
	}{{eic.Spanish, Word.english}, {eic.English, Word.spanish}} {
		if l.lang == space.not {
			continue
		}
		spelling := make([]term, len(l.words))
		for i, w := range l.words {
			spelling[i] = termOf(space.token(w))
		}
		spellings = append(spellings, spelling)
	}
	return spellings
}

// readLabels puts the labels into a trie, and notes those in which no word counts.
func (t *Taxonomy) readLabels(labels []label) labelTrie {
	l := labelTrie{next: map[trieStep]int32{}, senses: map[int32][]sense{}}
	heads := map[term][]int32{}
	for _, label := range labels {
		if len(label.words) == 0 {
			path := string(t.topics[label.topic].ID) + " label"
			t.faults = append(t.faults, fault.Field{Path: path, Detail: fault.Say(fault.Malformed, label.text)})
			continue
		}
		if label.commonplace() {
			continue
		}
		for _, spelling := range label.tokens() {
			l.add(spelling, sense{label.topic, label.preferred})
		}
		if head, ok := label.head(); ok {
			heads[head] = append(heads[head], label.topic)
		}
	}
	l.heads = l.telling(heads)
	return l
}

func (l *labelTrie) add(spelling []term, s sense) {
	place := int32(0)
	for _, token := range spelling {
		step := trieStep{place, token}
		next, ok := l.next[step]
		if !ok {
			next = int32(len(l.next) + 1)
			l.next[step] = next
		}
		place = next
	}
	same := slices.IndexFunc(l.senses[place], func(old sense) bool { return old.topic == s.topic })
	if same < 0 {
		l.senses[place] = append(l.senses[place], s)
	} else if s.preferred {
		l.senses[place][same].preferred = true
	}
}

// head returns the token of the word a compound is about: the last in English,
// the first in Spanish. A short word or one with digits is no head.
func (l label) head() (term, bool) {
	if len(l.words) < 2 {
		return 0, false
	}
	var token string
	switch l.lang {
	case eic.English:
		token = l.words[len(l.words)-1].English
	case eic.Spanish:
		token = l.words[0].Spanish
	}
	return termOf(token), token != "" && spelt(token[1:])
}

// commonplace reports whether a label is a single word that people use for many
// things, and not the topic's own name: "lead" is not always about leadership.
func (l label) commonplace() bool {
	if l.preferred || len(l.words) != 1 {
		return false
	}
	return commonness(termOf(l.words[0].English), termOf(l.words[0].Spanish)) >= commonAlias
}

// telling keeps the head words that belong to one topic, are no label
// themselves, and are not so common that they mean something else as a rule.
func (l *labelTrie) telling(heads map[term][]int32) map[term]int32 {
	kept := map[term]int32{}
	for head, topics := range heads {
		topic := topics[0]
		alone := !slices.ContainsFunc(topics, func(other int32) bool { return other != topic })
		place, isWord := l.next[trieStep{0, head}]
		isLabel := isWord && len(l.senses[place]) > 0
		if alone && !isLabel && background()[head] < commonHead {
			kept[head] = topic
		}
	}
	return kept
}

// folded returns a text as it is compared with what somebody types: its words
// without case and accents, one blank between them.
func folded(text string) string {
	var b strings.Builder
	for i, s := range split(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s.folded)
	}
	return b.String()
}

// compareFound is the order of labels found in the same way: those of the
// wanted language, then preferred ones, then short ones.
func compareFound(a, b foundLabel, lang eic.Language) int {
	return cmp.Or(
		compareTruth(a.lang == lang, b.lang == lang),
		compareTruth(a.preferred, b.preferred),
		cmp.Compare(len(a.text), len(b.text)),
		strings.Compare(a.text, b.text),
		cmp.Compare(a.topic, b.topic),
	)
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
