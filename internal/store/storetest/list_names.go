package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func nameListTests() []test {
	return []test{
		{"organizations by kind, whole, grade, place and words", organizationFilters},
		{"people by role, organization and words, in each of their clusters", personFilters},
		{"products by company, grade, device and words", productFilters},
		{"names stand in the order of their folded form", nameOrder},
	}
}

func organizationFilters(t *testing.T, w *world) {
	district := &eic.Organization{Head: w.head(eic.OrganizationType, "a"), Kind: eic.District, Name: "A district"}
	school := &eic.Organization{Head: w.head(eic.OrganizationType, "b"), Kind: eic.School, Name: "B school",
		PartOf: eic.OrganizationID(district.ID), Grades: eic.SetOf(eic.G04), Place: eic.Place{Given: &eic.Point{Lat: 32, Lng: -110}}}
	there := &eic.Organization{Head: headIn(w.there, eic.OrganizationType, "c"), Kind: eic.School, Name: "B school"}
	w.save(made(district, document("district", "")), made(school, document("school b", "")), made(there, document("school", "")))
	company, first := eic.ID(w.company), eic.ID(w.school) // named Company and School, without words
	for _, c := range []struct {
		name   string
		filter store.OrganizationFilter
		want   []eic.ID
	}{
		{"nothing", store.OrganizationFilter{}, []eic.ID{district.ID, school.ID, company, first}},
		{"the other cluster", store.OrganizationFilter{Cluster: w.there}, []eic.ID{there.ID}},
		{"kinds", store.OrganizationFilter{Kinds: eic.SetOf(eic.School, eic.Company)}, []eic.ID{school.ID, company, first}},
		{"part of", store.OrganizationFilter{PartOf: eic.OrganizationID(district.ID)}, []eic.ID{school.ID}},
		{"grades", store.OrganizationFilter{Grades: eic.SetOf(eic.G05)}, []eic.ID{district.ID, company, first}},
		{"near", store.OrganizationFilter{Near: &store.Near{Point: eic.Point{Lat: 32, Lng: -110}, Km: 1}}, []eic.ID{school.ID}},
		{"words", store.OrganizationFilter{Words: store.Words{{"school", "escuela"}, {"b"}}}, []eic.ID{school.ID}},
		{"a word of none", store.OrganizationFilter{Words: store.Words{{"zebra"}}}, nil},
		{"all together", store.OrganizationFilter{Kinds: eic.SetOf(eic.School), PartOf: eic.OrganizationID(district.ID), Grades: eic.SetOf(eic.G04),
			Near: &store.Near{Point: eic.Point{Lat: 32, Lng: -110}, Km: 1}, Words: store.Words{{"b"}}}, []eic.ID{school.ID}},
	} {
		if c.filter.Cluster == "" {
			c.filter.Cluster = w.here
		}
		got := must[[]*eic.Organization](t, c.name)(w.store.Organizations(w.ctx, c.filter, store.Page{Limit: 100}))
		sameIDs(t, c.name, idsOf(got), c.want...)
	}
}

