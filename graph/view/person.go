package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/wording"
)

// Person is somebody who takes part.
type Person struct {
	record
	*eic.Person
}

// NewPerson returns the view of a person.
func NewPerson(s *Session, p *eic.Person) *Person { return &Person{record{s, p}, p} }

func (v *Person) isParty() {}

// Roles lists what the person is in a cluster; nil is the person's own.
func (v *Person) Roles(cluster *string) []eic.StakeholderRole {
	of := v.Cluster
	if cluster != nil {
		of = eic.ClusterID(*cluster)
	}
	roles, _ := v.RolesIn(of)
	return roles.Values()
}

// Memberships lists what the person is in every cluster.
func (v *Person) Memberships() []*Membership {
	list := make([]*Membership, len(v.Person.Memberships))
	for i := range list {
		list[i] = &Membership{v.s, &v.Person.Memberships[i]}
	}
	return list
}

// Clusters returns the clusters the person belongs to, the person's own first.
func (v *Person) Clusters(ctx context.Context) ([]*Cluster, error) {
	ids := make([]eic.ClusterID, len(v.Person.Memberships))
	for i, m := range v.Person.Memberships {
		ids[i] = m.Cluster
	}
	return many(ctx, v.s, ids, NewCluster)
}

// Email returns the e-mail address; nil for a reader who may not see it.
func (v *Person) Email(ctx context.Context) (*string, error) {
	contact, err := v.s.contacts.Load(ctx, v.Person)
	return said(contact.Email), err
}

// Phone returns the telephone number; nil for a reader who may not see it.
func (v *Person) Phone(ctx context.Context) (*string, error) {
	contact, err := v.s.contacts.Load(ctx, v.Person)
	return said(contact.Phone), err
}

// Name returns the name. That of somebody who had everything about them deleted is
// not known.
func (v *Person) Name(ctx context.Context) string {
	if v.Person.Erased.IsZero() {
		return v.Person.Name
	}
	return wording.Gone(v.s.Language(ctx))
}

// Affiliations lists the organizations the person works or worked with.
func (v *Person) Affiliations() []*Affiliation {
	list := make([]*Affiliation, len(v.Person.Affiliations))
	for i := range list {
		list[i] = &Affiliation{v.s, &v.Person.Affiliations[i]}
	}
	return list
}

// Membership is what a person is in one cluster.
type Membership struct {
	s      *Session
	member *eic.Membership
}

// Cluster returns the cluster.
func (v *Membership) Cluster(ctx context.Context) (*Cluster, error) {
	return one(ctx, v.s, eic.ID(v.member.Cluster), NewCluster)
}

// Roles lists what the person is there.
func (v *Membership) Roles() []eic.StakeholderRole { return v.member.Roles.Values() }

// Affiliation ties a person to an organization for a time.
type Affiliation struct {
	s *Session
	*eic.Affiliation
}

// Organization returns the organization.
func (v *Affiliation) Organization(ctx context.Context) (*Organization, error) {
	return one(ctx, v.s, eic.ID(v.Affiliation.Organization), NewOrganization)
}

// Title returns what the person is there.
func (v *Affiliation) Title() *string { return said(v.Affiliation.Title) }
