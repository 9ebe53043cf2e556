package match

import (
	"cmp"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/spanish"
	"golang.org/x/text/unicode/norm"
)

// AnalysisVersion names the way text is analysed. Encoded texts of another
// version must be analysed again.
const AnalysisVersion = 2

// Word is one word of a text in both token spaces: "e" and its English stem,
// "s" and its Spanish stem, of a-z and 0-9 only. A word is looked for in both,
// so that no language has to be guessed.
type Word struct {
	English string
	Spanish string
}

// Text is an analysed text: its words in order, without very common function words.
type Text struct {
	Title []Word
	Body  []Word
}

// Normalize returns the text in Unicode's composed form (NFC), as it is stored.
func Normalize(s string) string { return norm.NFC.String(s) }

// Analyse splits, folds and stems a title and a body.
func Analyse(title, body string) Text { return NewAnalyser().Analyse(title, body) }

// Analyser analyses text after text and remembers the stems of their words. What
// it returns does not depend on what came before. It is not safe for concurrent use.
type Analyser struct{ seen map[string]Word }

// NewAnalyser returns one that has seen nothing.
func NewAnalyser() *Analyser { return &Analyser{map[string]Word{}} }

// mostSeen is how many words an Analyser remembers: a few MB of them.
const mostSeen = 50_000

// Analyse splits, folds and stems a title and a body.
func (a *Analyser) Analyse(title, body string) Text {
	if len(a.seen) > mostSeen {
		clear(a.seen)
	}
	return Text{analyse(title, a.seen), analyse(body, a.seen)}
}

// analyse returns the words of s; seen remembers, as they were written, those
// looked at already, function words as the empty one.
func analyse(s string, seen map[string]Word) []Word {
	var words []Word
	for start, end := nextWord(s, 0); start < end; start, end = nextWord(s, end) {
		w, ok := seen[s[start:end]]
		if !ok {
			if surface := newSurface(s[start:end]); surface.counts() {
				w = surface.stem()
			}
			seen[strings.Clone(s[start:end])] = w // without the text it is a part of
		}
		if w != (Word{}) {
			words = append(words, w)
		}
	}
	return words
}

// stem returns the word's two tokens. The stemmers are the Snowball project's
// (Porter 2001, "Snowball: a language for stemming algorithms"); they see the
// word without its accents, because people leave them out. What is not made of
// Latin letters alone is its own stem.
func (s surface) stem() Word {
	if !s.plain {
		return Word{"e" + s.folded, "s" + s.folded}
	}
	return Word{"e" + englishStem(s.folded), "s" + spanishStem(s.folded)}
}

// keptApart lists words that the English stemmer would join with words of
// another meaning which schools use as often: organisms with organs, animals
// with animations, experiments with experiences, what is physical with
// physics, what is probable with probability, engines with engineering.
var keptApart = map[string]string{
	"animation": "animat", "animations": "animat", "animated": "animat", "animator": "animat", "animators": "animat",
	"experiment": "experiment", "experiments": "experiment", "experimental": "experiment", "experimenting": "experiment",
	"organic": "organic", "organism": "organism", "organisms": "organism",
	"organization": "organiz", "organizations": "organiz", "organize": "organiz", "organizes": "organiz",
	"organized": "organiz", "organizing": "organiz", "organizer": "organiz", "organizers": "organiz",
	"organisation": "organiz", "organisations": "organiz", "organise": "organiz", "organised": "organiz",
	"universe": "univers", "universes": "univers", "universal": "universal",
	"university": "universiti", "universities": "universiti",

	"engine": "engine", "engines": "engine", "generator": "generator", "generators": "generator",
	"hospitality": "hospitaliti", "international": "international", "kindness": "kindness",
	"journal": "journalbook", "journals": "journalbook", "journaling": "journalbook",
	"mechanism": "mechanism", "mechanisms": "mechanism", "mindful": "mindful", "mindfulness": "mindful",
	"mineral": "mineral", "minerals": "mineral",
	"multiple": "multiple", "multiples": "multiple", "personality": "personaliti", "personalities": "personaliti",
	"physical": "physical", "physically": "physical", "probability": "probabiliti", "probabilities": "probabiliti",
	"weathering": "weathering",
}

// keptApartInSpanish does the same for Spanish: a sound ("sonido") is not what
// they are ("son"), cattle ("ganado") not what somebody wins ("gana"), a tale ("mito")
// no half ("mitad"), and a phone ("celular") no cell ("célula").
var keptApartInSpanish = map[string]string{
	"bordado": "bordado", "bordados": "bordado", "bordar": "bordado", "bordadora": "bordado", "bordadoras": "bordado",
	"celular": "celular", "celulares": "celular", "ganado": "ganado", "helado": "helado", "helados": "helado",
	"lana": "lana", "lanas": "lana", "mandado": "mandado", "mandados": "mandado", "marea": "marea", "mareas": "marea",
	"mito": "mito", "mitos": "mito", "moda": "moda", "modas": "moda", "parto": "parto", "partos": "parto",
	"peces": "peces", "pesas": "pesas", "pez": "peces", "posada": "posada", "posadas": "posada",
	"sonido": "sonido", "sonidos": "sonido", "suelo": "suelo", "suelos": "suelo",
	"tornado": "tornado", "tornados": "tornado", "universo": "universo", "universos": "universo",
	"venado": "venado", "venados": "venado",
}

func englishStem(folded string) string {
	if stem, ok := keptApart[folded]; ok {
		return stem
	}
	env := snowballstem.NewEnv(folded)
	english.Stem(env)
	return cmp.Or(env.Current(), folded)
}

// spanishEndings are endings the Spanish stemmer knows by their accent only.
var spanishEndings = []struct{ bare, accented string }{
	{"cion", "ción"}, {"sion", "sión"}, {"logia", "logía"}, {"logias", "logías"},
}

func spanishStem(folded string) string {
	if stem, ok := keptApartInSpanish[folded]; ok {
		return stem
	}
	word := folded
	for _, e := range spanishEndings {
		if rest, ok := strings.CutSuffix(folded, e.bare); ok {
			word = rest + e.accented
		}
	}
	env := snowballstem.NewEnv(word)
	spanish.Stem(env)
	stem := env.Current()
	if word != folded { // it has an accent again
		stem = unaccented.Replace(stem)
	}
	return cmp.Or(stem, folded)
}

var unaccented = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u")

// Encode returns the words as two strings for an index: the two tokens of each
// word, separated by spaces.
func (t Text) Encode() (title, body string) { return encodeWords(t.Title), encodeWords(t.Body) }

func encodeWords(words []Word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.English)
		b.WriteByte(' ')
		b.WriteString(w.Spanish)
	}
	return b.String()
}

// Decode restores a text from what Encode returned, without stemming again.
// What is not such a string loses its malformed words.
func Decode(title, body string) Text { return Text{decodeWords(title), decodeWords(body)} }

func decodeWords(s string) []Word {
	words := make([]Word, 0, strings.Count(s, " ")/2+1)
	for s != "" {
		var w Word
		w.English, s, _ = strings.Cut(s, " ")
		w.Spanish, s, _ = strings.Cut(s, " ")
		if len(w.English) > 1 && w.English[0] == 'e' && len(w.Spanish) > 1 && w.Spanish[0] == 's' {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return nil
	}
	return words
}

// Tokens returns for each word of a search text the tokens that stand for it,
// any of which will do.
func Tokens(text string) [][]string {
	words := Analyse("", text).Body
	list := make([][]string, len(words))
	for i, w := range words {
		list[i] = []string{w.English, w.Spanish}
	}
	return list
}
