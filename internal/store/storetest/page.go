package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func pageTests() []test {
	return []test{
		{"needs: pages concatenate, equals by id", needPages},
		{"offers: pages concatenate, equals by id", offerPages},
		{"organizations: pages concatenate, equals by id", organizationPages},
		{"people: pages concatenate, equals by id", peoplePages},
		{"products: pages concatenate, equals by id", productPages},
		{"what is new above does not shift the pages below", pagesStay},
		{"a limit of nothing gives nothing", noLimit},
	}
}

// walk reads a list page by page and checks each page's length.
func walk[R eic.Record](t *testing.T, limit int, list func(store.Page) ([]R, error)) []eic.ID {
	t.Helper()
	var got []eic.ID
	page := store.Page{Limit: limit}
	for range 100 {
		records := must[[]R](t, "page")(list(page))
		if len(records) > limit {
			t.Fatalf("got %d records, want at most %d", len(records), limit)
		}
		if len(records) == 0 {
			return got
		}
		got = append(got, idsOf(records)...)
		last := records[len(records)-1]
		page.AfterKey, page.AfterID = store.ListKey(last), last.Header().ID
	}
	t.Fatal("the pages do not end")
	return nil
}

// walkAll reads a list in pages of several lengths and compares it with the
// records as want orders them.
func walkAll[R eic.Record](t *testing.T, records []R, before func(a, b R) int, list func(store.Page) ([]R, error)) {
	t.Helper()
	slices.SortFunc(records, before)
	for _, limit := range []int{1, 2, 3, 7, 100} {
		sameIDs(t, fmt.Sprintf("pages of %d", limit), walk(t, limit, list), idsOf(records)...)
	}
}

// newest orders by creation, newest first, then by id, highest first.
func newest[R eic.Record](a, b R) int {
	x, y := a.Header(), b.Header()
	if c := y.Created.At.Compare(x.Created.At); c != 0 {
		return c
	}
	return compare(y.ID, x.ID)
}

// byName orders by folded name, then by id.
func byName[R eic.Record](a, b R) int {
	if x, y := store.ListKey(a), store.ListKey(b); x != y {
		return compare(x, y)
	}
	return compare(a.Header().ID, b.Header().ID)
}

