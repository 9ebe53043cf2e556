package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Organization is a school, a company, a library.
type Organization struct {
	record
	*eic.Organization
}

// NewOrganization returns the view of an organization.
func NewOrganization(s *Session, o *eic.Organization) *Organization {
	return &Organization{record{s, o}, o}
}

func (v *Organization) isParty() {}

// PartOf returns the organization it is part of.
func (v *Organization) PartOf(ctx context.Context) (*Organization, error) {
	return one(ctx, v.s, eic.ID(v.Organization.PartOf), NewOrganization)
}

// Place returns where it is; nil if not said.
func (v *Organization) Place() *Place { return place(&v.Organization.Place) }

// Grades lists the grades it teaches.
func (v *Organization) Grades() []eic.GradeLevel { return v.Organization.Grades.Values() }

// URL returns its address on the web.
func (v *Organization) URL() *string { return said(v.Organization.URL) }
