package neo4jstore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// Organizations implements store.Lists.
func (s *Store) Organizations(ctx context.Context, f store.OrganizationFilter, page store.Page) ([]*eic.Organization, error) {
	search := everyWord(f.Cluster, f.Words)
	if len(f.Words) > 0 && search == "" {
		return nil, s.failure("list organizations", ctx.Err())
	}
	start := map[string]any{"fromWhole": nil, "fromPoint": nil, "fromSearch": []string{}, "hits": int64(hits)}
	l := &listing[eic.Organization]{op: "list organizations", walk: organizationsCypher, start: organizationsFromCypher, from: true, startNames: start,
		keep: func(o *eic.Organization) bool { return within(f.Near, o.Place) }}
	switch {
	case len(f.Words) > 0:
		l.search, start["fromSearch"] = search, searchOf(search)
	case f.PartOf != "":
		start["fromWhole"] = string(f.PartOf)
	case f.Near != nil:
		start["fromPoint"] = center(f.Near)
	default:
		l.from = false
	}
	l.parameters = map[string]any{
		"after": upwards(f.Cluster, page), "ceiling": ceiling(f.Cluster), "kinds": f.Kinds.Names(), "partOf": said(f.PartOf),
		"grades": f.Grades.Names(), "point": center(f.Near), "meters": meters(f.Near), "words": tokens(f.Words),
	}
	l.next = func(o *eic.Organization) { l.parameters["after"] = sortKey(f.Cluster, store.ListKey(o), o.ID) }
	return l.read(ctx, s, page.Limit)
}

// People implements store.Lists.
func (s *Store) People(ctx context.Context, f store.PersonFilter, page store.Page) ([]*eic.Person, error) {
	search := everyWord(f.Cluster, f.Words)
	if len(f.Words) > 0 && search == "" {
		return nil, s.failure("list people", ctx.Err())
	}
	start := map[string]any{"fromOrganization": nil, "fromSearch": []string{}, "hits": int64(hits)}
	l := &listing[eic.Person]{op: "list people", walk: peopleCypher, start: peopleFromCypher, from: true, startNames: start,
		keep: func(*eic.Person) bool { return true }}
	switch {
	case len(f.Words) > 0:
		l.search, start["fromSearch"] = search, searchOf(search)
	case f.Organization != "":
		start["fromOrganization"] = string(f.Organization)
	default:
		l.from = false
	}
	l.parameters = map[string]any{
		"after": upwards(f.Cluster, page), "ceiling": ceiling(f.Cluster), "roles": f.Roles.Names(),
		"organization": said(f.Organization), "words": tokens(f.Words),
	}
	l.next = func(p *eic.Person) { l.parameters["after"] = sortKey(f.Cluster, store.ListKey(p), p.ID) }
	return l.read(ctx, s, page.Limit)
}

// Products implements store.Lists.
func (s *Store) Products(ctx context.Context, f store.ProductFilter, page store.Page) ([]*eic.Product, error) {
	search := everyWord(f.Cluster, f.Words)
	if len(f.Words) > 0 && search == "" {
		return nil, s.failure("list products", ctx.Err())
	}
	start := map[string]any{"fromCompany": nil, "fromSearch": []string{}, "hits": int64(hits)}
	l := &listing[eic.Product]{op: "list products", walk: productsCypher, start: productsFromCypher, from: true, startNames: start,
		keep: func(*eic.Product) bool { return true }}
	switch {
	case len(f.Words) > 0:
		l.search, start["fromSearch"] = search, searchOf(search)
	case f.Company != "":
		start["fromCompany"] = string(f.Company)
	default:
		l.from = false
	}
	l.parameters = map[string]any{
		"after": upwards(f.Cluster, page), "ceiling": ceiling(f.Cluster), "company": said(f.Company),
		"grades": f.Grades.Names(), "devices": f.Devices.Names(), "words": tokens(f.Words),
	}
	l.next = func(p *eic.Product) { l.parameters["after"] = sortKey(f.Cluster, store.ListKey(p), p.ID) }
	return l.read(ctx, s, page.Limit)
}
