package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Product is what a company makes for learning.
type Product struct {
	record
	*eic.Product
}

// NewProduct returns the view of a product.
func NewProduct(s *Session, p *eic.Product) *Product { return &Product{record{s, p}, p} }

// Company returns the company that makes it.
func (v *Product) Company(ctx context.Context) (*Organization, error) {
	return one(ctx, v.s, eic.ID(v.Product.Company), NewOrganization)
}

// URL returns its address on the web.
func (v *Product) URL() *string { return said(v.Product.URL) }

// Topics returns what it is about.
func (v *Product) Topics(ctx context.Context) ([]*Topic, error) {
	return many(ctx, v.s, v.Product.Topics, NewTopic)
}

// Grades lists the grades it is for.
func (v *Product) Grades() []eic.GradeLevel { return v.Product.Grades.Values() }

// Devices lists what it runs on.
func (v *Product) Devices() []eic.Device { return v.Product.Devices.Values() }

// Evidence lists reasons to believe that it works.
func (v *Product) Evidence() []*Evidence {
	list := make([]*Evidence, len(v.Product.Evidence))
	for i := range list {
		list[i] = &Evidence{v.Product.Evidence[i]}
	}
	return list
}
