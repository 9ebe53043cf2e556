package match

import (
	"cmp"
	"slices"
)

// automaton finds at each word of a text the longest label that begins there, in
// time linear in the text. It is Aho and Corasick's (1975, "Efficient String
// Matching: An Aid to Bibliographic Search") over words instead of letters, and
// over labels spelt backwards: a text is read from its end, so that what has been
// read last at a word is what the text goes on with, and the longest label
// that ends what was read is the longest that begins at the word.
//
// States are numbered by the length of what they stand for, so that the children
// of one state follow one another; all is kept in a few flat arrays.
type automaton struct {
	symbol []int32 // of each state: the word that led to it
	child  []int32 // of each state: its first child; children are in the order of their symbols
	fail   []int32 // of each state: that of the longest part of its words that is a state too
	found  []int32 // of each state: the longest label that ends it, as the state of that label; 0 is none
	size   []uint8 // of each state: its words
	start  []int32 // of each symbol: the child of the root
	senses []sense // of all labels
	first  []int32 // of each state: its first sense
	clues  []clue  // of each symbol, where it is no label
}

// sense is a topic that a label names.
type sense struct {
	topic int32
	label int32
}

// newAutomaton makes an automaton of spellings in the order of their labels.
func newAutomaton(spellings []spelling, symbols []int32, size int32, ls []label) automaton {
	sortSpellings(spellings, symbols, size)
	states := countStates(spellings, symbols)
	a := automaton{
		symbol: make([]int32, 1, states), child: make([]int32, 0, states+1), size: make([]uint8, 1, states),
		start: make([]int32, size+1), first: make([]int32, 0, states+1), senses: make([]sense, 0, len(spellings)),
	}
	ranges := make([]run, 1, states) // of each state: the spellings that begin with it
	ranges[0] = run{0, int32(len(spellings))}
	for state := int32(0); int(state) < len(ranges); state++ {
		a.child = append(a.child, int32(len(ranges)))
		a.first = append(a.first, int32(len(a.senses)))
		ranges = a.grow(ranges, state, spellings, symbols, ls)
	}
	a.child = append(a.child, int32(len(ranges)))
	a.first = append(a.first, int32(len(a.senses)))
	for state := a.child[0]; state < a.child[1]; state++ {
		a.start[a.symbol[state]] = state
	}
	a.link()
	return a
}

// countStates returns how many different beginnings sorted spellings have, the
// empty one included.
func countStates(spellings []spelling, symbols []int32) int {
	states := 1
	var before []int32
	for _, s := range spellings {
		words, same := symbols[s.from:s.to], 0
		for same < min(len(words), len(before)) && words[same] == before[same] {
			same++
		}
		states += len(words) - same
		before = words
	}
	return states
}

// run is a run of a list.
type run struct{ from, to int32 }

// grow adds the children of a state: its spellings are sorted, those that end here
// come first.
func (a *automaton) grow(ranges []run, state int32, spellings []spelling, symbols []int32, ls []label) []run {
	depth := int32(a.size[state])
	here := ranges[state]
	for here.from < here.to && spellings[here.from].to-spellings[here.from].from == depth {
		l := spellings[here.from].label
		a.senses = append(a.senses, sense{ls[l].topic, l})
		here.from++
	}
	for here.from < here.to {
		next := symbols[spellings[here.from].from+depth]
		end := here.from + 1
		for end < here.to && symbols[spellings[end].from+depth] == next {
			end++
		}
		ranges = append(ranges, run{here.from, end})
		a.symbol, a.size = append(a.symbol, next), append(a.size, uint8(depth+1))
		here.from = end
	}
	return ranges
}

// link sets where each state falls back to. Shorter states come first, so that
// what a state falls back to is known before it.
func (a *automaton) link() {
	n := len(a.symbol)
	a.fail, a.found = make([]int32, n), make([]int32, n)
	for state := range int32(n) {
		for c := a.child[state]; c < a.child[state+1]; c++ {
			if state != 0 {
				a.fail[c] = a.next(a.fail[state], a.symbol[c])
			}
			a.found[c] = a.found[a.fail[c]]
			if a.first[c+1] > a.first[c] {
				a.found[c] = c
			}
		}
	}
}

// next returns the state after one more word: of all that has been read, the
// longest end that begins a spelling.
func (a *automaton) next(state, symbol int32) int32 {
	if symbol == 0 {
		return 0
	}
	for ; state != 0; state = a.fail[state] {
		children := a.symbol[a.child[state]:a.child[state+1]]
		if i, ok := slices.BinarySearch(children, symbol); ok {
			return a.child[state] + int32(i)
		}
	}
	return a.start[symbol]
}

// sensesOf returns the topics of the label a state stands for.
func (a *automaton) sensesOf(state int32) []sense { return a.senses[a.first[state]:a.first[state+1]] }

// sortSpellings sorts spellings by their symbols, equal ones by their labels: by
// their first symbol in one pass, then what has the same first one, on all
// processors.
func sortSpellings(spellings []spelling, symbols []int32, size int32) {
	starts := make([]int32, size+2)
	for _, s := range spellings {
		starts[symbols[s.from]+1]++
	}
	for i := range size + 1 {
		starts[i+1] += starts[i]
	}
	places := slices.Clone(starts)
	unsorted := slices.Clone(spellings)
	for _, s := range unsorted {
		first := symbols[s.from]
		spellings[places[first]] = s
		places[first]++
	}
	inParts(len(spellings), func(_, from, to int) {
		for i := range size + 1 {
			// a run belongs to the part it begins in
			if bucket := spellings[starts[i]:starts[i+1]]; int(starts[i]) >= from && int(starts[i]) < to {
				slices.SortFunc(bucket, func(a, b spelling) int {
					return cmp.Or(slices.Compare(symbols[a.from:a.to], symbols[b.from:b.to]), cmp.Compare(a.label, b.label))
				})
			}
		}
	})
}
