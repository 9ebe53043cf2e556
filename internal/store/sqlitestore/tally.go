package sqlitestore

import (
	"cmp"
	"slices"
)

// tally adds up what documents of a cluster weigh. It belongs to a connection, so
// that its memory is used again: four bytes for each number that the cluster has
// given out.
type tally struct {
	low     int64 // the number before the cluster's first: place 0
	weights []int32
	found   []int64 // places of the weights that are not 0
	places  []int64 // of the documents that have a token
}

// begin forgets the query before.
func (t *tally) begin(low, newest int64) {
	for _, i := range t.found {
		t.weights[i] = 0
	}
	t.found, t.low = t.found[:0], low
	if missing := int(newest-low) + 1 - len(t.weights); missing > 0 {
		t.weights = append(t.weights, make([]int32, missing)...)
	}
}

// add adds a weight to documents.
func (t *tally) add(places []int64, weight int) {
	for _, i := range places {
		if t.weights[i] == 0 {
			t.found = append(t.found, i)
		}
		t.weights[i] += int32(weight)
	}
}

// best returns the heaviest documents, as many as the limit, in no order. Of those
// that weigh as much as the last of them the first by id are kept; order tells
// for documents by their places how their ids begin.
func (t *tally) best(limit int, order func(places []int64) ([]uint64, error)) ([]hit, error) {
	if len(t.found) <= limit {
		return t.hits(t.found), nil
	}
	least := t.least(limit)
	var kept, equals []int64
	for _, i := range t.found {
		switch {
		case t.weights[i] > least:
			kept = append(kept, i)
		case t.weights[i] == least:
			equals = append(equals, i)
		}
	}
	if free := limit - len(kept); free < len(equals) {
		begin, err := order(equals)
		if err != nil {
			return nil, err
		}
		equals = first(free, equals, begin)
	}
	return t.hits(append(kept, equals...)), nil
}

func (t *tally) hits(places []int64) []hit {
	hits := make([]hit, len(places))
	for n, i := range places {
		hits[n] = hit{t.low + i, t.weights[i]}
	}
	return hits
}

// least is what the last of the heaviest documents weighs, for a limit below the
// number of those found: the top of a heap of so many, the lightest on top.
func (t *tally) least(limit int) int32 {
	heap := make([]int32, limit)
	for n, i := range t.found[:limit] {
		heap[n] = t.weights[i]
	}
	slices.Sort(heap) // is a heap, too
	for _, i := range t.found[limit:] {
		if t.weights[i] > heap[0] {
			heap[0] = t.weights[i]
			sink(heap)
		}
	}
	return heap[0]
}

// sink puts the top of a heap below what is lighter.
func sink(heap []int32) {
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1] < heap[child] {
			child++
		}
		if heap[child] >= heap[i] {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}

// first returns the n places whose keys are lowest.
func first(n int, places []int64, keys []uint64) []int64 {
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	kept := make([]int64, n)
	for i := range kept {
		kept[i] = places[order[i]]
	}
	return kept
}