func compare[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func needPages(t *testing.T, w *world) {
	var needs []*eic.Need
	var changes []store.Change
	for i := range 13 {
		need := w.need(fmt.Sprint(i), i/4)
		if i%2 == 0 {
			need.Topics = []eic.TopicID{w.bees}
		}
		need.Place = eic.Place{Given: &eic.Point{Lat: 32 + float64(i)/1000, Lng: -110}}
		needs, changes = append(needs, need), append(changes, made(need, document("need", "")))
	}
	w.save(changes...)
	for _, f := range []store.NeedFilter{
		{}, {Visible: everything}, {PostedBy: w.teacher}, {Words: store.Words{{"need"}}},
		{Near: &store.Near{Point: eic.Point{Lat: 32, Lng: -110}, Km: 50}},
		{Visible: store.Visibility{Parties: []eic.PartyID{eic.PartyID(w.teacher)}}},
	} {
		f.Cluster = w.here
		walkAll(t, needs, newest, func(p store.Page) ([]*eic.Need, error) { return w.store.Needs(w.ctx, f, p) })
	}
	about := slices.DeleteFunc(slices.Clone(needs), func(n *eic.Need) bool { return len(n.Topics) == 0 })
	f := store.NeedFilter{Cluster: w.here, Topics: []eic.TopicID{w.bees}}
	walkAll(t, about, newest, func(p store.Page) ([]*eic.Need, error) { return w.store.Needs(w.ctx, f, p) })
}

func offerPages(t *testing.T, w *world) {
	var offers []*eic.Offer
	var changes []store.Change
	for i := range 13 {
		offer := w.offer(eic.EveryOfferKind()[i%4], fmt.Sprint(i), i/4)
		offer.Topics = []eic.TopicID{w.maths}
		offers, changes = append(offers, offer), append(changes, made(offer, document("offer", "")))
	}
	w.save(changes...)
	for _, f := range []store.OfferFilter{
		{}, {Visible: everything}, {OfferedBy: eic.PartyID(w.maker)}, {Words: store.Words{{"offer"}}}, {Topics: []eic.TopicID{w.maths}},
	} {
		f.Cluster = w.here
		walkAll(t, offers, newest, func(p store.Page) ([]*eic.Offer, error) { return w.store.Offers(w.ctx, f, p) })
	}
}

func organizationPages(t *testing.T, w *world) {
	var list []*eic.Organization
	var changes []store.Change
	for i := range 13 {
		org := &eic.Organization{Head: headIn(w.there, eic.OrganizationType, fmt.Sprint(i)), Kind: eic.School,
			Name: fmt.Sprint("School ", i/4), PartOf: w.school}
		list, changes = append(list, org), append(changes, made(org, document("school", "")))
	}
	w.save(changes...)
	for _, f := range []store.OrganizationFilter{{}, {PartOf: w.school}, {Words: store.Words{{"school"}}}} {
		f.Cluster = w.there
		walkAll(t, list, byName, func(p store.Page) ([]*eic.Organization, error) { return w.store.Organizations(w.ctx, f, p) })
	}
}

func peoplePages(t *testing.T, w *world) {
	var list []*eic.Person
	var changes []store.Change
	for i := range 13 {
		person := w.person(fmt.Sprint(i), fmt.Sprint("Ana ", i/4), eic.Educator)
		person.Memberships[0].Cluster = w.there
		person.Affiliations = []eic.Affiliation{{Organization: w.school}}
		list, changes = append(list, person), append(changes, made(person, document("ana", "")))
	}
	w.save(changes...)
	for _, f := range []store.PersonFilter{{}, {Roles: eic.SetOf(eic.Educator)}, {Organization: w.school}, {Words: store.Words{{"ana"}}}} {
		f.Cluster = w.there
		walkAll(t, list, byName, func(p store.Page) ([]*eic.Person, error) { return w.store.People(w.ctx, f, p) })
	}
}

func productPages(t *testing.T, w *world) {
	var list []*eic.Product
	var changes []store.Change
	for i := range 13 {
		product := &eic.Product{Head: headIn(w.there, eic.ProductType, fmt.Sprint(i)), Company: w.company, Name: fmt.Sprint("Hive ", i/4)}
		list, changes = append(list, product), append(changes, made(product, document("hive", "")))
	}
	w.save(changes...)
	for _, f := range []store.ProductFilter{{}, {Company: w.company}, {Words: store.Words{{"hive"}}}} {
		f.Cluster = w.there
		walkAll(t, list, byName, func(p store.Page) ([]*eic.Product, error) { return w.store.Products(w.ctx, f, p) })
	}
}

func pagesStay(t *testing.T, w *world) {
	a, b, c := w.need("a", 1), w.need("b", 2), w.need("c", 3)
	w.save(made(a, nil), made(b, nil))
	list := func(p store.Page) []eic.ID {
		return idsOf(must[[]*eic.Need](t, "Needs")(w.store.Needs(w.ctx, store.NeedFilter{Cluster: w.here}, p)))
	}
	sameIDs(t, "the first page", list(store.Page{Limit: 1}), b.ID)
	w.save(made(c, nil))
	sameIDs(t, "the second page", list(store.Page{Limit: 1, AfterKey: store.ListKey(b), AfterID: b.ID}), a.ID)
}

func noLimit(t *testing.T, w *world) {
	w.save(made(w.need("a", 1), nil))
	got := must[[]*eic.Need](t, "Needs")(w.store.Needs(w.ctx, store.NeedFilter{Cluster: w.here}, store.Page{}))
	sameIDs(t, "Needs", idsOf(got))
}
