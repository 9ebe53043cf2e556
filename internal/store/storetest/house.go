package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func placeTests() []test {
	return []test{
		{"places are saved, and said to be new, changed or as they were", savePlaces},
		{"codes are located where they are known", locate},
		{"places are scanned in order", scanPlaces},
		{"what has a postal code and no point is found, by id", unlocated},
	}
}

func placeOf(country, code string, lat, lng float64) store.PostalPlace {
	return store.PostalPlace{Postal: eic.Postal{Country: country, Code: code}, Name: "Town " + code, Point: eic.Point{Lat: lat, Lng: lng}}
}

func (w *world) savePlaces(places ...store.PostalPlace) [3]int {
	w.t.Helper()
	added, updated, unchanged, err := w.store.SavePlaces(w.ctx, places)
	if err != nil {
		w.t.Fatalf("SavePlaces: %v", err)
	}
	return [3]int{added, updated, unchanged}
}

func savePlaces(t *testing.T, w *world) {
	a, b, c := placeOf("US", "85701", 32.1, -110), placeOf("US", "85702", 32.2, -110), placeOf("DE", "85701", 48, 11)
	equal(t, "at first", w.savePlaces(a, b), [3]int{2, 0, 0})
	equal(t, "again", w.savePlaces(a, b, c), [3]int{1, 0, 2})
	a.Point.Lat, b.Name = 32.11, "Renamed"
	equal(t, "changed", w.savePlaces(a, b, c), [3]int{0, 2, 1})
	equal(t, "nothing", w.savePlaces(), [3]int{})
}

func locate(t *testing.T, w *world) {
	a, c := placeOf("US", "85701", 32.217, -110.971), placeOf("DE", "85701", 48, 11)
	w.savePlaces(a, c)
	missing := eic.Postal{Country: "US", Code: "00000"}
	got := must[map[eic.Postal]eic.Point](t, "Locate")(w.store.Locate(w.ctx, []eic.Postal{a.Postal, missing, c.Postal, a.Postal}))
	equal(t, "Locate", fmt.Sprint(got), fmt.Sprint(map[eic.Postal]eic.Point{a.Postal: a.Point, c.Postal: c.Point}))
	if got := must[map[eic.Postal]eic.Point](t, "Locate")(w.store.Locate(w.ctx, nil)); len(got) != 0 {
		t.Errorf("nothing asked: %v", got)
	}
}

func scanPlaces(t *testing.T, w *world) {
	all := []store.PostalPlace{
		placeOf("DE", "85701", 48, 11), placeOf("MX", "1", 1, 1), placeOf("US", "00601", 18, -66), placeOf("US", "85701", 32, -110),
	}
	w.savePlaces(all[3], all[1], all[0], all[2])
	var got []store.PostalPlace
	after := eic.Postal{}
	for range 10 {
		page := must[[]store.PostalPlace](t, "ScanPlaces")(w.store.ScanPlaces(w.ctx, after, 3))
		if len(page) == 0 {
			break
		}
		got, after = append(got, page...), page[len(page)-1].Postal
	}
	equal(t, "ScanPlaces", got, all)
}

func unlocated(t *testing.T, w *world) {
	code := eic.Place{PostalCode: "85713", Country: "US"}
	cluster := &eic.Cluster{Head: w.head(eic.ClusterType, "new"), Name: "New", Place: code}
	org := &eic.Organization{Head: headIn(w.there, eic.OrganizationType, "a"), Kind: eic.School, Name: "A", Place: code}
	need, offer := w.need("a", 1), w.offer(eic.Study, "a", 1)
	need.Place, offer.Place = code, code
	located, given := w.need("b", 1), w.need("c", 1)
	located.Place, given.Place = fullPlace(), eic.Place{PostalCode: "85713", Country: "US", Given: &eic.Point{Lat: 1, Lng: 1}}
	w.save(made(cluster, nil), made(org, nil), made(need, nil), made(offer, nil), made(located, nil), made(given, nil))
	want := []eic.ID{cluster.ID, org.ID, need.ID, offer.ID}
	slices.Sort(want)
	var got []eic.ID
	after := eic.ID("")
	for range 10 {
		page := must[[]eic.Record](t, "Unlocated")(w.store.Unlocated(w.ctx, after, 2))
		if len(page) == 0 {
			break
		}
		got = append(got, idsOf(page)...)
		after = got[len(got)-1]
	}
	sameIDs(t, "Unlocated", got, want...)
	need.Place.Located = &eic.Point{Lat: 32, Lng: -110}
	w.save(changed(need, nil))
	rest := must[[]eic.Record](t, "Unlocated")(w.store.Unlocated(w.ctx, "", 10))
	sameIDs(t, "after one was located", idsOf(rest), slices.DeleteFunc(want, func(id eic.ID) bool { return id == need.ID })...)
}

