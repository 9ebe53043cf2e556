package match

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Taxonomy is the topics and their edges, made ready for linking and for
// walking. It is immutable and safe for concurrent use. Nil has no topics.
type Taxonomy struct {
	topics []*eic.Topic // in the order of their ids
	places map[eic.TopicID]int32
	edges  [][]edge // of each topic, in the order of their ends
	faults []fault.Field

	labels    labels
	automaton automaton
	same      []int32 // of each topic: the first that is the same thing, see sameThings

	finder       func() *finder
	misspellings func() *misspellings
}

// edge leads from one topic to another.
type edge struct {
	to       int32
	relation Relation
	weight   float64 // of a bridge; else 0
}

// Relation is a kind of edge between two topics, read from the topic asked for
// to the topic met: after a NarrowerTopic step one has met the narrower one.
type Relation uint8

// The kinds of edge.
const (
	SameTopic Relation = iota + 1
	NarrowerTopic
	BroaderTopic
	RelatedTopic
	BridgedTopic
)

// Step is one edge of a path from the topic asked for to the topic met.
type Step struct {
	From, To eic.TopicID
	Relation Relation
}

// NewTaxonomy makes a taxonomy. Topics may come in any order. An edge to an
// unknown topic, to itself, or that would close a circle of broader topics is
// left out, always the same one; Check names them. A topic without an id or
// with the id of another is Invalid.
func NewTaxonomy(topics []*eic.Topic) (*Taxonomy, error) {
	t := &Taxonomy{topics: slices.Clone(topics), places: make(map[eic.TopicID]int32, len(topics))}
	slices.SortFunc(t.topics, func(a, b *eic.Topic) int { return strings.Compare(string(a.ID), string(b.ID)) })
	var faults fault.Fields
	for i, topic := range t.topics {
		id := eic.TopicID(topic.ID)
		if _, known := t.places[id]; known {
			faults.Say(string(id), fault.Repeated, string(id))
		} else if id == "" {
			faults.Say("id", fault.Required)
		}
		t.places[id] = int32(i)
	}
	if err := faults.Err(); err != nil {
		return nil, fault.Wrap("make taxonomy", err)
	}
	t.connect()
	t.labels = t.readLabels()
	spellings, symbols := t.spellings()
	t.automaton = newAutomaton(spellings, symbols, t.labels.size, t.labels.all)
	t.automaton.clues = t.clues()
	t.same = t.sameThings()
	t.finder = sync.OnceValue(func() *finder { return newFinder(t) })
	t.misspellings = sync.OnceValue(func() *misspellings { return newMisspellings(&t.labels.lexicon) })
	return t, nil
}

// connect makes the edges of all topics, both ways.
func (t *Taxonomy) connect() {
	t.edges = make([][]edge, len(t.topics))
	above := climb{up: make([][]int32, len(t.topics)), seen: make([]int32, len(t.topics))}
	for i, topic := range t.topics {
		from := int32(i)
		for j, id := range topic.Broader {
			if to, ok := t.end(from, id, "broader", j); ok {
				if above.reaches(to, from) {
					t.say(from, "broader", j, fault.SelfRef)
					continue
				}
				above.up[from] = append(above.up[from], to)
				t.join(from, to, BroaderTopic, NarrowerTopic, 0)
			}
		}
		for j, id := range topic.Related {
			if to, ok := t.end(from, id, "related", j); ok {
				t.join(from, to, RelatedTopic, RelatedTopic, 0)
			}
		}
		for j, b := range topic.Bridges {
			if to, ok := t.end(from, b.To, "bridges", j); ok && b.Weight > 0 {
				t.join(from, to, BridgedTopic, BridgedTopic, min(b.Weight, 1))
			}
		}
	}
	for i := range t.edges {
		t.edges[i] = tidied(t.edges[i])
	}
}

