package match

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// gram is a run of a few letters of a stem, eight bits each; ^ and $ stand for
// the stem's two ends.
type gram uint64

const (
	leastGram = 3 // letters of the shortest run that is looked at
	mostGram  = 5
)

// grams returns the runs of least to most letters of a stem, shorter ones of a
// place first.
func grams(stem string, least, most int) []gram {
	padded := "^" + stem + "$"
	list := make([]gram, 0, len(padded)*(most-least+1))
	for i := 0; i+least <= len(padded); i++ {
		g := gram(0)
		for n := 0; n < most && i+n < len(padded); n++ {
			g = g<<8 | gram(padded[i+n])
			if n+1 >= least {
				list = append(list, g)
			}
		}
	}
	return list
}

// speller finds words that are spelt like another, among the tokens it was made from.
type speller struct {
	tokens   []string
	sizes    []uint8   // runs of three letters of each
	postings []uint64  // space and run, then the token that has it: sorted
	scratch  sync.Pool // of *[]uint8: for each token 0
}

// newSpeller makes a speller of sorted tokens. Words of three letters and what
// contains a digit have no near words.
func newSpeller(tokens []string) *speller {
	s := &speller{}
	for _, token := range tokens {
		if !spelt(token[1:]) {
			continue
		}
		runs := trigrams(token)
		for _, g := range runs {
			s.postings = append(s.postings, posting(token[0], g, len(s.tokens)))
		}
		s.tokens = append(s.tokens, token)
		s.sizes = append(s.sizes, uint8(min(len(runs), math.MaxUint8)))
	}
	slices.Sort(s.postings)
	return s
}

// posting packs where a run of three letters stands: its space, the run, the token.
func posting(space byte, run gram, token int) uint64 {
	return uint64(space)<<56 | uint64(run)<<32 | uint64(token)
}

// spelt reports whether a stem is long enough and made of letters only, so that
// a likeness of spelling says something.
func spelt(stem string) bool {
	for i := range len(stem) {
		if stem[i] < 'a' {
			return false
		}
	}
	return len(stem) >= 4
}

// trigrams returns the distinct runs of three letters of a token's stem.
func trigrams(token string) []gram {
	runs := grams(token[1:], 3, 3)
	slices.Sort(runs)
	return slices.Compact(runs)
}

// near is a token and how like it is spelt, 0..1.
type near struct {
	token    string
	likeness float64
}

// near returns the tokens of the same space that are spelt like one, the most
// like first, then in their order. Likeness is Dice's coefficient of the runs
// of three letters (Dice 1945; for spelling: Angell, Freund and Willett 1983):
//
//	2 |a and b| / (|a| + |b|)
func (s *speller) near(token string, least float64) []near {
	if !spelt(token[1:]) {
		return nil
	}
	runs := trigrams(token)
	common, ok := s.scratch.Get().(*[]uint8)
	if !ok {
		common = new(make([]uint8, len(s.tokens)))
	}
	defer s.scratch.Put(common)
	defer clear(*common)
	for _, g := range runs {
		first, _ := slices.BinarySearch(s.postings, posting(token[0], g, 0))
		after, _ := slices.BinarySearch(s.postings, posting(token[0], g+1, 0))
		for _, p := range s.postings[first:after] {
			(*common)[uint32(p)]++
		}
	}
	var list []near
	for i, n := range *common {
		if n == 0 {
			continue
		}
		if l := 2 * float64(n) / float64(len(runs)+int(s.sizes[i])); l >= least {
			list = append(list, near{s.tokens[i], l})
		}
	}
	slices.SortFunc(list, nearer)
	return list
}

// gramDocs estimates in how many documents each run of letters stands: the sum
// over the English stems that have it, at most all documents.
func gramDocs(tokens []string, counts []int32, documents int) *gramTable {
	docs := newGramTable(len(tokens))
	for i, token := range tokens {
		if token[0] != 'e' {
			break // sorted: the Spanish tokens follow
		}
		for _, g := range grams(token[1:], leastGram, mostGram) {
			n := docs.at(g)
			*n = min(*n+int64(counts[i]), int64(documents))
		}
	}
	return docs
}

// nearer orders near words: the most like first.
func nearer(a, b near) int {
	return cmp.Or(cmp.Compare(b.likeness, a.likeness), strings.Compare(a.token, b.token))
}
