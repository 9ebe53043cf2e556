package plant

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"github.com/edclusters/thirdplace/internal/eic"
)

// misspell types a text in a hurry: one or two of the words that say what it is
// about lose a letter, gain one, or have two of them exchanged, after the first.
func (s *speech) misspell(r *rand.Rand, t text, concept int) text {
	telling := map[string]bool{}
	for _, label := range s.labels(concept, eic.English) {
		for _, word := range strings.Fields(strings.ToLower(label)) {
			telling[word] = true
			telling[otherNumber(word, eic.English)] = true
		}
	}
	misspellings := 1 + r.IntN(2)
	hurry := func(text string) string {
		words := strings.Fields(text)
		for i, word := range words {
			bare := strings.TrimFunc(word, func(c rune) bool { return !unicode.IsLetter(c) })
			if len(bare) < 5 || !telling[strings.ToLower(bare)] || misspellings == 0 {
				continue
			}
			misspellings--
			words[i] = strings.Replace(word, bare, mistyped(r, bare), 1)
		}
		return strings.Join(words, " ")
	}
	return text{hurry(t.title), hurry(t.body)}
}

// mistyped swaps two letters after the first, leaves one out, doubles one, or takes
// a vowel for another.
func mistyped(r *rand.Rand, word string) string {
	letters := []rune(word)
	i := 1 + r.IntN(len(letters)-2)
	switch r.IntN(4) {
	case 0:
		letters[i], letters[i+1] = letters[i+1], letters[i]
	case 1:
		letters = append(letters[:i], letters[i+1:]...)
	case 2:
		letters = append(letters[:i], append([]rune{letters[i]}, letters[i:]...)...)
	default:
		for i < len(letters)-1 && !strings.ContainsRune(vowels, letters[i]) {
			i++
		}
		letters[i] = rune(vowels[r.IntN(len(vowels))])
	}
	return string(letters)
}

const vowels = "aeiou"