func houseTests() []test {
	return []test{
		{"a secret is made once and stays", secret},
		{"health counts the records and finds nothing wrong", health},
		{"a cancelled context ends every call", cancelled},
		{"calls after Close fail, and a second Close does no harm", closed},
	}
}

func secret(t *testing.T, w *world) {
	ask := must[[]byte](t, "Secret")
	first, other := ask(w.store.Secret(w.ctx, "cursor")), ask(w.store.Secret(w.ctx, "other"))
	if len(first) != 32 || len(other) != 32 || bytes.Equal(first, other) || bytes.Equal(first, make([]byte, 32)) {
		t.Errorf("got %x and %x, want two of 32 bytes", first, other)
	}
	if again := ask(w.store.Secret(w.ctx, "cursor")); !bytes.Equal(again, first) {
		t.Errorf("the second time: %x, the first: %x", again, first)
	}
}

func health(t *testing.T, w *world) {
	closed := w.offer(eic.Study, "b", 1)
	closed.Status = eic.OfferClosed
	w.save(made(w.need("a", 1), document("bee", "")), made(w.offer(eic.Grant, "a", 1), nil), made(closed, nil))
	got := must[store.Health](t, "Health")(w.store.Health(w.ctx))
	if got.Engine == "" || got.Place == "" || got.Protocol == "" || got.RoundTrip <= 0 || got.Schema < 1 || got.Schema != got.Known || len(got.Faults) != 0 {
		t.Errorf("got %+v", got)
	}
	byName := func(a, b store.Index) int { return strings.Compare(a.Name, b.Name) }
	if len(got.Indexes) == 0 || !slices.IsSortedFunc(got.Indexes, byName) {
		t.Errorf("indexes: got %v, want some, by name", got.Indexes)
	}
	for _, index := range got.Indexes {
		if index.State != store.IndexOnline {
			t.Errorf("index %s is %s", index.Name, index.State)
		}
	}
	last := must[int64](t, "LastEvent")(w.store.LastEvent(w.ctx, w.here))
	again := must[store.Health](t, "Health")(w.store.Health(w.ctx))
	equal(t, "the second time", again.Records, got.Records)
	equal(t, "the last event", must[int64](t, "LastEvent")(w.store.LastEvent(w.ctx, w.here)), last)
	want := map[eic.Type]int{eic.ClusterType: 2, eic.OrganizationType: 2, eic.PersonType: 2, eic.TopicType: 2,
		eic.NeedType: 1, eic.GrantType: 1, eic.StudyType: 1, eic.ProductType: 1}
	for _, kind := range eic.EveryType() {
		if got.Records[kind.String()] != want[kind] {
			t.Errorf("%s: got %d, want %d", kind, got.Records[kind.String()], want[kind])
		}
	}
}

