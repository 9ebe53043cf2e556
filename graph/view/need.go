package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Need is what an educator is looking for.
type Need struct {
	record
	*eic.Need
}

// NewNeed returns the view of a need.
func NewNeed(s *Session, n *eic.Need) *Need { return &Need{record{s, n}, n} }

// PostedBy returns who posted the need; nil where that is hidden from the reader.
func (v *Need) PostedBy(ctx context.Context) (*Person, error) {
	id, shown := v.s.app.PostedBy(v.s.viewer, v.Need)
	if !shown {
		return nil, nil
	}
	return one(ctx, v.s, eic.ID(id), NewPerson)
}

// OnBehalfOf returns the organization the need is posted for.
func (v *Need) OnBehalfOf(ctx context.Context) (*Organization, error) {
	return one(ctx, v.s, eic.ID(v.Need.OnBehalfOf), NewOrganization)
}

// Topics returns the topics the author chose.
func (v *Need) Topics(ctx context.Context) ([]*Topic, error) {
	return many(ctx, v.s, v.Need.Topics, NewTopic)
}

// NotTopics returns the topics the author removed, to those who may change the need.
func (v *Need) NotTopics(ctx context.Context) ([]*Topic, error) {
	return many(ctx, v.s, v.s.app.NotTopics(v.s.viewer, v.Need), NewTopic)
}

// About returns the topics the need is about.
func (v *Need) About(ctx context.Context) ([]*TopicLink, error) {
	return about(ctx, v.s, v.s.app.About(v.Need, nil))
}

// Grades lists the grades of the class.
func (v *Need) Grades() []eic.GradeLevel { return v.Need.Grades.Values() }

// Modes lists the ways of working together that would suit.
func (v *Need) Modes() []eic.EngagementMode { return v.Need.Modes.Values() }

// Settings lists where people could meet.
func (v *Need) Settings() []eic.Setting { return v.Need.Settings.Values() }

// Kinds lists the kinds of offer looked for.
func (v *Need) Kinds() []eic.OfferKind { return v.Need.Kinds.Values() }

// Devices lists what the class works on.
func (v *Need) Devices() []eic.Device { return v.Need.Devices.Values() }

// Place returns where the class is; nil if not said.
func (v *Need) Place() *Place { return place(&v.Need.Place) }

// Window returns the days in which it should happen; nil is any time.
func (v *Need) Window() *eic.Window { return said(v.Need.Window) }

// GroupSize returns how many people take part; nil if not said.
func (v *Need) GroupSize() *int { return said(v.Need.GroupSize) }

// Returned says why a steward sent the need back.
func (v *Need) Returned() *string { return said(v.Need.Returned) }

// Matches returns the offers that fit, best first.
func (v *Need) Matches(ctx context.Context, kinds []eic.OfferKind, first *int, after *string, balance *bool, scope *eic.MatchScope) (*MatchConnection, error) {
	page, err := v.s.needMatches.Load(ctx, matchKey{
		id: v.Need.ID, kinds: eic.SetOf(kinds...),
		first: First(first, Matches), after: After(after), balance: Balance(balance), scope: Scope(scope),
	})
	if err != nil {
		return nil, err
	}
	return NewMatches(ctx, v.s, page, After(after)), nil
}
