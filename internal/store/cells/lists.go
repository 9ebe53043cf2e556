package cells

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// A list is of one cluster, and so of one cell.

// Needs implements store.Lists.
func (s *Store) Needs(ctx context.Context, f store.NeedFilter, page store.Page) ([]*eic.Need, error) {
	return s.of(f.Cluster).store.Needs(ctx, f, page)
}

// Offers implements store.Lists.
func (s *Store) Offers(ctx context.Context, f store.OfferFilter, page store.Page) ([]*eic.Offer, error) {
	return s.of(f.Cluster).store.Offers(ctx, f, page)
}

// Organizations implements store.Lists.
func (s *Store) Organizations(ctx context.Context, f store.OrganizationFilter, page store.Page) ([]*eic.Organization, error) {
	return s.of(f.Cluster).store.Organizations(ctx, f, page)
}

// People implements store.Lists.
func (s *Store) People(ctx context.Context, f store.PersonFilter, page store.Page) ([]*eic.Person, error) {
	return s.of(f.Cluster).store.People(ctx, f, page)
}

// Products implements store.Lists.
func (s *Store) Products(ctx context.Context, f store.ProductFilter, page store.Page) ([]*eic.Product, error) {
	return s.of(f.Cluster).store.Products(ctx, f, page)
}

// Recall implements store.Recaller: one round trip to each cell that has one of
// the clusters, all at the same time.
func (s *Store) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	parts := s.parts(len(queries), func(i int) (*cell, bool) { return s.of(queries[i].Cluster), false })
	return gathered(ctx, parts, queries, func(ctx context.Context, p *part, mine []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
		return p.cell.store.Recall(ctx, mine)
	})
}
