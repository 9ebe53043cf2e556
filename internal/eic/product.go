package eic

import "github.com/edclusters/thirdplace/internal/fault"

// Product is what a company makes for learning.
type Product struct {
	Head
	Company     OrganizationID `json:"company"`
	Name        string         `json:"name"`
	Description string         `json:"description,omitempty"`
	URL         string         `json:"url,omitempty"`
	Topics      []TopicID      `json:"topics,omitempty"`
	Grades      Grades         `json:"grades,omitzero"`
	Devices     Set[Device]    `json:"devices,omitzero"` // it runs on
	Languages   []Language     `json:"languages,omitempty"`
	Evidence    []Evidence     `json:"evidence,omitempty"`
}

// Evidence is one reason to believe that a product works.
type Evidence struct {
	Tier       EvidenceTier   `json:"tier"`
	Origin     EvidenceOrigin `json:"origin"`
	Study      string         `json:"study,omitempty"`      // its name or address
	Population string         `json:"population,omitempty"` // whom it was found with
	Grades     Grades         `json:"grades,omitzero"`
}

// Check implements Record.
func (p *Product) Check() error {
	var faults fault.Fields
	if p.Company == "" {
		faults.Say("company", fault.Required)
	}
	if p.Name == "" {
		faults.Say("name", fault.Required)
	}
	for i, e := range p.Evidence {
		if e.Tier == 0 {
			faults.Say(at("evidence", i)+".tier", fault.Required)
		}
	}
	return faults.Err()
}

// Refs implements Record.
func (p *Product) Refs() []ID {
	var r refs
	r.add(ID(p.Company))
	addAll(&r, p.Topics)
	return r
}
