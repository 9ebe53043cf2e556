package match

import (
	"cmp"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Match is a need and an offer that may meet, and how well they fit.
type Match struct {
	Need  *Need
	Offer *Offer
	Score float64 // 0..1, before balance
	Fit   eic.MatchFit
	Key   Key // its place in the list it came from

	// Set by Explain only.
	Listed   bool              // no blocker, and TEXT or TOPIC above 0
	Reasons  []Reason          // in the order of their factors; contributions sum to Score
	Blockers []Blocker         // every closed gate, in order
	Unknowns []eic.MatchFactor // factors nothing is known about
}

// Key is how far a list has been read, up to and with one match: what a cursor
// carries. The zero Key is before the first. A list that has changed since can
// still be continued after it without repeating anything.
type Key struct {
	Place int `json:"p"` // from 1

	// The last match taken in the order of value; ID is empty if none was.
	Known bool    `json:"k,omitempty"` // its offer is LISTED: known from a public record
	Value float64 `json:"v,omitempty"` // its score after balance
	Score float64 `json:"s,omitempty"`
	ID    string  `json:"i,omitempty"` // of the offer, or of the need in an offer's list

	// Fresh has eight hexadecimal digits for each match taken because few have
	// seen it: those stand out of the order of value.
	Fresh string `json:"f,omitempty"`
}

// List is the answer to "who fits?", best first.
type List struct {
	Matches    []Match
	Considered int         // candidates with some evidence of fit: listed and excluded
	Excluded   []Exclusion // in the order of the gates

	ranked []ranked // in the order of value
	every  int      // places from one fresh match to the next
}

// Exclusion counts the candidates that failed at a gate first.
type Exclusion struct {
	Gate  eic.MatchGate
	Count int
}

// ranked is a match and what its place depends on.
type ranked struct {
	Match        // Key says its own value, score and id, not yet its place
	fresh uint64 // see freshness
	party string // whose it is
	bag   *bag   // of the text that copies are told by
}

// Rank lists the offers that fit a need, best first; those known from a public
// record come after what people offered themselves. With balance the order, and
// only that, spreads what is asked of people. Reasons are left to Explain.
func (m *Model) Rank(n *Need, offers []*Offer, balance bool) List {
	s := m.scorer()
	q := s.ask(n, s.offers.speller)
	found := make([]candidate, 0, len(offers))
	for _, o := range offers {
		if c := s.glance(q, o); c.evident() {
			group := 2 * int(o.Record.Kind)
			if o.Record.Status == eic.OfferListed {
				group++
			}
			found = append(found, candidate{s, q, o, c, string(o.ID()), group})
		}
	}
	return s.list(found, balance, offerSide)
}

// RankNeeds lists the needs an offer serves, best first. Reasons are left to Explain.
func (m *Model) RankNeeds(o *Offer, needs []*Need, balance bool) List {
	return RankRegions(o, []Region{{Model: m, Needs: needs}}, balance)
}

// Region is the needs of one cluster, and the model they are measured by.
type Region struct {
	Model *Model
	Needs []*Need
	Offer *Offer // as the cluster's taxonomy reads it; nil: as the one asked about
}

// RankRegions lists the needs of several clusters that an offer serves, best
// first. Each need is measured by the model of its own cluster, as it is in its
// own list, so that a pair has one score wherever it is met; scores are numbers of
// 0..1 that depend on no other candidate, and are put in one order as they are.
func RankRegions(o *Offer, regions []Region, balance bool) List {
	if len(regions) == 0 {
		return List{}
	}
	var found []candidate
	for _, r := range regions {
		o := cmp.Or(r.Offer, o)
		s := r.Model.scorer()
		s.fix(o.bag)
		near := s.spellerOf(o)
		for _, n := range r.Needs {
			q := s.ask(n, near)
			if c := s.glance(q, o); c.evident() {
				found = append(found, candidate{s, q, o, c, string(n.ID()), 0})
			}
		}
	}
	return regions[0].Model.scorer().list(found, balance, needSide)
}

// side is which records a list is of.
type side uint8

const (
	offerSide side = iota
	needSide
)

// own says whose a match is.
func (d side) own(r *ranked) {
	if d == offerSide {
		r.party, r.bag = string(r.Offer.Record.OfferedBy), r.Offer.bag
	} else {
		r.party, r.bag = string(r.Need.Record.PostedBy), r.Need.bag
	}
}

// candidate is a pair with some evidence of fit.
type candidate struct {
	s      *scorer // by which it is measured
	q      *question
	offer  *Offer
	glance content
	id     string
	group  int // candidates of one group compete to be considered
}

// list gates and scores candidates, each by its own scorer, and orders them.
func (s *scorer) list(found []candidate, balance bool, of side) List {
	l := List{every: s.w.FreshPlace}
	closed := [len(gates) + 1]int{}
	for _, c := range s.best(found) {
		l.Considered++
		if b := c.s.m.firstBlocker(c.q.need, c.offer); b != nil {
			closed[b.Gate]++
			continue
		}
		j := c.s.judge(c.q, c.offer, c.s.content(c.q, c.offer, c.glance))
		r := ranked{Match: Match{Need: c.q.need, Offer: c.offer, Score: j.score, Fit: j.fit}}
		r.Key = Key{Known: c.offer.Record.Status == eic.OfferListed, Value: j.score, Score: j.score, ID: c.id}
		of.own(&r)
		l.ranked = append(l.ranked, r)
	}
	slices.SortFunc(l.ranked, compareRanked)
	if balance {
		s.balance(l.ranked, of)
		slices.SortFunc(l.ranked, compareRanked)
	}
	for gate, n := range closed {
		if n > 0 {
			l.Excluded = append(l.Excluded, Exclusion{eic.MatchGate(gate), n})
		}
	}
	l.Matches = l.arrange(l.ranked, Key{})
	return l
}

// best returns the candidates that are considered: of each group the first 200
// by content, each id once.
func (s *scorer) best(found []candidate) []candidate {
	slices.SortFunc(found, compareCandidates)
	kept, group, n := found[:0], 0, 0
	for i, c := range found {
		if len(kept) > 0 && c.group == group && c.id == kept[len(kept)-1].id {
			continue
		}
		if i == 0 || c.group != group {
			group, n = c.group, 0
		}
		if n < s.w.Keep {
			kept = append(kept, c)
			n++
		}
	}
	return kept
}

// compareCandidates is the order of candidates: by group, content, and id.
func compareCandidates(a, b candidate) int {
	return cmp.Or(
		cmp.Compare(a.group, b.group),
		cmp.Compare(b.glance.value, a.glance.value),
		strings.Compare(a.id, b.id),
	)
}

func compareRanked(a, b ranked) int { return compareKeys(a.Key, b.Key) }

// compareKeys is the order of value: what people offered themselves first, then
// the higher value, then the higher score, then the id.
func compareKeys(a, b Key) int {
	return cmp.Or(
		compareTruth(!a.Known, !b.Known),
		cmp.Compare(b.Value, a.Value),
		cmp.Compare(b.Score, a.Score),
		strings.Compare(a.ID, b.ID),
	)
}
