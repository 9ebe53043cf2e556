package match

import (
	"math"
	"slices"
	"sync"
)

// The likeness of spelling, added up. See spellingLikeness.

// gramNorm is the squared length of a bag's vector of letter runs.
type gramNorm struct {
	key   uint64 // of the statistics and weights it was computed with
	value float64
}

// gramNorm returns the squared length of the bag's vector, computed once for
// each version of the statistics: it depends on nothing else.
func (s *scorer) gramNorm(b *bag) float64 {
	if known := b.norm.Load(); known != nil && known.key == s.gramKey {
		return known.value
	}
	sum := int64(0)
	for g, n := range s.gramCounts(b) {
		weight := n * s.gramIDF(g)
		sum += weight * weight
	}
	b.norm.Store(&gramNorm{s.gramKey, float64(sum)})
	return float64(sum)
}

// gramCounts returns how often the bag has each run, in quarters.
func (s *scorer) gramCounts(b *bag) map[gram]int64 {
	counts := make(map[gram]int64, 8*len(b.words))
	for _, w := range b.words {
		for _, g := range grams(w.English[1:], leastGram, mostGram) {
			counts[g] += s.quarters(w.count)
		}
	}
	return counts
}

func (s *scorer) quarters(c count) int64 {
	return int64(math.Round(4 * c.weight(s.w.TitleWeight)))
}

// gramIDF returns the idf of a run, in 256ths.
func (s *scorer) gramIDF(g gram) int64 {
	docs := float64(s.gramDocs[g])
	return int64(math.Round(256 * idf(docs, float64(s.offers.documents)+s.w.BackgroundDocs)))
}

// fix makes a bag the one that all others are compared with.
func (s *scorer) fix(b *bag) {
	s.fixed, s.fixedGrams, s.wordDots = b, s.gramCounts(b), map[string]int64{}
	for g, n := range s.fixedGrams {
		weight := s.gramIDF(g)
		s.fixedGrams[g] = n * weight * weight
	}
}

// dot returns the product of two vectors of letter runs. What a word adds is
// remembered from one bag to the next.
func (s *scorer) dot(a, b *bag) int64 {
	if b == s.fixed {
		a, b = b, a
	}
	if a != s.fixed {
		s.fix(a)
	}
	sum := int64(0)
	for _, w := range b.words {
		one, ok := s.wordDots[w.English]
		if !ok {
			for _, g := range grams(w.English[1:], leastGram, mostGram) {
				one += s.fixedGrams[g]
			}
			s.wordDots[w.English] = one
		}
		sum += s.quarters(w.count) * one
	}
	return sum
}

// spellerOf returns the near words of an offer among those its statistics know.
// Only words the offer has can score, so for one offer it does as well as the
// vocabulary of all.
func (s *scorer) spellerOf(o *Offer) func() *speller {
	return sync.OnceValue(func() *speller {
		var tokens []string
		for _, w := range o.bag.words {
			for _, token := range [...]string{w.English, w.Spanish} {
				if s.offers.df(termOf(token)) > 0 {
					tokens = append(tokens, token)
				}
			}
		}
		slices.Sort(tokens)
		return newSpeller(slices.Compact(tokens))
	})
}
