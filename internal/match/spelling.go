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
	s.gramScratch.empty()
	s.countGrams(b, s.gramScratch)
	sum := int64(0)
	s.gramScratch.each(func(g gram, n int64) {
		weight := n * s.gramIDF(g)
		sum += weight * weight
	})
	b.norm.Store(&gramNorm{s.gramKey, float64(sum)})
	return float64(sum)
}

// countGrams adds how often the bag has each run, in quarters.
func (s *scorer) countGrams(b *bag, counts *gramTable) {
	for _, w := range b.words {
		quarters := s.quarters(w.count)
		for _, g := range grams(w.English[1:], leastGram, mostGram) {
			*counts.at(g) += quarters
		}
	}
}

func (s *scorer) quarters(c count) int64 {
	return int64(math.Round(4 * c.weight(s.w.TitleWeight)))
}

// gramIDF returns the idf of a run, in 256ths.
func (s *scorer) gramIDF(g gram) int64 {
	if known, ok := s.gramIDFs.of(g); ok {
		return known
	}
	return gramIDF(0, s.offers.documents, s.w.BackgroundDocs)
}

func gramIDF(docs int64, documents int, d float64) int64 {
	return int64(math.Round(256 * idf(float64(docs), float64(documents)+d)))
}

// gramIDFs are the idf of the runs of all stems, with so many documents of the
// background.
type gramIDFs struct {
	background float64
	*gramTable
}

// gramIDFs computes the idf of every run once: a text has hundreds of them, and a
// request hundreds of texts.
func (s *Statistics) gramIDFs(background float64) *gramTable {
	if known := s.runs.Load(); known != nil && known.background == background {
		return known.gramTable
	}
	table := gramDocs(s.tokens, s.counts, s.documents)
	table.each(func(g gram, docs int64) { *table.at(g) = gramIDF(docs, s.documents, background) })
	s.runs.Store(&gramIDFs{background, table})
	return table
}

// fix makes a bag the one that all others are compared with.
func (s *scorer) fix(b *bag) {
	s.fixed, s.fixedGrams, s.wordDots = b, newGramTable(16*len(b.words)), newMemo[int64]()
	s.countGrams(b, s.fixedGrams)
	s.fixedGrams.each(func(g gram, n int64) {
		weight := s.gramIDF(g)
		*s.fixedGrams.at(g) = n * weight * weight
	})
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
		one, ok := s.wordDots.of(b.terms[w.english])
		if !ok {
			for _, g := range grams(w.English[1:], leastGram, mostGram) {
				shared, _ := s.fixedGrams.of(g)
				one += shared
			}
			s.wordDots.note(b.terms[w.english], one)
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
