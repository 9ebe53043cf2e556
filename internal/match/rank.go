package match

import "github.com/edclusters/thirdplace/internal/eic"

// Match is a need and an offer that may meet, and how well they fit.
type Match struct {
	Need  *Need
	Offer *Offer
	Score float64 // 0..1, before balance
	Fit   eic.MatchFit
	Key   Key // its place in the list it came from

	// Set by Explain only.
	Reasons  []Reason          // in the order of their factors; contributions sum to Score
	Blockers []Blocker         // every gate that is closed, in order
	Unknowns []eic.MatchFactor // factors nothing is known about
	Listed   bool              // no blocker, and TEXT or TOPIC above 0
}

// Key is how far a list has been read, up to and with one match: what a cursor
// carries. The zero Key is before the first. A list that has changed since can
// still be continued after it without repeating anything.
type Key struct {
	Place int `json:"p"` // from 1

	// The last match taken in the order of value.
	Known bool    `json:"k,omitempty"` // its offer is LISTED: known from a public record
	Value float64 `json:"v"`           // its score after balance
	Score float64 `json:"s"`
	ID    string  `json:"i"`
	// The last match taken because few have seen it; 0 and "" if none was.
	Fresh   uint64 `json:"f,omitempty"`
	FreshID string `json:"g,omitempty"`
}

// List is the answer to "who fits?", best first.
type List struct {
	Matches    []Match
	Considered int         // candidates with some evidence of fit: listed and excluded
	Excluded   []Exclusion // in the order of the gates
}

// Exclusion counts the candidates that failed at a gate first.
type Exclusion struct {
	Gate  eic.MatchGate
	Count int
}

// Rank lists the offers that fit a need, best first. Reasons are left to Explain.
func (m *Model) Rank(n *Need, offers []*Offer, balance bool) List { return List{} }

// RankNeeds lists the needs an offer serves, best first. Reasons are left to Explain.
func (m *Model) RankNeeds(o *Offer, needs []*Need, balance bool) List { return List{} }

// After returns the matches that follow a key, at most first, and whether more follow.
func (l List) After(key Key, first int) (page []Match, more bool) { return nil, false }