// end returns the far end of an edge, and notes one that is not there.
func (t *Taxonomy) end(from int32, id eic.TopicID, field string, i int) (int32, bool) {
	to, ok := t.places[id]
	switch {
	case !ok:
		t.say(from, field, i, fault.UnknownRef, "Topic", string(id))
	case to == from:
		t.say(from, field, i, fault.SelfRef)
	}
	return to, ok && to != from
}

func (t *Taxonomy) say(at int32, field string, i int, code fault.Code, args ...any) {
	path := string(t.topics[at].ID) + " " + field + "." + strconv.Itoa(i)
	t.faults = append(t.faults, fault.Field{Path: path, Detail: fault.Say(code, args...)})
}

func (t *Taxonomy) join(a, b int32, there, back Relation, weight float64) {
	t.edges[a] = append(t.edges[a], edge{b, there, weight})
	t.edges[b] = append(t.edges[b], edge{a, back, weight})
}

// climb is the way up the taxonomy, as far as it is known.
type climb struct {
	up    [][]int32
	seen  []int32 // of each topic: in which climb it was last seen
	count int32
	queue []int32
}

// reaches reports whether one climbs from a topic to another.
func (c *climb) reaches(from, to int32) bool {
	c.count++
	c.seen[from] = c.count
	c.queue = append(c.queue[:0], from)
	for i := 0; i < len(c.queue); i++ {
		if c.queue[i] == to {
			return true
		}
		for _, next := range c.up[c.queue[i]] {
			if c.seen[next] != c.count {
				c.seen[next] = c.count
				c.queue = append(c.queue, next)
			}
		}
	}
	return false
}

// tidied sorts edges by their ends and keeps one of each kind, the heaviest.
func tidied(edges []edge) []edge {
	slices.SortFunc(edges, compareEdges)
	return slices.CompactFunc(edges, func(a, b edge) bool { return a.to == b.to && a.relation == b.relation })
}

// Check names what is wrong with the topics: edges left out, and labels in
// which no word counts. Path is the topic's id and the field, such as
// "topic-fractions broader.0".
func (t *Taxonomy) Check() []fault.Field { return slices.Clone(t.faults) }

// Len returns the number of topics.
func (t *Taxonomy) Len() int {
	if t == nil {
		return 0
	}
	return len(t.topics)
}

// Topic returns a topic, or nil.
func (t *Taxonomy) Topic(id eic.TopicID) *eic.Topic {
	if i, ok := t.place(id); ok {
		return t.topics[i]
	}
	return nil
}

func (t *Taxonomy) place(id eic.TopicID) (int32, bool) {
	if t == nil {
		return 0, false
	}
	i, ok := t.places[id]
	return i, ok
}

func (t *Taxonomy) id(place int32) eic.TopicID { return eic.TopicID(t.topics[place].ID) }

// withAncestors returns the topics and all above them, each once, in no
// particular order. Unknown ones stand for themselves.
func (t *Taxonomy) withAncestors(topics []eic.TopicID) []eic.TopicID {
	seen := make(map[eic.TopicID]bool, 2*len(topics))
	var all []eic.TopicID
	add := func(id eic.TopicID) {
		if !seen[id] {
			seen[id] = true
			all = append(all, id)
		}
	}
	for _, id := range topics {
		add(id)
	}
	for i := 0; i < len(all); i++ {
		place, ok := t.place(all[i])
		if !ok {
			continue
		}
		for _, e := range t.edges[place] {
			if e.relation == BroaderTopic {
				add(t.id(e.to))
			}
		}
	}
	return all
}

// TopicToken returns the token that stands for a topic in an index: "t" and
// letters and digits, another for each id.
func TopicToken(id eic.TopicID) string {
	return "t" + tokenEscapes.Replace(strings.TrimPrefix(string(id), "topic"))
}

// tokenEscapes spell what a token may not contain; z is the escape, so it is
// itself doubled.
var tokenEscapes = strings.NewReplacer("z", "zz", "-", "zh", ".", "zd")
