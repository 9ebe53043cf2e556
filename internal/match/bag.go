package match

import (
	"math"
	"slices"
	"sync/atomic"
)

// bag counts the words of a text.
type bag struct {
	words      []wordCount // distinct, in the order the text has them
	terms      []term      // distinct tokens of both spaces, rising
	counts     []count     // of each term
	order      []uint16    // the text: places among words, the title's first; see inOrder
	titleWords int
	bodyWords  int
	norm       atomic.Pointer[gramNorm] // the last one asked for
}

// count is how often something stands in the title and in the body.
type count struct{ title, body uint16 }

type wordCount struct {
	Word
	english, spanish int32 // places of its tokens among the terms
	count
}

// fill counts the words of a text and returns their places.
func (b *bag) fill(text Text) map[Word]int32 {
	b.titleWords, b.bodyWords = len(text.Title), len(text.Body)
	most := b.titleWords + b.bodyWords
	places := make(map[Word]int32, most)
	b.words, b.terms = make([]wordCount, 0, most), make([]term, 0, 2*most)
	tally := func(words []Word, one count) {
		for _, w := range words {
			i, ok := places[w]
			if !ok {
				i = int32(len(b.words))
				places[w] = i
				b.words = append(b.words, wordCount{Word: w})
				b.terms = append(b.terms, termOf(w.English), termOf(w.Spanish))
			}
			b.words[i].count = b.words[i].plus(one)
		}
	}
	tally(text.Title, count{title: 1})
	tally(text.Body, count{body: 1})
	b.words = slices.Clone(b.words) // without room for words that are repeated
	slices.Sort(b.terms)
	b.terms = slices.Clone(slices.Compact(b.terms))
	b.counts = make([]count, len(b.terms))
	for i := range b.words {
		w := &b.words[i]
		w.english, w.spanish = int32(b.find(termOf(w.English))), int32(b.find(termOf(w.Spanish)))
		b.counts[w.english] = b.counts[w.english].plus(w.count)
		b.counts[w.spanish] = b.counts[w.spanish].plus(w.count)
	}
	return places
}

// inOrder notes the order in which the words of the text stand: the first 65,536
// distinct ones of them, which is more than a text may have.
func (b *bag) inOrder(text Text, places map[Word]int32) {
	b.order = make([]uint16, 0, b.titleWords+b.bodyWords)
	for _, words := range [][]Word{text.Title, text.Body} {
		for _, w := range words {
			b.order = append(b.order, uint16(min(places[w], math.MaxUint16)))
		}
	}
}

// find returns where a term is, or -1.
func (b *bag) find(t term) int {
	if i, ok := slices.BinarySearch(b.terms, t); ok {
		return i
	}
	return -1
}

// length is the number of words, those of the title counted titleWeight times.
func (b *bag) length(titleWeight float64) float64 {
	return titleWeight*float64(b.titleWords) + float64(b.bodyWords)
}

// resembles reports whether two bags have at least a share of their tokens in
// common: |a and b|/|a or b|, 0..1 (Jaccard 1912).
func (b *bag) resembles(c *bag, least float64) bool {
	n, m := len(b.terms), len(c.terms)
	if float64(min(n, m)) < least*float64(max(n, m)) {
		return false // even if one were all in the other
	}
	common := 0
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case b.terms[i] < c.terms[j]:
			i++
		case b.terms[i] > c.terms[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return float64(common) >= least*float64(n+m-common)
}

// size returns about how many bytes the bag takes.
func (b *bag) size() int {
	size := 120 + 12*len(b.terms) + 2*len(b.order)
	for _, w := range b.words {
		size += 48 + len(w.English) + len(w.Spanish)
	}
	return size
}

// plus adds two counts, up to what fits.
func (c count) plus(d count) count {
	const most = math.MaxUint16 / 2
	return count{min(c.title+d.title, most), min(c.body+d.body, most)}
}

// weight is the count with those of the title counted titleWeight times.
func (c count) weight(titleWeight float64) float64 {
	return titleWeight*float64(c.title) + float64(c.body)
}

// total is the plain count.
func (c count) total() float64 { return float64(c.title) + float64(c.body) }
