package plant

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// concepts is the taxonomy as the generator sees it: what is above what, and how
// often people speak of it. It is computed here from the topics alone, so that a
// fault in the program's own taxonomy does not hide in the judgements.
type concepts struct {
	topics  []*eic.Topic // in the order of their ids
	place   map[eic.TopicID]int
	parents [][]int
	root    []int
	near    [][]int // ends of bridges that are heavy enough to speak for each other
	far     [][]int // ends of other bridges, and related ones
	subject shares  // of what needs are about
	trade   shares  // of occupations
}

// nothing is the concept of a text that is about no topic.
const nothing = -1

// heavy is the least weight of a bridge by which one end speaks for the other.
const heavy = .6

func newConcepts(topics []*eic.Topic, seed uint64) *concepts {
	c := &concepts{topics: slices.Clone(topics), place: map[eic.TopicID]int{}}
	slices.SortFunc(c.topics, func(a, b *eic.Topic) int { return cmp.Compare(a.ID, b.ID) })
	for i, t := range c.topics {
		c.place[eic.TopicID(t.ID)] = i
	}
	c.parents, c.near, c.root = make([][]int, len(topics)), make([][]int, len(topics)), make([]int, len(topics))
	c.far = make([][]int, len(topics))
	for i, t := range c.topics {
		for _, id := range t.Broader {
			c.parents[i] = append(c.parents[i], c.place[id])
		}
		for _, id := range t.Related {
			join(c.far, i, c.place[id])
		}
		for _, b := range t.Bridges {
			ends := c.far
			if b.Weight >= heavy {
				ends = c.near
			}
			join(ends, i, c.place[b.To])
		}
	}
	for i := range c.topics {
		c.root[i] = i
		for len(c.parents[c.root[i]]) > 0 {
			c.root[i] = c.parents[c.root[i]][0]
		}
	}
	r := draw(seed, drawConcepts, 0)
	c.subject = c.zipf(r, func(k eic.TopicKind) bool { return k == eic.Subject || k == eic.Skill || k == eic.Fund })
	c.trade = c.zipf(r, func(k eic.TopicKind) bool { return k == eic.OccupationTopic })
	return c
}

func join(ends [][]int, i, j int) { ends[i], ends[j] = append(ends[i], j), append(ends[j], i) }

// named returns the concept with an external id, or nothing for "-".
func (c *concepts) named(externalID string) (int, bool) {
	if externalID == "-" {
		return nothing, true
	}
	i := slices.IndexFunc(c.topics, func(t *eic.Topic) bool { return t.External.ID == externalID })
	return i, i >= 0
}

// grade is 3 for the same concept; 2 for parent, child or sibling, and over a heavy
// bridge; 1 within the same subject, and over any other edge.
func (c *concepts) grade(a, b int) int {
	switch {
	case a == nothing || b == nothing:
		return 0
	case a == b:
		return 3
	case slices.Contains(c.parents[a], b), slices.Contains(c.parents[b], a), slices.Contains(c.near[a], b),
		slices.ContainsFunc(c.parents[a], func(p int) bool { return slices.Contains(c.parents[b], p) }):
		return 2
	case c.root[a] == c.root[b], slices.Contains(c.far[a], b):
		return 1
	}
	return 0
}

// labels returns what a concept is called in a language, its own name first.
func (c *concepts) labels(concept int, lang eic.Language) []string {
	t := c.topics[concept]
	var list []string
	if t.Lang == lang {
		list = append(list, t.Label)
	}
	for _, l := range t.AltLabels {
		if l.Lang == lang {
			list = append(list, l.Text)
		}
	}
	return list
}

// shares are concepts and how probable each and those before it are.
type shares struct {
	concepts []int
	sums     []float64
}

// zipf gives the concepts of some kinds frequencies as of a natural language:
// 1/(rank + 5)^.8, ranks by lot.
func (c *concepts) zipf(r *rand.Rand, of func(eic.TopicKind) bool) shares {
	var s shares
	for i, t := range c.topics {
		if of(t.Kind) && !strings.Contains(string(t.ID), "std") {
			s.concepts = append(s.concepts, i)
		}
	}
	r.Shuffle(len(s.concepts), func(i, j int) { s.concepts[i], s.concepts[j] = s.concepts[j], s.concepts[i] })
	total := 0.0
	for rank := range s.concepts {
		total += math.Pow(float64(rank+5), -.8)
		s.sums = append(s.sums, total)
	}
	return s
}

func (s shares) draw(r *rand.Rand) int {
	u := r.Float64() * s.sums[len(s.sums)-1]
	i, _ := slices.BinarySearch(s.sums, u)
	return s.concepts[min(i, len(s.concepts)-1)]
}
