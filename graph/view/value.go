package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Place is where something is.
type Place struct{ place *eic.Place }

func place(p *eic.Place) *Place {
	if !p.Said() {
		return nil
	}
	return &Place{p}
}

// PostalCode returns the postal code, if one was said.
func (v *Place) PostalCode() *string { return said(v.place.PostalCode) }

// Country returns the country's code.
func (v *Place) Country() *string { return said(v.place.Country) }

// Lat returns degrees north; nil if not known.
func (v *Place) Lat() *float64 {
	if p, ok := v.place.Point(); ok {
		return &p.Lat
	}
	return nil
}

// Lng returns degrees east; nil if not known.
func (v *Place) Lng() *float64 {
	if p, ok := v.place.Point(); ok {
		return &p.Lng
	}
	return nil
}

// Availability is days on which somebody has time.
type Availability struct{ eic.Availability }

// Weekdays lists the days of the week; none is all of them.
func (v *Availability) Weekdays() []eic.Weekday { return v.Availability.Weekdays.Values() }

// GroupSize is how many people a meeting is for.
type GroupSize struct{ size eic.GroupSize }

// Min returns the least; nil if not said.
func (v *GroupSize) Min() *int { return said(v.size.Min) }

// Max returns the most; nil if not said.
func (v *GroupSize) Max() *int { return said(v.size.Max) }

// Amount is money. Whole units do not fit the 32 bits of an Int.
type Amount struct{ *eic.Amount }

func amount(a *eic.Amount) *Amount {
	if a == nil {
		return nil
	}
	return &Amount{a}
}

// Min returns the least; nil if not said.
func (v *Amount) Min() *float64 { return said(float64(v.Amount.Min)) }

// Max returns the most; nil if not said.
func (v *Amount) Max() *float64 { return said(float64(v.Amount.Max)) }

// Wishes is what an offerer would like of a need.
type Wishes struct {
	s      *Session
	wishes *eic.Wishes
}

// Grades lists grades.
func (v *Wishes) Grades() []eic.GradeLevel { return v.wishes.Grades.Values() }

// Topics returns topics.
func (v *Wishes) Topics(ctx context.Context) ([]*Topic, error) {
	return many(ctx, v.s, v.wishes.Topics, NewTopic)
}

// Modes lists ways of working.
func (v *Wishes) Modes() []eic.EngagementMode { return v.wishes.Modes.Values() }

// Settings lists where to meet.
func (v *Wishes) Settings() []eic.Setting { return v.wishes.Settings.Values() }

// Text returns wishes in the offerer's own words.
func (v *Wishes) Text() *string { return said(v.wishes.Text) }

// Evidence is one reason to believe that a product works.
type Evidence struct{ eic.Evidence }

// Study names the study.
func (v *Evidence) Study() *string { return said(v.Evidence.Study) }

// Population says with whom it was found.
func (v *Evidence) Population() *string { return said(v.Evidence.Population) }

// Grades lists the grades it was found for.
func (v *Evidence) Grades() []eic.GradeLevel { return v.Evidence.Grades.Values() }
