package eic

import "github.com/edclusters/thirdplace/internal/fault"

// Organization is a school, a company, a library: whatever people are affiliated with.
type Organization struct {
	Head
	Kind   OrganizationKind `json:"kind"`
	Name   string           `json:"name"`
	PartOf OrganizationID   `json:"partOf,omitempty"` // a school's district
	Place  Place            `json:"place,omitzero"`
	Grades Grades           `json:"grades,omitzero"`
	URL    string           `json:"url,omitempty"`
}

// Check implements Record.
func (o *Organization) Check() error {
	var faults fault.Fields
	if o.Kind == 0 {
		faults.Say("kind", fault.Required)
	}
	if o.Name == "" {
		faults.Say("name", fault.Required)
	}
	if o.PartOf != "" && ID(o.PartOf) == o.ID {
		faults.Say("partOf", fault.SelfRef)
	}
	return faults.Err()
}

// Refs implements Record.
func (o *Organization) Refs() []ID {
	var r refs
	r.add(ID(o.PartOf))
	return r
}
