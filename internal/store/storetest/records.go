package storetest

import (
	"reflect"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func recordTests() []test {
	return []test{
		{"every field of every type comes back", fetchFull},
		{"records come in the order asked, nil for what is not there", fetchOrder},
		{"nothing asked, nothing fetched", fetchNothing},
		{"what is fetched is the caller's own", fetchCopies},
		{"needs and offers come with their analysed form", hydrate},
		{"a record that was never analysed has an empty form", hydrateBare},
		{"a person is found by each identity", personWith},
		{"clusters come by name", clusters},
		{"topics come by id, those of a cluster by themselves", topics},
		{"changes of topics are counted by cluster", topicChanges},
		{"a scan walks a type by id, over one cluster or all", scan},
		{"a product knows the offers that hang on it", hangingOn},
	}
}

func fetchFull(t *testing.T, w *world) {
	records := w.full()
	var changes []store.Change
	for _, r := range records {
		filled(t, r.Header().ID.Type().String(), reflect.ValueOf(r).Elem())
		changes = append(changes, made(r, nil))
	}
	w.save(changes...)
	got := must[[]eic.Record](t, "Fetch")(w.store.Fetch(w.ctx, idsOf(records)))
	for i, r := range records {
		equal(t, r.Header().ID.Type().String(), got[i], r)
	}
}

func fetchOrder(t *testing.T, w *world) {
	need, offer := w.need("a", 1), w.offer(eic.Grant, "b", 2)
	w.save(made(need, nil), made(offer, nil))
	unknown := headIn(w.here, eic.NeedType, "unknown").ID
	ids := []eic.ID{offer.ID, unknown, need.ID, "", "no.such.type", eic.ID(w.teacher), need.ID, eic.ID(w.bees)}
	got := must[[]eic.Record](t, "Fetch")(w.store.Fetch(w.ctx, ids))
	if len(got) != len(ids) {
		t.Fatalf("got %d records, want %d", len(got), len(ids))
	}
	for i, id := range ids {
		switch missing := i == 1 || i == 3 || i == 4; {
		case missing && got[i] != nil:
			t.Errorf("%d: got a record for %q", i, id)
		case !missing && (got[i] == nil || got[i].Header().ID != id):
			t.Errorf("%d: got %v, want %s", i, got[i], id)
		}
	}
}

func fetchNothing(t *testing.T, w *world) {
	got := must[[]eic.Record](t, "Fetch")(w.store.Fetch(w.ctx, nil))
	if len(got) != 0 {
		t.Errorf("Fetch(nil) = %v", got)
	}
	if got := must[[]store.Indexed](t, "Hydrate")(w.store.Hydrate(w.ctx, nil)); len(got) != 0 {
		t.Errorf("Hydrate(nil) = %v", got)
	}
}

func fetchCopies(t *testing.T, w *world) {
	first := w.fetch(eic.ID(w.teacher)).(*eic.Person)
	first.Name, first.Memberships[0].Roles = "changed by the caller", 0
	if again := w.fetch(eic.ID(w.teacher)).(*eic.Person); again.Name != "Teacher" || again.Memberships[0].Roles == 0 {
		t.Errorf("a caller's change is seen by the next: %+v", again)
	}
}

func hydrate(t *testing.T, w *world) {
	need, fund, pilot := w.need("a", 1), w.offer(eic.FundOfKnowledge, "b", 2), w.offer(eic.PilotOffer, "c", 3)
	about := document("bee hive", "why do bees matter", w.bees, w.maths)
	about.Topics[1].Chosen = true
	w.save(made(need, about), made(fund, document("one", "")), made(pilot, document("", "two three", w.maths)))
	ids := []eic.ID{pilot.ID, "need.unknown", need.ID, eic.ID(w.teacher), fund.ID, pilot.ID}
	got := must[[]store.Indexed](t, "Hydrate")(w.store.Hydrate(w.ctx, ids))
	product := w.fetch(eic.ID(w.product)).(*eic.Product)
	pilotWant := store.Indexed{Record: pilot, Product: product, Document: *document("", "two three", w.maths)}
	equal(t, "Hydrate", got, []store.Indexed{
		pilotWant, {}, {Record: need, Document: *about}, {}, {Record: fund, Document: *document("one", "")}, pilotWant,
	})
}

func hydrateBare(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.save(made(need, nil))
	got := must[[]store.Indexed](t, "Hydrate")(w.store.Hydrate(w.ctx, []eic.ID{need.ID}))
	equal(t, "Hydrate", got, []store.Indexed{{Record: need}})
}

func personWith(t *testing.T, w *world) {
	ana := w.person("ana", "Ana", eic.Educator)
	ana.Identities = []eic.Identity{{Issuer: "x", Subject: "1"}, {Issuer: "y", Subject: "2"}}
	w.save(made(ana, nil))
	find := func(issuer, subject string) *eic.Person {
		return must[*eic.Person](t, "PersonWith")(w.store.PersonWith(w.ctx, eic.Identity{Issuer: issuer, Subject: subject}))
	}
	equal(t, "the first", find("x", "1"), ana)
	equal(t, "the second", find("y", "2"), ana)
	if got := find("x", "2"); got != nil {
		t.Errorf("got %s for an issuer with another's subject", got.Name)
	}
	ana.Identities = ana.Identities[1:]
	w.save(changed(ana, nil))
	if got := find("x", "1"); got != nil {
		t.Errorf("got %s for an identity that was taken away", got.Name)
	}
	equal(t, "the one that is left", find("y", "2"), ana)
}

func clusters(t *testing.T, w *world) {
	second := &eic.Cluster{Head: w.head(eic.ClusterType, "another here"), Name: "here"}
	accent := &eic.Cluster{Head: w.head(eic.ClusterType, "e"), Name: "élan"}
	w.save(made(second, nil), made(accent, nil))
	got := must[[]*eic.Cluster](t, "Clusters")(w.store.Clusters(w.ctx))
	twins := []eic.ID{eic.ID(w.here), second.ID}
	slices.Sort(twins)
	sameIDs(t, "Clusters", idsOf(got), twins[0], twins[1], eic.ID(w.there), accent.ID)
}

func topics(t *testing.T, w *world) {
	shipped := &eic.Topic{Head: w.head(eic.TopicType, "shipped"), Label: "shipped", Lang: eic.English}
	shipped.ID = "topic-shipped"
	own := &eic.Topic{Head: headIn(w.here, eic.TopicType, "own"), Label: "own", Lang: eic.English}
	w.save(made(shipped, nil), made(own, nil))
	want := []eic.ID{eic.ID(w.bees), eic.ID(w.maths), shipped.ID}
	slices.Sort(want)
	for of, want := range map[eic.ClusterID][]eic.ID{"": want, w.here: {own.ID}, w.there: nil} {
		got := must[[]*eic.Topic](t, "Topics")(w.store.Topics(w.ctx, of))
		sameIDs(t, "Topics of "+string(of), idsOf(got), want...)
	}
	if got := must[store.Health](t, "Health")(w.store.Health(w.ctx)); got.Shared != 3 {
		t.Errorf("Health: got %d shared topics, want 3", got.Shared)
	}
}

// topicChanges: the number of a taxonomy grows with each write that changes it, and
// with no other.
func topicChanges(t *testing.T, w *world) {
	before := must[map[eic.ClusterID]int64](t, "TopicChanges")(w.store.TopicChanges(w.ctx))
	if before[""] == 0 || len(before) != 1 {
		t.Fatalf("got %v, want a number of the shared topics", before)
	}
	grows := func(what string, clusters ...eic.ClusterID) {
		t.Helper()
		now := must[map[eic.ClusterID]int64](t, "TopicChanges")(w.store.TopicChanges(w.ctx))
		for _, c := range []eic.ClusterID{"", w.here, w.there} {
			if grown := now[c] > before[c]; grown != slices.Contains(clusters, c) || now[c] < before[c] {
				t.Errorf("%s: cluster %q is at %d after %d", what, c, now[c], before[c])
			}
		}
		before = now
	}
	own := &eic.Topic{Head: headIn(w.here, eic.TopicType, "own"), Label: "own", Lang: eic.English}
	w.save(made(own, nil))
	grows("an own topic", w.here)
	shared := &eic.Topic{Head: w.head(eic.TopicType, "shared"), Label: "shared", Lang: eic.English}
	adds := &eic.Topic{Head: headIn(w.there, eic.TopicType, "adds"), Extends: eic.TopicID(shared.ID), Lang: eic.English}
	w.save(made(shared, nil), made(adds, nil))
	grows("several", "", w.there)
	own.Retired = true
	w.save(changed(own, nil))
	grows("a change", w.here)
	w.save(made(w.need("a", 1), document("bee", "")))
	grows("no topic")
}

func scan(t *testing.T, w *world) {
	var changes []store.Change
	want := map[eic.Type][]eic.ID{}
	for i, kind := range []eic.OfferKind{eic.Grant, eic.FundOfKnowledge, eic.Grant, eic.Study, eic.Grant, eic.PilotOffer} {
		offer := w.offer(kind, string(rune('a'+i)), i)
		if i == 2 {
			w.elsewhere(&offer.Head)
		}
		changes = append(changes, made(offer, nil))
		want[kind.Type()] = append(want[kind.Type()], offer.ID)
	}
	w.save(changes...)
	own := &eic.Topic{Head: headIn(w.here, eic.TopicType, "own"), Label: "own", Lang: eic.English}
	shipped := &eic.Topic{Head: w.head(eic.TopicType, "shipped"), Label: "shipped", Lang: eic.English}
	shipped.ID = "topic-shipped"
	w.save(made(own, nil), made(shipped, nil))
	want[eic.TopicType] = []eic.ID{eic.ID(w.bees), eic.ID(w.maths), own.ID, shipped.ID}
	want[eic.ClusterType] = []eic.ID{eic.ID(w.here), eic.ID(w.there)}
	want[eic.OrganizationType] = []eic.ID{eic.ID(w.school), eic.ID(w.company)}
	want[eic.PersonType] = []eic.ID{eic.ID(w.teacher), eic.ID(w.maker)}
	want[eic.ProductType] = []eic.ID{eic.ID(w.product)}
	for _, kind := range eic.EveryType() {
		slices.Sort(want[kind])
		sameIDs(t, kind.String(), w.scan("", kind), want[kind]...)
		for _, cluster := range []eic.ClusterID{w.here, w.there} {
			in := slices.DeleteFunc(slices.Clone(want[kind]), func(id eic.ID) bool { return id.Cluster() != cluster || kind == eic.ClusterType })
			sameIDs(t, kind.String()+" of "+string(cluster), w.scan(cluster, kind), in...)
		}
	}
}

// scan walks a type in steps of two.
func (w *world) scan(cluster eic.ClusterID, kind eic.Type) (ids []eic.ID) {
	w.t.Helper()
	after := eic.ID("")
	for range 10 {
		page := must[[]eic.Record](w.t, "Scan")(w.store.Scan(w.ctx, cluster, kind, after, 2))
		if len(page) == 0 {
			break
		}
		if len(page) > 2 {
			w.t.Fatalf("Scan gave %d records, want at most 2", len(page))
		}
		ids = append(ids, idsOf(page)...)
		after = ids[len(ids)-1]
	}
	return ids
}

func hangingOn(t *testing.T, w *world) {
	other := &eic.Product{Head: w.head(eic.ProductType, "other"), Name: "Other", Company: w.company}
	var changes []store.Change
	var want []eic.OfferID
	for _, key := range []string{"a", "b", "c"} {
		offer := w.offer(eic.PilotOffer, key, 1)
		changes = append(changes, made(offer, nil))
		want = append(want, eic.OfferID(offer.ID))
	}
	w.save(append(changes, made(other, nil), made(w.offer(eic.Grant, "a", 1), nil))...)
	slices.Sort(want)
	ask := must[[]eic.OfferID](t, "HangingOn")
	sameIDs(t, "of the product", ask(w.store.HangingOn(w.ctx, w.product)), want...)
	sameIDs(t, "of the other", ask(w.store.HangingOn(w.ctx, eic.ProductID(other.ID))))
}
