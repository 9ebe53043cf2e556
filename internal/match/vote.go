package match

// votes is what a text surely names, and what is next to that in the taxonomy:
// evidence for what the rest of it means.
type votes struct {
	t      *Taxonomy
	named  map[int32]vote    // topics named by words that mean nothing else, and those chosen
	nearby map[int32]float64 // topics one edge away from named ones: the sum of their weights
}

// vote is how surely a topic is named, 0..1, by which label (0: by its author),
// and how surely by another one.
type vote struct {
	weight float64
	label  int32
	other  float64
}

const (
	oneEdgeVote  = .6
	twoEdgesVote = .36
	hubEdges     = 200 // what is next to a topic with more edges than this is not thereby near anything
)

// votes collects the votes of a text, if there is anything to decide.
func (l *linker) votes() votes {
	v := votes{t: l.t}
	if !l.undecided() {
		return v
	}
	v.named, v.nearby = map[int32]vote{}, map[int32]float64{}
	for _, topic := range l.cast(v.named) {
		if len(l.t.edges[topic]) > hubEdges {
			continue
		}
		for _, e := range l.t.edges[topic] {
			v.nearby[e.to] += v.named[topic].weight
		}
	}
	return v
}

// undecided reports whether any mention may mean more than one thing.
func (l *linker) undecided() bool {
	for i := range l.mentions {
		if m := &l.mentions[i]; m.nothing > 0 || !l.oneThing(l.sensesOf(m)) {
			return true
		}
	}
	return false
}

// oneThing reports whether all senses are the same thing.
func (l *linker) oneThing(senses []weighed) bool {
	for _, s := range senses {
		if l.t.same[s.topic] != l.t.same[senses[0].topic] {
			return false
		}
	}
	return true
}

// cast notes the topics that are chosen or named by words that can mean but one
// thing, and returns them in the order of the text.
func (l *linker) cast(named map[int32]vote) (order []int32) {
	add := func(topic int32, weight float64, label int32) {
		topic = l.t.same[topic]
		known, ok := named[topic]
		if !ok {
			order = append(order, topic)
		}
		switch {
		case !ok:
			known = vote{weight: weight, label: label}
		case known.label == label:
			known.weight = max(known.weight, weight)
		case weight > known.weight:
			known = vote{weight, label, known.weight}
		default:
			known.other = max(known.other, weight)
		}
		named[topic] = known
	}
	for _, id := range l.given.Chosen {
		if topic, ok := l.t.place(id); ok {
			add(topic, 1, 0)
		}
	}
	for i := range l.mentions {
		m := &l.mentions[i]
		if senses := l.sensesOf(m); l.oneThing(senses) {
			sum := l.sum(senses)
			add(senses[0].topic, m.most*sum/(sum+m.nothing), m.label)
		}
	}
	return order
}

// support returns how much else in the text speaks for a topic that a mention may
// name, 0..1: that it is named by another label, or by its author, .6 for what is
// next to it, .36 for what is next to that; never what the mention itself says.
func (v votes) support(m *mention, topic int32) float64 {
	sum, own := 0., 0.
	if by := v.named[v.t.same[topic]]; by.label == m.label {
		sum, own = by.other, by.weight
	} else {
		sum = by.weight
	}
	edges := v.t.edges[topic]
	for i, e := range edges {
		if i > 0 && edges[i-1].to == e.to {
			continue
		}
		sum += oneEdgeVote * v.named[v.t.same[e.to]].weight
		if len(v.t.edges[e.to]) <= hubEdges {
			sum += twoEdgesVote * max(0, v.nearby[e.to]-own)
		}
	}
	return min(1, sum)
}
