package eic

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Need is what an educator is looking for.
type Need struct {
	Head
	PostedBy    PersonID            `json:"postedBy"`
	OnBehalfOf  OrganizationID      `json:"onBehalfOf,omitempty"` // usually a school
	Title       string              `json:"title"`
	Description string              `json:"description,omitempty"`
	Topics      []TopicID           `json:"topics,omitempty"`    // chosen by the author
	NotTopics   []TopicID           `json:"notTopics,omitempty"` // that its text seems to name and is not about, says the author
	Grades      Grades              `json:"grades,omitzero"`
	Modes       Set[EngagementMode] `json:"modes,omitzero"`
	Settings    Set[Setting]        `json:"settings,omitzero"`
	Kinds       Set[OfferKind]      `json:"kinds,omitzero"` // sought; none is all four
	Place       Place               `json:"place,omitzero"`
	Window      Window              `json:"window,omitzero"`
	GroupSize   int                 `json:"groupSize,omitzero"` // people; 0 is not said
	Language    Language            `json:"language,omitempty"` // of the text
	Languages   []Language          `json:"languages,omitempty"`
	Devices     Set[Device]         `json:"devices,omitzero"`
	Matters     MatchFactor         `json:"matters,omitzero"` // the one criterion that matters most
	Status      NeedStatus          `json:"status"`
	Returned    string              `json:"returned,omitempty"` // why a steward sent it back, while it is a draft
}

// Sought returns the kinds of offer the need looks for.
func (n *Need) Sought() Set[OfferKind] {
	if n.Kinds.Empty() {
		return SetOf(EveryOfferKind()...)
	}
	return n.Kinds
}

// Check implements Record.
func (n *Need) Check() error {
	var faults fault.Fields
	if n.PostedBy == "" {
		faults.Say("postedBy", fault.Required)
	}
	if n.Title == "" {
		faults.Say("title", fault.Required)
	}
	if n.GroupSize < 0 || n.GroupSize > MaxGroup {
		faults.Say("groupSize", fault.OutOfRange, n.GroupSize, 1, MaxGroup)
	}
	if n.Matters > FactorTime {
		faults.Say("matters", fault.NothingMatters, n.Matters.String())
	}
	if n.Status == 0 {
		faults.Say("status", fault.Required)
	}
	checkRemoved(&faults, n.Topics, n.NotTopics)
	return faults.Err()
}

// Refs implements Record.
func (n *Need) Refs() []ID {
	var r refs
	r.add(ID(n.PostedBy), ID(n.OnBehalfOf))
	addAll(&r, n.Topics)
	addAll(&r, n.NotTopics)
	return r
}

// checkRemoved notes topics that are both chosen and removed.
func checkRemoved(faults *fault.Fields, chosen, removed []TopicID) {
	for i, t := range removed {
		if slices.Contains(chosen, t) {
			faults.Say(at("notTopics", i), fault.ChosenToo, string(t))
		}
	}
}
