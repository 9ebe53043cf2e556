package match

import (
	"cmp"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

// compareEdges is the order of the edges of one topic: by end, then kind, then
// weight, the heaviest first.
func compareEdges(a, b edge) int {
	return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.relation, b.relation), cmp.Compare(b.weight, a.weight))
}

// tie is the best way from a topic asked for to the topic met.
type tie struct {
	value  float64  // 0: there is none within two edges
	first  Relation // of the first edge
	second Relation // 0: one edge does it
	via    int32    // between two edges
}

// tie returns the best way between two topics. The value r of meeting another
// topic than the one asked for falls with each edge:
//
//	same or synonym        1
//	narrower               .8
//	broader                .6 q      q = idf(met)/idf(asked), at most 1:
//	sibling, or related    .5 q      what is said of many things says less
//	two other edges        .36
//	a bridge               its own weight, also as one of two edges
//
// Equal ways are settled by the order of the topics in between. A hub is tied to
// too much to tie two things together, so no way leads through one.
func (t *Taxonomy) tie(asked, met int32, q float64, w *Weights) tie {
	if asked == met {
		return tie{value: 1, first: SameTopic}
	}
	var best tie
	take := func(way tie) {
		if way.value > best.value {
			best = way
		}
	}
	for _, e := range t.edgesTo(asked, met) {
		take(tie{value: e.value(q, w), first: e.relation})
	}
	a, b := t.edges[asked], t.edges[met]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch via := a[i].to; {
		case via < b[j].to:
			i++
		case via > b[j].to:
			j++
		default:
			for k := j; k < len(b) && b[k].to == via && len(t.edges[via]) <= w.HubEdges; k++ {
				back := b[k].relation.back()
				take(tie{value: twoEdges(a[i], b[k], q, w), first: a[i].relation, second: back, via: via})
			}
			i++
		}
	}
	return best
}

// edgesTo returns the edges from one topic straight to another.
func (t *Taxonomy) edgesTo(from, to int32) []edge {
	edges := t.edges[from]
	start, _ := slices.BinarySearchFunc(edges, to, func(e edge, to int32) int { return cmp.Compare(e.to, to) })
	end := start
	for end < len(edges) && edges[end].to == to {
		end++
	}
	return edges[start:end]
}

func (e edge) value(q float64, w *Weights) float64 {
	switch e.relation {
	case NarrowerTopic:
		return w.Narrower
	case BroaderTopic:
		return w.Broader * q
	case RelatedTopic:
		return w.Related * q
	}
	return e.weight
}

// twoEdges is the value of a way over two edges; out leads from the topic asked
// for, in from the topic met, both to the one in between.
func twoEdges(out, in edge, q float64, w *Weights) float64 {
	if out.relation == BroaderTopic && in.relation == BroaderTopic {
		return w.Related * q
	}
	value := w.TwoEdges
	for _, e := range []edge{out, in} {
		if e.relation == BridgedTopic {
			value *= e.weight
		}
	}
	return value
}

// back returns the relation as read from the other end.
func (r Relation) back() Relation {
	switch r {
	case NarrowerTopic:
		return BroaderTopic
	case BroaderTopic:
		return NarrowerTopic
	}
	return r
}

// path names the edges of a tie.
func (t *Taxonomy) path(asked, met int32, way tie) []Step {
	switch {
	case way.value == 0:
		return nil
	case way.second == 0:
		return []Step{{t.id(asked), t.id(met), way.first}}
	}
	return []Step{{t.id(asked), t.id(way.via), way.first}, {t.id(way.via), t.id(met), way.second}}
}

// neighbour is a topic within reach of another.
type neighbour struct {
	topic eic.TopicID
	value float64
}

// neighbours returns the topics within two edges of one and how much meeting
// each is worth, best first, then by id; q as for tie.
func (t *Taxonomy) neighbours(of eic.TopicID, q func(met eic.TopicID) float64, w *Weights) []neighbour {
	from, ok := t.place(of)
	if !ok {
		return nil
	}
	seen := map[int32]bool{from: true}
	var list []neighbour
	add := func(to int32) {
		if !seen[to] {
			seen[to] = true
			list = append(list, neighbour{t.id(to), t.tie(from, to, q(t.id(to)), w).value})
		}
	}
	for _, e := range t.edges[from] {
		add(e.to)
		if len(t.edges[from]) > w.HubEdges || len(t.edges[e.to]) > w.HubEdges {
			continue
		}
		for _, next := range t.edges[e.to] {
			add(next.to)
		}
	}
	slices.SortFunc(list, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.topic, b.topic))
	})
	return list
}
