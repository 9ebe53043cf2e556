package sqlitestore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// The lists that run by name, upwards.
const (
	organizationsHead = "SELECT o.doc FROM organization o WHERE "

	organizationsRest = ` o.cluster = ?1 AND (o.fold, o.id) > (?2, ?3)
		AND (?4 = 0 OR ?4 >> o.kind & 1)
		AND (?5 = '' OR o.part_of = ?5)
		AND (?6 = 0 OR o.grades = 0 OR o.grades & ?6)
		AND (?8 = 0 OR o.num IN (SELECT num FROM organization_place WHERE south >= ?9 AND north <= ?10
			AND (west >= ?11 AND east <= ?12 OR west >= ?13 AND east <= ?14)))
		AND ?7 = ?7
		ORDER BY o.fold, o.id`

	organizationsByName = organizationsHead + organizationsRest
	organizationsPartOf = organizationsHead + "o.part_of = ?5 AND" + organizationsRest
	organizationsSaying = organizationsHead + `o.num IN (SELECT rowid FROM organization_words (?7)
		WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1) AND` + organizationsRest
	organizationsNear = organizationsHead + `o.num IN (SELECT num FROM organization_place WHERE south >= ?9
		AND north <= ?10 AND (west >= ?11 AND east <= ?12 OR west >= ?13 AND east <= ?14)) AND` + organizationsRest
)

// Organizations implements store.Lists.
func (s *Store) Organizations(ctx context.Context, f store.OrganizationFilter, page store.Page) ([]*eic.Organization, error) {
	keep := func(o *eic.Organization) bool { return within(f.Near, o.Place) }
	statement := organizationsByName
	switch {
	case len(f.Words) > 0:
		statement = organizationsSaying
	case f.PartOf != "":
		statement = organizationsPartOf
	case f.Near != nil:
		statement = organizationsNear
	}
	organizations, err := list(ctx, s, f.Cluster, page, keep, func(num int64) (string, []any) {
		values := []any{num, page.AfterKey, string(page.AfterID), int64(f.Kinds), string(f.PartOf), int64(f.Grades), search(f.Words)}
		return statement, append(values, boxOf(f.Near).values()...)
	})
	return organizations, s.failure("list organizations", err)
}

const (
	peopleHead = "SELECT p.doc FROM membership m JOIN person p ON p.num = m.num WHERE "

	peopleRest = ` m.cluster = ?1 AND (m.fold, m.person) > (?2, ?3)
		AND (?4 = 0 OR m.roles & ?4)
		AND (?5 = '' OR m.num IN (SELECT person FROM affiliation WHERE organization = ?5))
		AND ?6 = ?6
		ORDER BY m.fold, m.person`

	peopleByName     = peopleHead + peopleRest
	peopleAffiliated = peopleHead + "m.num IN (SELECT person FROM affiliation WHERE organization = ?5) AND" + peopleRest
	peopleSaying     = peopleHead + "m.num IN (SELECT rowid FROM person_words (?6)) AND" + peopleRest
)

// People implements store.Lists.
func (s *Store) People(ctx context.Context, f store.PersonFilter, page store.Page) ([]*eic.Person, error) {
	keep := func(*eic.Person) bool { return true }
	statement := peopleByName
	switch {
	case len(f.Words) > 0:
		statement = peopleSaying
	case f.Organization != "":
		statement = peopleAffiliated
	}
	people, err := list(ctx, s, f.Cluster, page, keep, func(int64) (string, []any) {
		return statement, []any{string(f.Cluster), page.AfterKey, string(page.AfterID),
			int64(f.Roles), string(f.Organization), search(f.Words)}
	})
	return people, s.failure("list people", err)
}

const (
	productsHead = "SELECT p.doc FROM product p WHERE "

	productsRest = ` p.cluster = ?1 AND (p.fold, p.id) > (?2, ?3)
		AND (?4 = '' OR p.company = ?4)
		AND (?5 = 0 OR p.grades = 0 OR p.grades & ?5)
		AND (?6 = 0 OR p.devices = 0 OR p.devices & ?6)
		AND ?7 = ?7
		ORDER BY p.fold, p.id`

	productsByName = productsHead + productsRest
	productsOf     = productsHead + "p.company = ?4 AND" + productsRest
	productsSaying = productsHead + `p.num IN (SELECT rowid FROM product_words (?7)
		WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1) AND` + productsRest
)

// Products implements store.Lists.
func (s *Store) Products(ctx context.Context, f store.ProductFilter, page store.Page) ([]*eic.Product, error) {
	keep := func(*eic.Product) bool { return true }
	statement := productsByName
	switch {
	case len(f.Words) > 0:
		statement = productsSaying
	case f.Company != "":
		statement = productsOf
	}
	products, err := list(ctx, s, f.Cluster, page, keep, func(num int64) (string, []any) {
		return statement, []any{num, page.AfterKey, string(page.AfterID), string(f.Company), int64(f.Grades), int64(f.Devices), search(f.Words)}
	})
	return products, s.failure("list products", err)
}
