package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/wording"
)

// Match is a need and an offer that may meet.
type Match struct{ pair }

// Need returns the need; nil in a preview, in which it is not posted yet.
func (v *Match) Need() *Need {
	if v.need.ID == "" {
		return nil
	}
	return NewNeed(v.s, v.need)
}

// MatchExplanation is everything that is known about one pair.
type MatchExplanation struct{ pair }

// NewExplanation returns the view of an explanation.
func NewExplanation(ctx context.Context, s *Session, e *app.Explanation) *MatchExplanation {
	s.Language(ctx)
	return &MatchExplanation{newPair(s, e.Need, e.Offer, &e.Match)}
}

// Need returns the need.
func (v *MatchExplanation) Need() *Need { return NewNeed(v.s, v.need) }

// Listed reports whether a list would have the pair.
func (v *MatchExplanation) Listed() bool { return v.match.Listed }

// pair is a need, an offer, and how well they fit. Whoever makes one has asked
// the session for its language, so that sentences are at hand at once: a method
// that takes a context would cost a goroutine for each match of a list.
type pair struct {
	s     *Session
	need  *eic.Need
	offer *eic.Offer
	match *match.Match
	side  wording.Side // of whoever asks
}

func newPair(s *Session, n *eic.Need, o *eic.Offer, m *match.Match) pair {
	p := pair{s: s, need: n, offer: o, match: m}
	switch {
	case s.viewer == nil: // nobody is signed in, and nothing is shown
	case n.PostedBy == s.viewer.ID():
		p.side = wording.Asking
	case s.viewer.SpeaksFor(o.OfferedBy):
		p.side = wording.Offering
	}
	return p
}

// Offer returns the offer.
func (v *pair) Offer() Offer { return NewOffer(v.s, v.offer) }

// Score returns the score, 0 to 1.
func (v *pair) Score() float64 { return v.match.Score }

// Fit returns the score as a word.
func (v *pair) Fit() eic.MatchFit { return v.match.Fit }

// Unknowns lists the factors nothing is known about.
func (v *pair) Unknowns() []eic.MatchFactor { return v.match.Unknowns }

// Reasons lists why the pair fits.
func (v *pair) Reasons() []*Reason {
	list := make([]*Reason, len(v.match.Reasons))
	for i := range list {
		list[i] = &Reason{&v.match.Reasons[i], v.s, v.side}
	}
	return list
}

// Blockers lists what is in the way.
func (v *pair) Blockers() []*Blocker {
	list := make([]*Blocker, len(v.match.Blockers))
	for i := range list {
		list[i] = &Blocker{&v.match.Blockers[i], v.s}
	}
	return list
}

// label returns what a topic is called in the language of sentences. One that is
// another cluster's own has no name for the reader.
func (s *Session) label(id eic.TopicID) string {
	if name := s.app.TopicName(s.viewer, id, s.language); name != "" {
		return name
	}
	return wording.UnnamedTopic(s.language)
}

// Reason is one factor of a score.
type Reason struct {
	*match.Reason
	s    *Session
	side wording.Side // of whoever reads it
}

// Summary returns the reason as a sentence.
func (v *Reason) Summary() string {
	return wording.Reason(wording.Reader{Language: v.s.language, Side: v.side}, *v.Reason, v.s.label)
}

// Path lists the steps from the topic asked for to the one that meets it.
func (v *Reason) Path() []*PathStep {
	list := make([]*PathStep, len(v.Reason.Path))
	for i, step := range v.Reason.Path {
		list[i] = &PathStep{v.s.label(step.From), step.Relation, v.s.label(step.To)}
	}
	return list
}

// PathStep is one step between two topics, by their labels.
type PathStep struct {
	From     string
	Relation match.Relation
	To       string
}

// Blocker is a gate that is closed.
type Blocker struct {
	*match.Blocker
	s *Session
}

// Summary says what is in the way and what would lift it.
func (v *Blocker) Summary() string { return wording.Blocker(v.s.language, *v.Blocker) }
