package sqlitestore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// The lists that run by name, upwards. As with needs, the statements of each
// differ in what they begin with.
const (
	organizationsHead   = "SELECT o.doc FROM organization o WHERE "
	organizationsInName = " o.cluster = ?1 AND (o.fold, o.id) > (?2, ?3)"
	organizationsOfOne  = " AND +o.cluster = ?1 AND (o.fold, o.id) > (?2, ?3)"
	organizationsSorted = " AND +o.cluster = ?1 AND (+o.fold, o.id) > (?2, ?3)"

	organizationsRest = `
		AND (?4 = 0 OR ?4 >> o.kind & 1)
		AND (?5 = '' OR o.part_of = ?5)
		AND (?6 = 0 OR o.grades = 0 OR o.grades & ?6)
		AND (?8 = 0 OR EXISTS (SELECT 1 FROM organization_place p WHERE p.num = o.num AND south >= ?9 AND north <= ?10
			AND (west >= ?11 AND east <= ?12 OR west >= ?13 AND east <= ?14)))
		ORDER BY o.fold, o.id`

	organizationsSaid   = "SELECT rowid FROM organization_words (?7) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1"
	organizationsPlaced = `SELECT num FROM organization_place WHERE south >= ?9 AND north <= ?10
		AND (west >= ?11 AND east <= ?12 OR west >= ?13 AND east <= ?14)`

	organizationsByName    = organizationsHead + organizationsInName + organizationsRest
	organizationsPartOf    = organizationsHead + "o.part_of = ?5" + organizationsOfOne + organizationsRest
	organizationsSaying    = organizationsHead + "o.num IN (" + organizationsSaid + ") AND" + organizationsInName + organizationsRest
	organizationsSayingFew = organizationsHead + "o.num IN (" + organizationsSaid + ")" + organizationsSorted + organizationsRest
	organizationsNearFew   = organizationsHead + "o.num IN (" + organizationsPlaced + ")" + organizationsSorted + organizationsRest

	countOrganizationsSaid   = "SELECT count(*) FROM (" + organizationsSaid + " LIMIT 1000)"
	countOrganizationsPlaced = "SELECT count(*) FROM (" + organizationsPlaced + " LIMIT 1000)"
)

// Organizations implements store.Lists.
func (s *Store) Organizations(ctx context.Context, f store.OrganizationFilter, page store.Page) ([]*eic.Organization, error) {
	l := organizationsListing(f)
	l.cluster, l.limit = f.Cluster, page.Limit
	l.values = append([]any{page.AfterKey, string(page.AfterID), int64(f.Kinds), string(f.PartOf), int64(f.Grades),
		search(f.Words)}, boxOf(f.Near).values()...)
	organizations, err := list(ctx, s, "organizations", l, func(o *eic.Organization) bool { return within(f.Near, o.Place) })
	return organizations, s.failure("list organizations", err)
}

func organizationsListing(f store.OrganizationFilter) listing {
	switch {
	case len(f.Words) > 0:
		return listing{whole: organizationsSaying, few: organizationsSayingFew, count: countOrganizationsSaid}
	case f.PartOf != "":
		return listing{whole: organizationsPartOf}
	case f.Near != nil:
		return listing{whole: organizationsByName, few: organizationsNearFew, count: countOrganizationsPlaced}
	}
	return listing{whole: organizationsByName}
}

const (
	peopleHead   = "SELECT p.doc FROM membership m JOIN person p ON p.num = m.num WHERE "
	peopleInName = " m.cluster = ?7 AND (m.fold, m.person) > (?2, ?3)"
	peopleSorted = " AND +m.cluster = ?7 AND (+m.fold, m.person) > (?2, ?3)"

	peopleRest = `
		AND (?4 = 0 OR m.roles & ?4)
		AND (?5 = '' OR m.num IN (SELECT person FROM affiliation WHERE organization = ?5))
		ORDER BY m.fold, m.person`

	peopleSaid = "SELECT rowid FROM person_words (?6)"

	peopleByName     = peopleHead + peopleInName + peopleRest
	peopleAffiliated = peopleHead + "m.num IN (SELECT person FROM affiliation WHERE organization = ?5)" + peopleSorted + peopleRest
	peopleSaying     = peopleHead + "m.num IN (" + peopleSaid + ") AND" + peopleInName + peopleRest
	peopleSayingFew  = peopleHead + "m.num IN (" + peopleSaid + ")" + peopleSorted + peopleRest

	countPeopleSaid = "SELECT count(*) FROM (" + peopleSaid + " LIMIT 1000)"
)

// People implements store.Lists.
func (s *Store) People(ctx context.Context, f store.PersonFilter, page store.Page) ([]*eic.Person, error) {
	l := peopleListing(f)
	l.cluster, l.limit = f.Cluster, page.Limit
	l.values = []any{page.AfterKey, string(page.AfterID), int64(f.Roles), string(f.Organization), search(f.Words), string(f.Cluster)}
	people, err := list(ctx, s, "people", l, func(*eic.Person) bool { return true })
	return people, s.failure("list people", err)
}

func peopleListing(f store.PersonFilter) listing {
	switch {
	case len(f.Words) > 0:
		return listing{whole: peopleSaying, few: peopleSayingFew, count: countPeopleSaid}
	case f.Organization != "":
		return listing{whole: peopleAffiliated}
	}
	return listing{whole: peopleByName}
}

const (
	productsHead   = "SELECT p.doc FROM product p WHERE "
	productsInName = " p.cluster = ?1 AND (p.fold, p.id) > (?2, ?3)"
	productsOfOne  = " AND +p.cluster = ?1 AND (p.fold, p.id) > (?2, ?3)"
	productsSorted = " AND +p.cluster = ?1 AND (+p.fold, p.id) > (?2, ?3)"

	productsRest = `
		AND (?4 = '' OR p.company = ?4)
		AND (?5 = 0 OR p.grades = 0 OR p.grades & ?5)
		AND (?6 = 0 OR p.devices = 0 OR p.devices & ?6)
		ORDER BY p.fold, p.id`

	productsSaid = "SELECT rowid FROM product_words (?7) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1"

	productsByName    = productsHead + productsInName + productsRest
	productsOf        = productsHead + "p.company = ?4" + productsOfOne + productsRest
	productsSaying    = productsHead + "p.num IN (" + productsSaid + ") AND" + productsInName + productsRest
	productsSayingFew = productsHead + "p.num IN (" + productsSaid + ")" + productsSorted + productsRest

	countProductsSaid = "SELECT count(*) FROM (" + productsSaid + " LIMIT 1000)"
)

// Products implements store.Lists.
func (s *Store) Products(ctx context.Context, f store.ProductFilter, page store.Page) ([]*eic.Product, error) {
	l := productsListing(f)
	l.cluster, l.limit = f.Cluster, page.Limit
	l.values = []any{page.AfterKey, string(page.AfterID), string(f.Company), int64(f.Grades), int64(f.Devices), search(f.Words)}
	products, err := list(ctx, s, "products", l, func(*eic.Product) bool { return true })
	return products, s.failure("list products", err)
}

func productsListing(f store.ProductFilter) listing {
	switch {
	case len(f.Words) > 0:
		return listing{whole: productsSaying, few: productsSayingFew, count: countProductsSaid}
	case f.Company != "":
		return listing{whole: productsOf}
	}
	return listing{whole: productsByName}
}
