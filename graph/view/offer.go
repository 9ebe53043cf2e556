package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Offer is one of the four kinds of offer.
type Offer interface {
	Record
	isOffer()
}

// NewOffer returns the view of an offer, by its kind; nil for one of no kind.
func NewOffer(s *Session, o *eic.Offer) Offer {
	common := offer{record{s, o}, o}
	switch o.Kind {
	case eic.FundOfKnowledge:
		return &FundOfKnowledge{common}
	case eic.PilotOffer:
		return &PilotOffer{common}
	case eic.Grant:
		return &Grant{common}
	case eic.Study:
		return &Study{common}
	}
	return nil
}

// FundOfKnowledge is what people of the community know and can do.
type FundOfKnowledge struct{ offer }

// Category returns the part of life it comes from; 0 if not said.
func (v *FundOfKnowledge) Category() eic.FundCategory { return v.Offer.Fund.Category }

// PilotOffer is a product looking for classrooms.
type PilotOffer struct{ offer }

// Product returns the product to be tried.
func (v *PilotOffer) Product(ctx context.Context) (*Product, error) {
	return one(ctx, v.s, eic.ID(v.Pilot.Product), NewProduct)
}

// Seats returns how many classrooms can take part; nil if not said.
func (v *PilotOffer) Seats() *int { return said(v.Pilot.Seats) }

// Weeks returns how many weeks it takes; nil if not said.
func (v *PilotOffer) Weeks() *int { return said(v.Pilot.Weeks) }

// Devices lists what it runs on.
func (v *PilotOffer) Devices() []eic.Device { return v.Pilot.Devices.Values() }

// Grant is money that would join in.
type Grant struct{ offer }

// Amount returns how much; nil if not said.
func (v *Grant) Amount() *Amount { return amount(v.Offer.Grant.Amount) }

// Study is a researcher who would join in.
type Study struct{ offer }

// Question returns what is asked.
func (v *Study) Question() *string { return said(v.Offer.Study.Question) }

// Method returns how it is to be found out.
func (v *Study) Method() *string { return said(v.Offer.Study.Method) }

// offer is what the four kinds have in common.
type offer struct {
	record
	*eic.Offer
}

func (v *offer) isOffer() {}

// OfferedBy returns who makes the offer.
func (v *offer) OfferedBy(ctx context.Context) (Party, error) {
	return party(ctx, v.s, v.Offer.OfferedBy)
}

// Topics returns the topics the offerer chose.
func (v *offer) Topics(ctx context.Context) ([]*Topic, error) {
	return many(ctx, v.s, v.Offer.Topics, NewTopic)
}

// NotTopics returns the topics the offerer removed, to those who may change the offer.
func (v *offer) NotTopics(ctx context.Context) ([]*Topic, error) {
	return many(ctx, v.s, v.s.app.NotTopics(v.s.viewer, v.Offer), NewTopic)
}

// About returns the topics the offer is about; the words of a pilot's product are its own.
func (v *offer) About(ctx context.Context) ([]*TopicLink, error) {
	product, err := one(ctx, v.s, eic.ID(v.Offer.Product()), NewProduct)
	if err != nil {
		return nil, err
	}
	if product == nil {
		return about(ctx, v.s, v.s.app.About(v.Offer, nil))
	}
	return about(ctx, v.s, v.s.app.About(v.Offer, product.Product))
}

// Grades lists the grades it is for.
func (v *offer) Grades() []eic.GradeLevel { return v.Offer.Grades.Values() }

// Modes lists the ways of working together it can take.
func (v *offer) Modes() []eic.EngagementMode { return v.Offer.Modes.Values() }

// Settings lists where people could meet.
func (v *offer) Settings() []eic.Setting { return v.Offer.Settings.Values() }

// Place returns where the offerer starts from; nil if not said.
func (v *offer) Place() *Place { return place(&v.Offer.Place) }

// Availability lists when the offerer has time.
func (v *offer) Availability() []*Availability {
	list := make([]*Availability, len(v.Offer.Availability))
	for i := range list {
		list[i] = &Availability{v.Offer.Availability[i]}
	}
	return list
}

// LeadDays returns the days needed between being asked and meeting; nil if not said.
func (v *offer) LeadDays() *int { return said(v.Offer.LeadDays) }

// GroupSize returns how many people it is for; nil if not said.
func (v *offer) GroupSize() *GroupSize {
	if v.Offer.GroupSize == (eic.GroupSize{}) {
		return nil
	}
	return &GroupSize{v.Offer.GroupSize}
}

// Wishes returns what the offerer would like of a need; nil if nothing is said.
func (v *offer) Wishes() *Wishes {
	w := &v.Offer.Wishes
	if w.Grades.Empty() && len(w.Topics) == 0 && w.Modes.Empty() && w.Settings.Empty() && w.Text == "" {
		return nil
	}
	return &Wishes{v.s, w}
}

// Window returns the days in which a pilot, grant or study runs; nil is any time.
func (v *offer) Window() *eic.Window { return said(v.Offer.Window()) }

// Matches returns the needs the offer serves, best first.
func (v *offer) Matches(ctx context.Context, first *int, after *string, balance *bool, scope *eic.MatchScope) (*MatchConnection, error) {
	page, err := v.s.offerMatches.Load(ctx, matchKey{
		id: v.Offer.ID, first: First(first, Matches), after: After(after), balance: Balance(balance), scope: Scope(scope),
	})
	if err != nil {
		return nil, err
	}
	return NewMatches(ctx, v.s, page, After(after)), nil
}
