package plant

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Plan is what to draw.
type Plan struct {
	Seed   uint64
	Needs  int
	Offers int
	Today  eic.Day // windows lie in the months after it
}

// Planted is a drawn set.
type Planted struct {
	plan     Plan
	concepts *concepts
	speech   *speech
	traps    []trap
	offers   []offer // hidden sides only
}

// New makes a set of a taxonomy's topics.
func New(topics []*eic.Topic, plan Plan) (*Planted, error) {
	p := &Planted{plan: plan, concepts: newConcepts(topics, plan.Seed)}
	var err error
	if p.speech, err = newSpeech(p.concepts); err != nil {
		return nil, err
	}
	if p.traps, err = readTraps(p.concepts, plan.Seed); err != nil {
		return nil, err
	}
	for i := range plan.Offers {
		o := p.drawOffer(i)
		o.text = text{} // to be drawn again when it is asked for
		p.offers = append(p.offers, o)
	}
	return p, nil
}

// Kinds of draws; each has numbers of its own.
const (
	drawConcepts = iota + 1
	drawOffers
	drawNeeds
)

// draw returns the numbers of one record.
func draw(seed uint64, kind, record int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(kind)<<32|uint64(record)))
}

// chance is true with a probability.
func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// Offer is one offer as a line of the import format. Further lines, such as its
// product, come before it.
type Offer struct {
	ID          string
	Lines       []byte
	Title, Body string
}

// Offers yields the offers, and with the first of them the cluster and its postal codes.
func (p *Planted) Offers() iter.Seq[Offer] {
	return func(yield func(Offer) bool) {
		head := p.head()
		for i := range p.plan.Offers {
			o := p.drawOffer(i)
			lines := append(head, p.offerLines(o, i)...)
			head = nil
			if !yield(Offer{offerID(i), lines, o.text.title, o.text.body}) {
				return
			}
		}
	}
}

// Need is one need as a line of the import format, and how it was made.
type Need struct {
	ID          string
	Lines       []byte
	Title, Body string
	Traits
	// Twin is the id of the need that says the same well-spelt and in English, for
	// one that does not: the next need. A twin is made to be compared with and has
	// no further traits.
	Twin string
	// TwinOf is the id of that need, for a twin.
	TwinOf string

	place int
}

// Traits are what is difficult about a need.
type Traits struct {
	Trap     bool // turns on a word of two meanings
	Misspelt bool
	Spanish  bool // or both languages
}

// Needs yields the needs, each twin after its own.
func (p *Planted) Needs() iter.Seq[Need] {
	return func(yield func(Need) bool) {
		for i := range p.plan.Needs {
			n := p.drawNeed(i, false)
			need := Need{ID: needID(i), Lines: p.needLine(n, needID(i)), Title: n.text.title, Body: n.text.body, Traits: n.traits, place: i}
			if n.traits.Misspelt || n.traits.Spanish {
				need.Twin = needID(i) + "-twin"
			}
			if !yield(need) {
				return
			}
			if need.Twin == "" {
				continue
			}
			twin := p.drawNeed(i, true)
			if !yield(Need{ID: need.Twin, Lines: p.needLine(twin, need.Twin), Title: twin.text.title, Body: twin.text.body, TwinOf: need.ID, place: i}) {
				return
			}
		}
	}
}

func needID(i int) string  { return fmt.Sprintf("n%d", i) }
func offerID(i int) string { return fmt.Sprintf("o%d", i) }

// Judgement is what an offer is worth to a need.
type Judgement struct {
	Offer string
	Grade int  // 1 to 3; 0 for a false friend
	False bool // it has the word the need turns on, in another meaning
}

// Judge returns the offers that are worth something to a need, and its false
// friends, in the order of the offers.
func (p *Planted) Judge(of Need) []Judgement {
	n := p.drawNeed(of.place, false)
	var list []Judgement
	for j := range p.offers {
		o := &p.offers[j]
		grade := p.grade(n, o)
		friend := n.trap != nil && o.trap != nil && n.trap.word == o.trap.word && n.trap != o.trap && grade == 0
		if grade > 0 || friend {
			list = append(list, Judgement{offerID(j), grade, friend})
		}
	}
	return list
}

// grade is what an offer is worth to a need.
func (p *Planted) grade(n need, o *offer) int {
	if !n.suits(&o.circumstances, p.plan.Today) {
		return 0
	}
	if n.trap != nil && n.trap.topic == "" || o.trap != nil && o.trap.topic == "" {
		if n.trap == o.trap {
			return 3
		}
		return 0
	}
	switch grade := p.concepts.grade(n.concept, o.concept); {
	case grade == 3:
		return 3
	case o.trade == n.concept:
		return 2
	default:
		return grade
	}
}

// line is a record of the import format.
type line map[string]any

func (l line) encode() []byte {
	text, _ := json.Marshal(l) // text, numbers and lists always marshal
	return append(text, '\n')
}
