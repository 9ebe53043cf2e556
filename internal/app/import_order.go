package app

import (
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// mostAtOnce bounds a commit of an import: so many records, references to others
// and topics of texts. A store on a network has a minute for a write of an import.
const mostAtOnce = 10_000

// inParts divides changes into commits of about most records and edges, such
// that what a record refers to is committed before it or with it. Records that
// refer to each other in a circle stay together, however many they are. What fits
// into one commit is one.
func inParts(changes []store.Change, most int) [][]store.Change {
	size := 0
	for _, c := range changes {
		size += weightOf(c)
	}
	if size <= most {
		return [][]store.Change{changes}
	}
	var parts [][]store.Change
	var part []store.Change
	size = 0
	for _, circle := range circles(changes) {
		for _, c := range circle {
			part = append(part, c)
			size += weightOf(c)
		}
		if size >= most {
			parts, part, size = append(parts, part), nil, 0
		}
	}
	if len(part) > 0 {
		parts = append(parts, part)
	}
	return parts
}

// weightOf counts a record and the edges it has.
func weightOf(c store.Change) int {
	weight := 1 + len(c.Record.Refs())
	if c.Document != nil {
		weight += len(c.Document.Topics)
	}
	return weight
}

// circles returns the changes in groups: those that refer to each other in a
// circle are one, every other is alone, and a group comes after those it refers
// to. (Strongly connected components, which Tarjan's algorithm finds in just this
// order: Tarjan 1972, "Depth-first search and linear graph algorithms".)
func circles(changes []store.Change) [][]store.Change {
	t := &tarjan{changes: changes, of: make(map[eic.ID]int, len(changes)), seen: make([]int, len(changes)), low: make([]int, len(changes))}
	for i, c := range changes {
		t.of[c.Record.Header().ID] = i
	}
	for i := range changes {
		if t.seen[i] == 0 {
			t.visit(i)
		}
	}
	return t.groups
}

type tarjan struct {
	changes []store.Change
	of      map[eic.ID]int // place of a record among the changes
	seen    []int          // when a change was met, from 1; 0: not yet
	low     []int          // the earliest met that is reached from it; 0: its group is done
	count   int
	stack   []int
	groups  [][]store.Change
}

func (t *tarjan) visit(i int) {
	t.count++
	t.seen[i], t.low[i] = t.count, t.count
	t.stack = append(t.stack, i)
	r := t.changes[i].Record
	for _, id := range append(r.Refs(), eic.ID(r.Header().Cluster)) {
		next, here := t.of[id]
		if !here {
			continue
		}
		if t.seen[next] == 0 {
			t.visit(next)
		}
		if t.low[next] > 0 {
			t.low[i] = min(t.low[i], t.low[next])
		}
	}
	if t.low[i] < t.seen[i] {
		return
	}
	var group []store.Change
	for {
		last := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.low[last] = 0
		group = append(group, t.changes[last])
		if last == i {
			break
		}
	}
	t.groups = append(t.groups, group)
}