// calls makes every call of a store once.
func (w *world) calls(ctx context.Context) map[string]error {
	all := map[string]error{}
	note := func(name string, err error) { all[name] = err }
	id := eic.ID(w.teacher)
	page := store.Page{Limit: 1}
	_, err := w.store.Fetch(ctx, []eic.ID{id})
	note("Fetch", err)
	_, err = w.store.Hydrate(ctx, []eic.ID{w.need("a", 1).ID})
	note("Hydrate", err)
	_, err = w.store.PersonWith(ctx, eic.Identity{Issuer: "a", Subject: "b"})
	note("PersonWith", err)
	_, err = w.store.Clusters(ctx)
	note("Clusters", err)
	_, err = w.store.Topics(ctx, "")
	note("Topics", err)
	_, err = w.store.TopicChanges(ctx)
	note("TopicChanges", err)
	_, err = w.store.Scan(ctx, "", eic.PersonType, "", 1)
	note("Scan", err)
	_, err = w.store.HangingOn(ctx, w.product)
	note("HangingOn", err)
	_, err = w.store.Needs(ctx, store.NeedFilter{Cluster: w.here}, page)
	note("Needs", err)
	_, err = w.store.Offers(ctx, store.OfferFilter{Cluster: w.here}, page)
	note("Offers", err)
	_, err = w.store.Organizations(ctx, store.OrganizationFilter{Cluster: w.here}, page)
	note("Organizations", err)
	_, err = w.store.People(ctx, store.PersonFilter{Cluster: w.here}, page)
	note("People", err)
	_, err = w.store.Products(ctx, store.ProductFilter{Cluster: w.here}, page)
	note("Products", err)
	_, err = w.store.Recall(ctx, []store.Query{{Cluster: w.here, Shelves: everyShelf(), Words: words("bee"), Limit: 1}})
	note("Recall", err)
	w.houseCalls(ctx, note)
	return all
}

func (w *world) houseCalls(ctx context.Context, note func(string, error)) {
	note("Commit", w.store.Commit(ctx, store.Write{Changes: []store.Change{made(w.need("never", 1), nil)}}))
	_, err := w.store.Answered(ctx, store.Key{Person: w.teacher})
	note("Answered", err)
	_, err = w.store.Forget(ctx, store.Answers, start)
	note("Forget", err)
	_, err = w.store.Credential(ctx, "service.x")
	note("Credential", err)
	_, err = w.store.Credentials(ctx, w.here, eic.ServiceAccount, "", 1)
	note("Credentials", err)
	_, err = w.store.Audit(ctx, store.AuditFilter{Cluster: w.here}, 1)
	note("Audit", err)
	_, err = w.store.Events(ctx, w.here, 0, 1)
	note("Events", err)
	note("SaveSnapshot", w.store.SaveSnapshot(ctx, w.snapshot(1)))
	_, err = w.store.Snapshot(ctx, w.here, store.NeedSide, 0)
	note("Snapshot", err)
	_, err = w.store.Changed(ctx, w.here, store.NeedSide, 0)
	note("Changed", err)
	_, err = w.store.LastEvent(ctx, w.here)
	note("LastEvent", err)
	note("Documents", w.store.Documents(ctx, w.here, store.NeedSide, func(eic.ID, store.Document) error { return nil }))
	note("AddViews", w.store.AddViews(ctx, map[eic.OfferID]int{"grant.x": 1}))
	_, err = w.store.Views(ctx, w.here)
	note("Views", err)
	_, _, _, err = w.store.SavePlaces(ctx, []store.PostalPlace{placeOf("US", "1", 1, 1)})
	note("SavePlaces", err)
	_, err = w.store.Locate(ctx, []eic.Postal{{Country: "US", Code: "1"}})
	note("Locate", err)
	_, err = w.store.ScanPlaces(ctx, eic.Postal{}, 1)
	note("ScanPlaces", err)
	_, err = w.store.Unlocated(ctx, "", 1)
	note("Unlocated", err)
	_, err = w.store.Secret(ctx, "s")
	note("Secret", err)
	_, err = w.store.Health(ctx)
	note("Health", err)
}

func cancelled(t *testing.T, w *world) {
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	for name, err := range w.calls(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
	for name, err := range w.calls(w.ctx) {
		if err != nil {
			t.Errorf("%s afterwards: %v", name, err)
		}
	}
}

func closed(t *testing.T, w *world) {
	place := must[store.Health](t, "Health")(w.store.Health(w.ctx)).Place
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	for name, err := range w.calls(w.ctx) {
		if err == nil {
			t.Errorf("%s works on a closed store", name)
		}
	}
	if h, err := w.store.Health(w.ctx); err == nil || h.Place != place {
		t.Errorf("Health of what cannot be used: %+v, %v; want its place, %s", h, err, place)
	}
	if err := w.store.Close(); err != nil {
		t.Errorf("the second Close: %v", err)
	}
}
