package match

import (
	"slices"
	"strings"
)

// misspellings finds what a word of a text was meant to be, among the words of
// labels. It is made when a text first has a word that nobody knows.
//
// Two words are one slip apart (Damerau 1964: a letter left out, put in, changed,
// or two swapped) only if leaving one letter, or none, out of each can give the
// same (Bocek, Hunt and Stiller 2007, "Fast Similarity Search in Large
// Dictionaries"). So what is left of each word is kept, and a word is looked up by
// what is left of it.
type misspellings struct {
	tokens []string // by symbol
	rests  []uint64 // 40 bits of a rest's hash, then the symbol it is left of: sorted
}

const (
	leastMisspelt = 5  // letters of a stem that may be meant
	leastEnding   = 1  // letters at its end that are right
	symbolBits    = 24 // of a rest
)

func newMisspellings(x *lexicon) *misspellings {
	m := &misspellings{tokens: make([]string, x.size+1)}
	for i := range x.lexemes {
		w := &x.lexemes[i]
		m.add(w.english, w.tokens.English)
		m.add(w.spanish, w.tokens.Spanish)
	}
	slices.Sort(m.rests)
	return m
}

// add keeps what is left of a token.
func (m *misspellings) add(symbol int32, token string) {
	if symbol == 0 || m.tokens[symbol] != "" || !long(token) {
		return
	}
	m.tokens[symbol] = token
	for rest := range rests(token) {
		m.rests = append(m.rests, uint64(rest)>>symbolBits<<symbolBits|uint64(symbol))
	}
}

func long(token string) bool { return len(token) > leastMisspelt && spelt(token[1:]) }

// rests yields the hash of a token, and of what is left without one of its letters.
// The first is always right: people hardly ever miss it.
func rests(token string) func(yield func(term) bool) {
	return func(yield func(term) bool) {
		if !yield(termOf(token)) {
			return
		}
		for i := 2; i < len(token); i++ {
			if !yield(termOf(token[:i]).and(token[i+1:])) {
				return
			}
		}
	}
}

// meant returns the symbol of the one word that is a slip away; 0 if there is none,
// or more than one.
func (m *misspellings) meant(token string) (symbol int32) {
	if !long(token) {
		return 0
	}
	for rest := range rests(token) {
		key := uint64(rest) >> symbolBits << symbolBits
		i, _ := slices.BinarySearch(m.rests, key)
		for ; i < len(m.rests) && m.rests[i]>>symbolBits == key>>symbolBits; i++ {
			found := int32(m.rests[i] & (1<<symbolBits - 1))
			if found == symbol || !aSlipApart(token, m.tokens[found]) {
				continue
			}
			if symbol != 0 {
				return 0
			}
			symbol = found
		}
	}
	return symbol
}

// aSlipApart reports whether one letter left out or put in, a vowel for another, or
// two neighbours swapped, make one word of another. Equal words are not, nor are
// those that differ in their last letters: endings make other words. So do
// consonants: "inferior" is not "interior".
func aSlipApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	same := 0
	for same < len(a) && a[same] == b[same] {
		same++
	}
	a, b = a[same:], b[same:]
	switch {
	case len(a) < leastEnding:
		return false
	case len(b) == len(a)+1:
		return a == b[1:]
	case len(b) != len(a):
		return false
	case a[1:] == b[1:]:
		return isVowel(a[0]) && isVowel(b[0])
	}
	return a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}

func isVowel(letter byte) bool { return strings.IndexByte("aeiouy", letter) >= 0 }
