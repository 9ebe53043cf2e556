package match

import (
	"iter"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the most letters of a word that are looked at.
const maxWord = 64

// surface is a word as somebody wrote it.
type surface struct {
	written string // as it stands in the text, composed or not
	start   int    // the byte of the text it begins at
	folded  string // a-z and 0-9 only
	plain   bool   // nothing but Latin letters, so that it can be stemmed
}

// counts reports whether the word is looked at: function words are not.
func (s surface) counts() bool { return s.folded != "" && !functionWords[s.folded] }

// split yields the words of a text in order. A word is a run of letters,
// digits and their marks; an apostrophe between letters belongs to it; a
// character of a script that writes no spaces is a word of its own.
func split(text string) iter.Seq[surface] {
	return func(yield func(surface) bool) {
		for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
			s := newSurface(text[start:end])
			s.start = start
			if !yield(s) {
				return
			}
		}
	}
}

// nextWord returns where the first word at or after a place begins and ends;
// the two are the same where there is none.
func nextWord(text string, from int) (start, end int) {
	for start = from; start < len(text); {
		r, size := runeAt(text, start)
		if isWordRune(r) {
			break
		}
		start += size
	}
	for end = start; end < len(text); {
		r, size := runeAt(text, end)
		switch {
		case unspaced(r):
			if end == start {
				end += size
			}
			return start, end
		case isWordRune(r):
		case isApostrophe(r) && letterAt(text[end+size:]):
		default:
			return start, end
		}
		end += size
	}
	return start, end
}

func runeAt(text string, i int) (r rune, size int) {
	if b := text[i]; b < utf8.RuneSelf {
		return rune(b), 1
	}
	return utf8.DecodeRuneInString(text[i:])
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' }

func letterAt(s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r)
	}
	return false
}

// firstUnspaced is the first code point of those scripts.
const firstUnspaced = 0xe00

func unspaced(r rune) bool {
	return r >= firstUnspaced && unicode.IsLetter(r) &&
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// contractions are what an English apostrophe joins to a word.
var contractions = []string{"s", "m", "re", "ve", "ll", "d"}

// newSurface folds a word: compatibility forms resolved, case and accents
// dropped, Latin letters spelt with a-z, any other letter as x and its code
// point in hexadecimal, so that no word is lost.
func newSurface(written string) surface {
	if folded, ok := foldASCII(written); ok {
		return surface{written: written, folded: folded, plain: true}
	}
	return foldAny(written)
}

// foldASCII folds what nearly all words are: at most maxWord letters of ASCII.
func foldASCII(word string) (folded string, ok bool) {
	upper := false
	for i := range len(word) {
		switch b := word[i]; {
		case 'a' <= b && b <= 'z':
		case 'A' <= b && b <= 'Z':
			upper = true
		default:
			return "", false
		}
	}
	if upper {
		word = strings.ToLower(word)
	}
	return word, len(word) <= maxWord
}

func foldAny(written string) surface {
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
	ahi al algo algun alguna algunas algunos alli ante aqui aquel aquella asi cada como con cual cuales cuando de del desde donde e el
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
