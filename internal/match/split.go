package match

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the most letters of a word that are looked at.
const maxWord = 64

// surface is a word as somebody wrote it.
type surface struct {
	written string // as it stands in the text, composed or not
	folded  string // a-z and 0-9 only
	plain   bool   // nothing but Latin letters, so that it can be stemmed
}

// counts reports whether the word is looked at: function words are not.
func (s surface) counts() bool { return s.folded != "" && !functionWords[s.folded] }

// split returns the words of a text in order. A word is a run of letters,
// digits and their marks; an apostrophe between letters belongs to it; a
// character of a script that writes no spaces is a word of its own.
func split(text string) []surface {
	var words []surface
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, newSurface(text[start:end]))
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case unspaced(r):
			flush(i)
			start = i
			flush(i + len(string(r)))
		case isWordRune(r):
			if start < 0 {
				start = i
			}
		case isApostrophe(r) && start >= 0 && letterAt(text[i+len(string(r)):]):
		default:
			flush(i)
		}
	}
	flush(len(text))
	return words
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' }

func letterAt(s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r)
	}
	return false
}

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) &&
		unicode.IsLetter(r)
}

// contractions are what an English apostrophe joins to a word.
var contractions = []string{"s", "m", "re", "ve", "ll", "d"}

// newSurface folds a word: compatibility forms resolved, case and accents
// dropped, Latin letters spelt with a-z, any other letter as x and its code
// point in hexadecimal, so that no word is lost.
func newSurface(written string) surface {
	word, _ := cutContraction(written)
	s := surface{written: written, plain: true}
	var b strings.Builder
	letters := 0
	for _, r := range norm.NFKD.String(word) {
		r = unicode.ToLower(r)
		latin, ok := latinLetters[r]
		switch {
		case letters == maxWord:
			s.folded = b.String()
			return s
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r >= '0' && r <= '9':
			s.plain = false
			b.WriteRune(r)
		case ok:
			b.WriteString(latin)
		case r >= 0x300 && r < 0x370 || !isWordRune(r):
			continue
		default:
			s.plain = false
			b.WriteString("x" + strconv.FormatInt(int64(r), 16))
		}
		letters++
	}
	s.folded = b.String()
	return s
}

func cutContraction(word string) (rest string, cut bool) {
	for i, r := range word {
		if !isApostrophe(r) {
			continue
		}
		for _, c := range contractions {
			if strings.EqualFold(word[i+len(string(r)):], c) {
				return word[:i], true
			}
		}
	}
	return word, false
}

// latinLetters are those that do not decompose, and the Greek final sigma.
var latinLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ŋ': "n", 'ħ': "h",
	'ς': "x3c3",
}

// functionWords are the words of English and Spanish that say nothing about
// what a text is about. Words that mean something in the other language, such
// as "son", are not among them.
var functionWords = wordSet(`
	a about after all also am an and any are as at be because been before being both but by can could did do does
	doing dont each few for from had has have having he her here hers him his how i if in into is it its just let
	may me might more most my no nor not of on or our ours shall she should so some such than that the their theirs
	them then there these they this those to too us very was we were what when where whether which while who whom
	whose why will with would you your yours
	al algo algun alguna algunas algunos ante aquel aquella cada como con cual cuales cuando de del desde donde e el
	ella ellas ellos en entre era eran es esa esas ese eso esos esta estan estar estas este esto estos fue fueron ha
	hacia han hasta hay la las le les lo los mas mi mis mientras muy nada ni nos nosotros nuestra nuestras nuestro
	nuestros o os otra otras otro otros para pero por porque pues que quien quienes se sea sean ser si sin sino sobre
	somos su sus tambien tan te tiene tienen toda todas todo todos tu tus u un una unas uno unos usted ustedes y ya yo`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}
