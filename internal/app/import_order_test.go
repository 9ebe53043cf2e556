package app

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// topicChanges makes a change of a topic for each list of what it refers to.
func topicChanges(refs ...[]int) []store.Change {
	id := func(i int) eic.ID { return eic.ID(fmt.Sprintf("topic.shared.%020d", i)) }
	var changes []store.Change
	for i, to := range refs {
		topic := &eic.Topic{Head: eic.Head{ID: id(i)}}
		for _, other := range to {
			topic.Related = append(topic.Related, eic.TopicID(id(other)))
		}
		changes = append(changes, store.Change{Record: topic})
	}
	return changes
}

func TestInParts(t *testing.T) {
	tests := []struct {
		name string
		refs [][]int
		most int
		want []int // records of each part
	}{
		{"nothing", nil, 3, []int{0}},
		{"all fit", [][]int{{1}, {2}, {}}, 5, []int{3}},
		{"a chain in the wrong order", [][]int{{1}, {2}, {3}, {}}, 3, []int{2, 2}}, // 1+2, 2+2
		{"a circle is not cut", [][]int{{1}, {2}, {0}, {}}, 2, []int{3, 1}},
		{"a circle behind a circle", [][]int{{1}, {0, 2}, {3}, {2}}, 4, []int{2, 2}},
		{"to what is stored already", [][]int{{9}, {9}, {9}}, 2, []int{1, 1, 1}},
		{"to itself", [][]int{{0}, {0}}, 2, []int{1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			changes := topicChanges(tt.refs...)
			parts := inParts(changes, tt.most)
			var got []int
			for _, part := range parts {
				got = append(got, len(part))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			checkParts(t, changes, parts)
		})
	}
}

// checkParts: every change is in one part, and refers to nothing in a later one.
func checkParts(t *testing.T, changes []store.Change, parts [][]store.Change) {
	t.Helper()
	in := map[eic.ID]int{}
	count := 0
	for i, part := range parts {
		for _, c := range part {
			in[c.Record.Header().ID] = i
			count++
		}
	}
	if count != len(changes) || len(in) != len(changes) {
		t.Fatalf("%d changes became %d of %d records", len(changes), count, len(in))
	}
	for _, c := range changes {
		for _, id := range append(c.Record.Refs(), eic.ID(c.Record.Header().Cluster)) {
			if later, here := in[id]; here && later > in[c.Record.Header().ID] {
				t.Errorf("%s is committed before %s, to which it refers", c.Record.Header().ID, id)
			}
		}
	}
}

func TestInPartsOfAnything(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		refs := make([][]int, 1+random.IntN(60))
		for i := range refs {
			for range random.IntN(4) {
				refs[i] = append(refs[i], random.IntN(len(refs)))
			}
		}
		changes := topicChanges(refs...)
		checkParts(t, changes, inParts(changes, 1+random.IntN(30)))
	}
}

// A cluster comes before what is in it.
func TestInPartsBehindTheirCluster(t *testing.T) {
	cluster := &eic.Cluster{Head: eic.Head{ID: "cluster.0000000000", Cluster: "cluster.0000000000"}}
	need := &eic.Need{Head: eic.Head{ID: "need.0000000000.x", Cluster: "cluster.0000000000"}}
	changes := []store.Change{{Record: need}, {Record: cluster}}
	parts := inParts(changes, 1)
	if len(parts) != 2 || parts[0][0].Record != eic.Record(cluster) {
		t.Errorf("got %v", parts)
	}
}

// The topics of a text are edges too.
func TestInPartsByTopics(t *testing.T) {
	changes := topicChanges(nil, nil, nil)
	for i := range changes {
		changes[i].Document = &store.Document{Topics: make([]store.About, 9)}
	}
	if parts := inParts(changes, 20); len(parts) != 2 || len(parts[0]) != 2 {
		t.Errorf("got %d parts, want 2: two records with nine topics each, and the third", len(parts))
	}
	if parts := inParts(changes, 30); len(parts) != 1 {
		t.Errorf("got %d parts, want 1", len(parts))
	}
}

// A chain as long as the most lines of a batch.
func TestInPartsOfAChain(t *testing.T) {
	refs := make([][]int, 50_000)
	for i := range refs {
		refs[i] = []int{i + 1}
	}
	changes := topicChanges(refs...)
	parts := inParts(changes, mostAtOnce)
	checkParts(t, changes, parts)
	if want := 10; len(parts) != want { // 100,000 records and references
		t.Errorf("got %d parts, want %d", len(parts), want)
	}
}
