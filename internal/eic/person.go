package eic

import (
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Person is a stakeholder. Roles belong to a membership: a steward of one
// cluster is nothing in another.
type Person struct {
	Head
	Name         string        `json:"name"`
	Memberships  []Membership  `json:"memberships"` // the first is in the person's own cluster
	Email        string        `json:"email,omitempty"`
	Phone        string        `json:"phone,omitempty"`
	Language     Language      `json:"language,omitempty"`
	Affiliations []Affiliation `json:"affiliations,omitempty"`
	Identities   []Identity    `json:"identities,omitempty"`
	SignedOut    time.Time     `json:"signedOut,omitzero"` // tokens issued until then are good no more
	Erased       time.Time     `json:"erased,omitzero"`    // when the person had everything about them deleted
}

// Membership is a person's part in one cluster.
type Membership struct {
	Cluster ClusterID            `json:"cluster"`
	Roles   Set[StakeholderRole] `json:"roles"`
}

// Affiliation ties a person to an organization for a time.
type Affiliation struct {
	Organization OrganizationID `json:"organization"`
	Title        string         `json:"title,omitempty"`
	From         Day            `json:"from,omitzero"`
	To           Day            `json:"to,omitzero"` // the last day; 0 is until further notice
}

// Identity is how an identity provider knows a person.
type Identity struct {
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
}

// RolesIn returns what the person is in a cluster, and false for one who is no member.
func (p *Person) RolesIn(c ClusterID) (Set[StakeholderRole], bool) {
	for _, m := range p.Memberships {
		if m.Cluster == c {
			return m.Roles, true
		}
	}
	return 0, false
}

// WorksFor reports whether the person is affiliated with an organization on a day.
func (p *Person) WorksFor(o OrganizationID, on Day) bool {
	for _, a := range p.Affiliations {
		if a.Organization == o && (Window{a.From, a.To}).Has(on) {
			return true
		}
	}
	return false
}

// ParseEmail reads an e-mail address. Empty stays empty.
func ParseEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return "", fault.At("", fault.Malformed, clip(s))
	}
	return s, nil
}

// ParsePhone reads a telephone number as people write it. Empty stays empty.
func ParsePhone(s string) (string, error) {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > 40 || !madeOf(s, "0123456789+-()./ xext") {
		return "", fault.At("", fault.Malformed, clip(s))
	}
	return s, nil
}

// Check implements Record.
func (p *Person) Check() error {
	var faults fault.Fields
	if p.Name == "" && p.Erased.IsZero() {
		faults.Say("name", fault.Required)
	}
	seen := map[ClusterID]bool{}
	for i, m := range p.Memberships {
		if seen[m.Cluster] {
			faults.Say(at("memberships", i), fault.Repeated, string(m.Cluster))
		}
		seen[m.Cluster] = true
	}
	for i, a := range p.Affiliations {
		if a.Organization == "" {
			faults.Say(at("affiliations", i)+".organization", fault.Required)
		}
		if _, err := NewWindow(a.From, a.To); err != nil {
			faults.Say(at("affiliations", i)+".to", fault.WindowReversed, a.From, a.To)
		}
	}
	for i, id := range p.Identities {
		if id.Issuer == "" || id.Subject == "" {
			faults.Say(at("identities", i), fault.Required)
		}
	}
	return faults.Err()
}

// Refs implements Record.
func (p *Person) Refs() []ID {
	var r refs
	for _, m := range p.Memberships {
		r.add(ID(m.Cluster))
	}
	for _, a := range p.Affiliations {
		r.add(ID(a.Organization))
	}
	return r
}