func personFilters(t *testing.T, w *world) {
	ana, ben, zoe := w.person("ana", "Ana", eic.Educator, eic.Steward), w.person("ben", "Ben"), w.person("zoe", "Zoe", eic.Funder)
	ana.Memberships = append(ana.Memberships, eic.Membership{Cluster: w.there, Roles: eic.SetOf(eic.Researcher)})
	ben.Affiliations = []eic.Affiliation{{Organization: w.school, To: 20_000}, {Organization: w.school, From: 20_002}, {Organization: w.company}}
	zoe.Memberships[0].Cluster = w.there // its home is here, its one membership is not
	w.save(made(ana, document("ana", "")), made(ben, document("ben", "")), made(zoe, document("zoe ana", "")))
	maker, teacher := eic.ID(w.maker), eic.ID(w.teacher)
	list := func(name string, f store.PersonFilter, want ...eic.ID) {
		t.Helper()
		got := must[[]*eic.Person](t, name)(w.store.People(w.ctx, f, store.Page{Limit: 100}))
		sameIDs(t, name, idsOf(got), want...)
	}
	list("nothing", store.PersonFilter{Cluster: w.here}, ana.ID, ben.ID, maker, teacher)
	list("the other cluster", store.PersonFilter{Cluster: w.there}, ana.ID, zoe.ID)
	list("roles", store.PersonFilter{Cluster: w.here, Roles: eic.SetOf(eic.Educator, eic.Funder)}, ana.ID, teacher)
	list("a role of another cluster", store.PersonFilter{Cluster: w.here, Roles: eic.SetOf(eic.Researcher)})
	list("roles in the other cluster", store.PersonFilter{Cluster: w.there, Roles: eic.SetOf(eic.Researcher)}, ana.ID)
	list("affiliated", store.PersonFilter{Cluster: w.here, Organization: w.school}, ben.ID)
	list("words", store.PersonFilter{Cluster: w.here, Words: store.Words{{"ana"}}}, ana.ID)
	list("words in the other cluster", store.PersonFilter{Cluster: w.there, Words: store.Words{{"ana"}}}, ana.ID, zoe.ID)
	list("all together", store.PersonFilter{Cluster: w.here, Roles: eic.SetOf(eic.Educator), Organization: w.school, Words: store.Words{{"ben"}}})
	ben.Name, ben.Memberships, ben.Affiliations = "Zed", ben.Memberships[:0], nil
	ben.Memberships = append(ben.Memberships, eic.Membership{Cluster: w.here, Roles: eic.SetOf(eic.Educator)})
	w.save(changed(ben, document("zed", "")))
	list("a new name", store.PersonFilter{Cluster: w.here, Roles: eic.SetOf(eic.Educator)}, ana.ID, teacher, ben.ID)
	list("no longer affiliated", store.PersonFilter{Cluster: w.here, Organization: w.school})
	list("the old word", store.PersonFilter{Cluster: w.here, Words: store.Words{{"ben"}}})
	list("the new word", store.PersonFilter{Cluster: w.here, Words: store.Words{{"zed"}}}, ben.ID)
}

func productFilters(t *testing.T, w *world) {
	hive := &eic.Product{Head: w.head(eic.ProductType, "hive"), Name: "Hive", Company: w.school,
		Grades: eic.SetOf(eic.G04), Devices: eic.SetOf(eic.Chromebook)}
	there := &eic.Product{Head: headIn(w.there, eic.ProductType, "x"), Name: "Hive", Company: w.school}
	w.save(made(hive, document("hive", "count bee")), made(there, document("hive", "count bee")))
	bare := eic.ID(w.product) // says nothing
	for _, c := range []struct {
		name   string
		filter store.ProductFilter
		want   []eic.ID
	}{
		{"nothing", store.ProductFilter{}, []eic.ID{hive.ID, bare}},
		{"company", store.ProductFilter{Company: w.school}, []eic.ID{hive.ID}},
		{"grades", store.ProductFilter{Grades: eic.SetOf(eic.G05)}, []eic.ID{bare}},
		{"devices", store.ProductFilter{Devices: eic.SetOf(eic.Chromebook, eic.Mac)}, []eic.ID{hive.ID, bare}},
		{"other devices", store.ProductFilter{Devices: eic.SetOf(eic.Mac)}, []eic.ID{bare}},
		{"words of name and description", store.ProductFilter{Words: store.Words{{"hive"}, {"bee"}}}, []eic.ID{hive.ID}},
		{"all together", store.ProductFilter{Company: w.school, Grades: eic.SetOf(eic.G04), Devices: eic.SetOf(eic.Chromebook),
			Words: store.Words{{"count"}}}, []eic.ID{hive.ID}},
	} {
		c.filter.Cluster = w.here
		got := must[[]*eic.Product](t, c.name)(w.store.Products(w.ctx, c.filter, store.Page{Limit: 100}))
		sameIDs(t, c.name, idsOf(got), c.want...)
	}
}

func nameOrder(t *testing.T, w *world) {
	// In the order of their folded forms; the third and fourth fold alike.
	names := []string{"Alpha", "alpha  2", "BETA", "beta", "Zeta", "Ángel", "élan"}
	var changes []store.Change
	var ids []eic.ID
	for i, name := range names {
		org := &eic.Organization{Head: headIn(w.there, eic.OrganizationType, fmt.Sprint(i)), Kind: eic.School, Name: name}
		changes, ids = append(changes, made(org, nil)), append(ids, org.ID)
	}
	slices.Reverse(changes)
	w.save(changes...)
	slices.Sort(ids[2:4])
	filter := store.OrganizationFilter{Cluster: w.there}
	got := must[[]*eic.Organization](t, "Organizations")(w.store.Organizations(w.ctx, filter, store.Page{Limit: 100}))
	sameIDs(t, "Organizations", idsOf(got), ids...)
}
