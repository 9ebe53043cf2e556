package match

import (
	"runtime"
	"sync"
)

// lexicon is the words of all labels, each once, numbered in the order in which
// the labels have them. Stemming is what reading labels costs most, and 200,000
// labels are made of some 25,000 words.
type lexicon struct {
	lexemes []lexeme
	// A symbol is the number of a token, from 1, English and Spanish ones alike.
	symbols termTable
	size    int32 // how many symbols there are, and the last of them
}

// lexeme is a word of labels.
type lexeme struct {
	surface
	counts           bool // it is no function word
	tokens           Word // where it counts
	english, spanish int32
}

// symbol returns the symbol of a token, 0 if no label has it.
func (x *lexicon) symbol(t term) int32 { return x.symbols.count(t) }

// stem finds the tokens of all words and numbers them.
func (x *lexicon) stem() {
	inParts(len(x.lexemes), func(_, from, to int) {
		for i := range x.lexemes[from:to] {
			w := &x.lexemes[from+i]
			if w.counts = w.surface.counts(); w.counts {
				w.tokens = w.surface.stem()
			}
		}
	})
	x.symbols = newTermTable(2 * len(x.lexemes))
	for i := range x.lexemes {
		if w := &x.lexemes[i]; w.counts {
			w.english, w.spanish = x.number(w.tokens.English), x.number(w.tokens.Spanish)
		}
	}
}

func (x *lexicon) number(token string) int32 {
	t := termOf(token)
	if known := x.symbol(t); known != 0 {
		return known
	}
	x.size++
	x.symbols.put(t, x.size)
	return x.size
}

// inParts splits 0 to n-1 into runs, one for each processor, and calls do for all
// of them at the same time. It returns when all is done, and how many there were.
func inParts(n int, do func(part, from, to int)) (parts int) {
	parts = max(1, min(runtime.GOMAXPROCS(0), n))
	var work sync.WaitGroup
	for part := range parts {
		work.Go(func() { do(part, n*part/parts, n*(part+1)/parts) })
	}
	work.Wait()
	return parts
}
