package eic

import "github.com/edclusters/thirdplace/internal/fault"

// Offer is what somebody brings. Exactly one of Fund, Pilot, Grant and Study is
// set, the one of its kind.
type Offer struct {
	Head
	Kind         OfferKind           `json:"kind"`
	OfferedBy    PartyID             `json:"offeredBy"`
	Title        string              `json:"title"`
	Description  string              `json:"description,omitempty"`
	Topics       []TopicID           `json:"topics,omitempty"`    // chosen by the offerer
	NotTopics    []TopicID           `json:"notTopics,omitempty"` // that its text seems to name and is not about, says the offerer
	Grades       Grades              `json:"grades,omitzero"`
	Modes        Set[EngagementMode] `json:"modes,omitzero"`
	Settings     Set[Setting]        `json:"settings,omitzero"`
	Place        Place               `json:"place,omitzero"`
	TravelKm     *float64            `json:"travelKm,omitempty"` // how far they come; nil is not said
	Availability []Availability      `json:"availability,omitempty"`
	LeadDays     int                 `json:"leadDays,omitzero"` // days needed between asking and meeting
	GroupSize    GroupSize           `json:"groupSize,omitzero"`
	Capacity     *Capacity           `json:"capacity,omitempty"`
	Wishes       Wishes              `json:"wishes,omitzero"`
	Language     Language            `json:"language,omitempty"` // of the text
	Languages    []Language          `json:"languages,omitempty"`
	Status       OfferStatus         `json:"status"`
	Fund         *FundTerms          `json:"fund,omitempty"`
	Pilot        *PilotTerms         `json:"pilot,omitempty"`
	Grant        *GrantTerms         `json:"grant,omitempty"`
	Study        *StudyTerms         `json:"study,omitempty"`
}

// Wishes is what an offerer would like of a need; what is not said is no wish.
type Wishes struct {
	Grades   Grades              `json:"grades,omitzero"`
	Topics   []TopicID           `json:"topics,omitempty"`
	Modes    Set[EngagementMode] `json:"modes,omitzero"`
	Settings Set[Setting]        `json:"settings,omitzero"`
	Text     string              `json:"text,omitempty"`
}

// FundTerms is what only a fund of knowledge has.
type FundTerms struct {
	Category FundCategory `json:"category,omitzero"`
}

// PilotTerms is what only a pilot offer has.
type PilotTerms struct {
	Product ProductID   `json:"product"`
	Seats   int         `json:"seats,omitzero"` // classrooms; 0 is not said
	Window  Window      `json:"window,omitzero"`
	Weeks   int         `json:"weeks,omitzero"` // how long it takes; 0 is not said
	Devices Set[Device] `json:"devices,omitzero"`
}

// GrantTerms is what only a grant has.
type GrantTerms struct {
	Amount *Amount `json:"amount,omitempty"`
	Window Window  `json:"window,omitzero"`
}

// StudyTerms is what only a study has.
type StudyTerms struct {
	Question string `json:"question,omitempty"`
	Method   string `json:"method,omitempty"`
	Window   Window `json:"window,omitzero"`
}

// Window returns the days in which a pilot, grant or study runs.
func (o *Offer) Window() Window {
	switch {
	case o.Pilot != nil:
		return o.Pilot.Window
	case o.Grant != nil:
		return o.Grant.Window
	case o.Study != nil:
		return o.Study.Window
	}
	return Window{}
}

// Product returns the product of a pilot offer, or "".
func (o *Offer) Product() ProductID {
	if o.Pilot == nil {
		return ""
	}
	return o.Pilot.Product
}

// Check implements Record.
func (o *Offer) Check() error {
	var faults fault.Fields
	if o.OfferedBy == "" {
		faults.Say("offeredBy", fault.Required)
	}
	if o.Title == "" {
		faults.Say("title", fault.Required)
	}
	if o.TravelKm != nil && !(*o.TravelKm >= 0 && *o.TravelKm <= 20_100) {
		faults.Say("travelKm", fault.OutOfRange, *o.TravelKm, 0, 20_100)
	}
	if o.LeadDays < 0 || o.LeadDays > 1000 {
		faults.Say("leadDays", fault.OutOfRange, o.LeadDays, 0, 1000)
	}
	for i, a := range o.Availability {
		faults.Add(at("availability", i), a.Check())
	}
	if o.Status == 0 {
		faults.Say("status", fault.Required)
	}
	checkRemoved(&faults, o.Topics, o.NotTopics)
	if p := o.Pilot; p != nil {
		o.checkPilot(&faults)
	}
	return faults.Err()
}

func (o *Offer) checkPilot(faults *fault.Fields) {
	if o.Pilot.Product == "" {
		faults.Say("product", fault.Required)
	}
	if o.Pilot.Seats < 0 || o.Pilot.Seats > MaxGroup {
		faults.Say("seats", fault.OutOfRange, o.Pilot.Seats, 1, MaxGroup)
	}
	if o.Pilot.Weeks < 0 || o.Pilot.Weeks > 520 {
		faults.Say("weeks", fault.OutOfRange, o.Pilot.Weeks, 1, 520)
	}
}

// Refs implements Record.
func (o *Offer) Refs() []ID {
	var r refs
	r.add(ID(o.OfferedBy), ID(o.Product()))
	addAll(&r, o.Topics)
	addAll(&r, o.NotTopics)
	addAll(&r, o.Wishes.Topics)
	return r
}
