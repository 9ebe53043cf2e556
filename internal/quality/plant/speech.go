package plant

import (
	_ "embed"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

//go:embed phrases.txt
var phraseTable string

// paraphraseTable says concepts in words that are not their labels.
//
//go:embed paraphrases.tsv
var paraphraseTable string

// speech makes texts.
type speech struct {
	*concepts
	phrases     map[string][]string // "need title en" -> phrases
	paraphrases map[int][2]string   // as asked, as offered
}

func newSpeech(c *concepts) (*speech, error) {
	s := &speech{concepts: c, phrases: map[string][]string{}, paraphrases: map[int][2]string{}}
	key := ""
	for text := range strings.Lines(phraseTable) {
		text = strings.TrimSpace(text)
		if heading, ok := strings.CutPrefix(text, "= "); ok {
			key = heading
		} else if text != "" && key != "" {
			s.phrases[key] = append(s.phrases[key], text)
		}
	}
	rows, err := rowsOf("paraphrases.tsv", paraphraseTable, 3)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		concept, ok := c.named(row[0])
		if !ok {
			return nil, fault.At("paraphrases.tsv", fault.UnknownRef, eic.TopicType.String(), row[0])
		}
		s.paraphrases[concept] = [2]string{row[1], row[2]}
	}
	return s, nil
}

// phrase draws one of a list and fills what it has to say into it.
func (s *speech) phrase(r *rand.Rand, side, part string, lang eic.Language, mention string) string {
	text := pick(r, s.phrases[side+" "+part+" "+string(lang)])
	for _, place := range []string{"{x}", "{d}", "{o}"} {
		text = strings.ReplaceAll(text, place, mention)
	}
	return capital(text)
}

func (s *speech) filler(r *rand.Rand, side string, lang eic.Language) string {
	return s.phrase(r, side, "filler", lang, "")
}

// need says what somebody asks for. A mixed text is in Spanish with the concept in
// English, or half in each.
func (s *speech) need(r *rand.Rand, concept int, lang eic.Language, mixed bool) text {
	named := lang
	if mixed && chance(r, .5) {
		named = eic.English
	}
	first, again := s.mention(r, concept, named), s.mention(r, concept, named)
	if said, ok := s.paraphrases[concept]; ok && lang == eic.English && chance(r, .3) {
		again = said[0]
	}
	t := text{title: s.phrase(r, "need", "title", lang, first)}
	rest := lang
	if mixed && named == lang {
		rest = eic.English
	}
	switch u := r.Float64(); {
	case u < .12: // in a word
		t.title = capital(first)
		return t
	case u < .5:
		t.body = s.phrase(r, "need", "body", rest, again)
	default:
		t.body = s.phrase(r, "need", "body", rest, first)
	}
	t.body += s.within(r, "need", concept, rest)
	for range r.IntN(4) {
		t.body += " " + s.filler(r, "need", rest)
	}
	if chance(r, .2) {
		t.body += " " + s.phrase(r, "need", "aside", rest, s.mention(r, s.subject.draw(r), rest))
	}
	return t
}

// offer says what somebody offers; around says it by what it is bridged to.
func (s *speech) offer(r *rand.Rand, concept, trade int, lang eic.Language, around bool) text {
	said := concept
	if ends := s.near[concept]; around && len(ends) > 0 {
		said = pick(r, ends)
	}
	first, again := s.mention(r, said, lang), s.mention(r, said, lang)
	if words, ok := s.paraphrases[concept]; ok && lang == eic.English && chance(r, .3) {
		again = words[1]
	}
	t := text{title: s.phrase(r, "offer", "title", lang, first)}
	t.body = s.phrase(r, "offer", "body", lang, again)
	if chance(r, .5) {
		t.body += " " + s.phrase(r, "offer", "body", lang, s.mention(r, said, lang))
	}
	if chance(r, .6) {
		t.body += " " + s.phrase(r, "offer", "trade", lang, s.mention(r, trade, lang))
	}
	t.body += s.within(r, "offer", concept, lang)
	for range r.IntN(4) {
		t.body += " " + s.filler(r, "offer", lang)
	}
	return t
}

// ownNameShare is how often a concept is said by its own name, beside the times
// that falls to it among its labels.
const ownNameShare = .5

// subjectShare is how often a text says what its concept belongs to.
const subjectShare = .8

// within says what a concept belongs to, if it belongs to anything and that is said.
func (s *speech) within(r *rand.Rand, side string, concept int, lang eic.Language) string {
	said := chance(r, subjectShare)
	if parents := s.parents[concept]; said && len(parents) > 0 {
		return " " + s.phrase(r, side, "subject", lang, s.mention(r, pick(r, parents), lang))
	}
	return ""
}

// mention says a concept by one of its labels, as it is, in another number, or
// turned around.
func (s *speech) mention(r *rand.Rand, concept int, lang eic.Language) string {
	labels := s.labels(concept, lang)
	if len(labels) == 0 {
		labels = s.labels(concept, s.topics[concept].Lang)
	}
	label := pick(r, labels)
	if chance(r, ownNameShare) {
		label = labels[0]
	}
	words := strings.Fields(label)
	switch u := r.Float64(); {
	case u < .3 && label == strings.ToLower(label):
		last := len(words) - 1
		if lang == eic.Spanish {
			last = 0
		}
		words[last] = otherNumber(words[last], lang)
	case u < .4 && len(words) == 2 && lang == eic.English && label == strings.ToLower(label):
		return words[1] + " of " + words[0]
	}
	return strings.Join(words, " ")
}

// otherNumber makes a plural of a singular and the reverse, by the rules alone.
func otherNumber(word string, lang eic.Language) string {
	end := func(of string) bool { return strings.HasSuffix(word, of) }
	switch {
	case len(word) < 4 || end("ss") || end("us") || end("is") || end("ics") || end("ing"):
		return word
	case lang == eic.Spanish && end("ciones"):
		return strings.TrimSuffix(word, "ciones") + "ción"
	case lang == eic.English && end("ies"):
		return strings.TrimSuffix(word, "ies") + "y"
	case end("s"):
		return strings.TrimSuffix(word, "s")
	case lang == eic.Spanish && (end("a") || end("e") || end("o")):
		return word + "s"
	case lang == eic.Spanish:
		return word
	case end("y") && !end("ay") && !end("ey") && !end("oy"):
		return strings.TrimSuffix(word, "y") + "ies"
	case end("x") || end("ch") || end("sh"):
		return word + "es"
	}
	return word + "s"
}

// capital begins a text with a capital letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
