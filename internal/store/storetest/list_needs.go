package storetest

import (
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func needListTests() []test {
	return []test{
		{"every filter alone, and all together", needFilters},
		{"a member sees what is open and what is their own", needVisibility},
		{"a search finds what is open and has every word", needWords},
		{"near is within the kilometres, and what is not located is left out", needNear},
		{"near works across the date line and at a pole", needNearEdges},
	}
}

var everything = store.Visibility{All: true}

// needs lists the needs a filter finds, newest first.
func (w *world) needs(f store.NeedFilter) []eic.ID {
	w.t.Helper()
	return idsOf(must[[]*eic.Need](w.t, "Needs")(w.store.Needs(w.ctx, f, store.Page{Limit: 100})))
}

// needsOf makes needs, oldest first, each as its function says, analysed as
// its topics.
func (w *world) needsOf(says ...func(*eic.Need)) []eic.ID {
	w.t.Helper()
	var changes []store.Change
	var ids []eic.ID
	for i, say := range says {
		need := w.need(string(rune('a'+i)), i)
		say(need)
		changes, ids = append(changes, made(need, document("need", "", need.Topics...))), append(ids, need.ID)
	}
	w.save(changes...)
	return ids
}

func needFilters(t *testing.T, w *world) {
	june := eic.Window{Start: 23_000, End: 23_029}
	ids := w.needsOf(
		func(*eic.Need) {}, // 0 says nothing
		func(n *eic.Need) { // 1 says everything
			n.Status, n.Kinds, n.Grades = eic.NeedMatched, eic.SetOf(eic.Grant, eic.Study), eic.SetOf(eic.G04, eic.G05)
			n.PostedBy, n.OnBehalfOf, n.Topics = w.maker, w.school, []eic.TopicID{w.bees, w.maths}
			n.Window, n.Place = june, eic.Place{Given: &eic.Point{Lat: 32, Lng: -110}}
		},
		func(n *eic.Need) { // 2 says something else
			n.Status, n.Kinds, n.Grades = eic.NeedDraft, eic.SetOf(eic.PilotOffer), eic.SetOf(eic.AE)
			n.OnBehalfOf, n.Topics, n.Window = w.company, []eic.TopicID{w.maths}, eic.Window{Start: 24_000}
			n.Place = eic.Place{Given: &eic.Point{Lat: 40, Lng: -110}}
		},
		func(n *eic.Need) { n.Window.End = 22_000; w.elsewhere(&n.Head) }, // 3 is of the other cluster
		func(n *eic.Need) { n.Window.End = 22_000 },                       // 4
	)
	near := &store.Near{Point: eic.Point{Lat: 32.05, Lng: -110}, Km: 10}
	all := store.NeedFilter{Statuses: eic.SetOf(eic.NeedMatched), Kinds: eic.SetOf(eic.Study), Grades: eic.SetOf(eic.G05),
		PostedBy: w.maker, OnBehalfOf: w.school, Topics: []eic.TopicID{w.bees}, During: june, Near: near}
	for _, c := range []struct {
		name   string
		filter store.NeedFilter
		want   []int // newest first
	}{
		{"nothing", store.NeedFilter{}, []int{4, 2, 1, 0}},
		{"the other cluster", store.NeedFilter{Cluster: w.there}, []int{3}},
		{"a cluster that is not there", store.NeedFilter{Cluster: eic.ClusterIDOf("missing")}, nil},
		{"statuses", store.NeedFilter{Statuses: eic.SetOf(eic.NeedDraft, eic.NeedMatched)}, []int{2, 1}},
		{"open", store.NeedFilter{Statuses: eic.SetOf(eic.NeedOpen)}, []int{4, 0}},
		{"kinds", store.NeedFilter{Kinds: eic.SetOf(eic.Study, eic.FundOfKnowledge)}, []int{4, 1, 0}},
		{"grades", store.NeedFilter{Grades: eic.SetOf(eic.G05, eic.G06)}, []int{4, 1, 0}},
		{"adults", store.NeedFilter{Grades: eic.SetOf(eic.AE)}, []int{4, 2, 0}},
		{"posted by", store.NeedFilter{PostedBy: w.maker}, []int{1}},
		{"on behalf of", store.NeedFilter{OnBehalfOf: w.school}, []int{1}},
		{"a topic", store.NeedFilter{Topics: []eic.TopicID{w.bees}}, []int{1}},
		{"one of two topics", store.NeedFilter{Topics: []eic.TopicID{w.bees, w.maths}}, []int{2, 1}},
		{"during, after", store.NeedFilter{During: eic.Window{Start: 23_029}}, []int{2, 1, 0}},
		{"during, before", store.NeedFilter{During: eic.Window{End: 23_000}}, []int{4, 1, 0}},
		{"during, between", store.NeedFilter{During: eic.Window{Start: 23_030, End: 23_999}}, []int{0}},
		{"near", store.NeedFilter{Near: near}, []int{1}},
		{"all together", all, []int{1}},
		{"all together, one not met", func() store.NeedFilter { f := all; f.Grades = eic.SetOf(eic.AE); return f }(), nil},
	} {
		c.filter.Visible = everything
		if c.filter.Cluster == "" {
			c.filter.Cluster = w.here
		}
		sameIDs(t, c.name, w.needs(c.filter), pick(ids, c.want)...)
	}
}

// pick returns the elements at some places.
func pick[T any](list []T, places []int) []T {
	picked := make([]T, len(places))
	for i, place := range places {
		picked[i] = list[place]
	}
	return picked
}

func needVisibility(t *testing.T, w *world) {
	other := w.person("other", "Other")
	w.save(made(other, nil))
	var says []func(*eic.Need)
	for _, by := range []eic.PersonID{w.teacher, eic.PersonID(other.ID)} {
		for _, status := range eic.EveryNeedStatus() {
			says = append(says, func(n *eic.Need) { n.PostedBy, n.Status, n.OnBehalfOf = by, status, w.school })
		}
	}
	ids := w.needsOf(says...)
	// The teacher's needs are 0 to 7 and the other's 8 to 15; open ones are 2 and 10.
	own := []int{10, 7, 6, 5, 4, 3, 2, 1, 0}
	for _, c := range []struct {
		name   string
		filter store.NeedFilter
		want   []int
	}{
		{"nobody", store.NeedFilter{}, []int{10, 2}},
		{"the teacher", store.NeedFilter{Visible: store.Visibility{Parties: []eic.PartyID{eic.PartyID(w.teacher)}}}, own},
		{"two parties", store.NeedFilter{Visible: store.Visibility{Parties: []eic.PartyID{eic.PartyID(w.company), eic.PartyID(w.teacher)}}}, own},
		{"their school does not see drafts", store.NeedFilter{Visible: store.Visibility{Parties: []eic.PartyID{eic.PartyID(w.school)}}}, []int{10, 2}},
		{"nobody asks for drafts", store.NeedFilter{Statuses: eic.SetOf(eic.NeedDraft)}, nil},
		{"the teacher asks for drafts", store.NeedFilter{Statuses: eic.SetOf(eic.NeedDraft),
			Visible: store.Visibility{Parties: []eic.PartyID{eic.PartyID(w.teacher)}}}, []int{0}},
		{"the teacher asks for the other's", store.NeedFilter{PostedBy: eic.PersonID(other.ID),
			Visible: store.Visibility{Parties: []eic.PartyID{eic.PartyID(w.teacher)}}}, []int{10}},
		{"a steward asks for drafts", store.NeedFilter{Statuses: eic.SetOf(eic.NeedDraft), Visible: everything}, []int{8, 0}},
	} {
		c.filter.Cluster = w.here
		sameIDs(t, c.name, w.needs(c.filter), pick(ids, c.want)...)
	}
}

func needWords(t *testing.T, w *world) {
	a, b, draft, there := w.need("a", 1), w.need("b", 2), w.need("c", 3), w.need("d", 4)
	draft.Status = eic.NeedDraft
	w.elsewhere(&there.Head)
	w.save(made(a, document("bee", "hive wax", w.bees)), made(b, document("hive", "or", w.maths)),
		made(draft, document("bee", "hive")), made(there, document("bee", "hive")))
	find := func(words ...[]string) []eic.ID {
		t.Helper()
		return w.needs(store.NeedFilter{Cluster: w.here, Visible: everything, Words: words})
	}
	sameIDs(t, "one word", find([]string{"bee"}), a.ID)
	sameIDs(t, "a word of both", find([]string{"hive"}), b.ID, a.ID)
	sameIDs(t, "two words", find([]string{"wax"}, []string{"hive"}), a.ID)
	sameIDs(t, "two words, none has both", find([]string{"wax"}, []string{"or"}))
	sameIDs(t, "a word by its second token", find([]string{"abeja", "bee"}), a.ID)
	sameIDs(t, "a word of no document", find([]string{"zebra"}))
	sameIDs(t, "a word that is an operator elsewhere", find([]string{"or"}), b.ID)
	sameIDs(t, "a part of a word", find([]string{"hiv"}))
	sameIDs(t, "a topic's token is no word", find([]string{token(w.bees)}))
	sameIDs(t, "a word without tokens", find([]string{"hive"}, nil))
	sameIDs(t, "what is no token", find([]string{`hive" OR "wax`}))
	sameIDs(t, "no words", find(), draft.ID, b.ID, a.ID)
	a.Status = eic.NeedWithdrawn
	w.save(changed(a, nil))
	sameIDs(t, "a withdrawn need is not found", find([]string{"bee"}))
}

func needNear(t *testing.T, w *world) {
	at := func(lat, lng float64) func(*eic.Need) {
		return func(n *eic.Need) { n.Place = eic.Place{Given: &eic.Point{Lat: lat, Lng: lng}} }
	}
	ids := w.needsOf(
		at(32, -110), at(32.1, -110), // 11.1 km north
		at(32, -110.1),     // 9.4 km west
		at(32.07, -110.07), // 10.2 km away, inside the square around 10 km
		func(n *eic.Need) { n.Place = eic.Place{PostalCode: "85713", Country: "US"} },
		func(n *eic.Need) {
			n.Place = eic.Place{PostalCode: "85713", Country: "US", Located: &eic.Point{Lat: 32.01, Lng: -110}}
		},
		func(*eic.Need) {},
	)
	near := func(km float64) []eic.ID {
		return w.needs(store.NeedFilter{Cluster: w.here, Near: &store.Near{Point: eic.Point{Lat: 32, Lng: -110}, Km: km}})
	}
	sameIDs(t, "0 km", near(0), pick(ids, []int{0})...)
	sameIDs(t, "5 km", near(5), pick(ids, []int{5, 0})...)
	sameIDs(t, "10 km", near(10), pick(ids, []int{5, 2, 0})...)
	sameIDs(t, "12 km", near(12), pick(ids, []int{5, 3, 2, 1, 0})...)
	sameIDs(t, "the whole earth", near(20_100), pick(ids, []int{5, 3, 2, 1, 0})...)
	moved := w.fetch(ids[1]).(*eic.Need)
	at(32, -110)(moved)
	w.save(changed(moved, nil))
	sameIDs(t, "one that moved here", near(1), pick(ids, []int{1, 0})...)
	moved.Place = eic.Place{}
	w.save(changed(moved, nil))
	sameIDs(t, "one that is nowhere any more", near(1), pick(ids, []int{0})...)
}

func needNearEdges(t *testing.T, w *world) {
	at := func(lat, lng float64) func(*eic.Need) {
		return func(n *eic.Need) { n.Place = eic.Place{Given: &eic.Point{Lat: lat, Lng: lng}} }
	}
	ids := w.needsOf(at(0, 179.95), at(0, -179.95), at(0, 0), at(89.95, 10), at(89.95, -170))
	near := func(lat, lng, km float64) []eic.ID {
		return w.needs(store.NeedFilter{Cluster: w.here, Near: &store.Near{Point: eic.Point{Lat: lat, Lng: lng}, Km: km}})
	}
	sameIDs(t, "east of the date line", near(0, -179.98, 20), pick(ids, []int{1, 0})...)
	sameIDs(t, "west of the date line", near(0, 179.98, 20), pick(ids, []int{1, 0})...)
	sameIDs(t, "on the date line", near(0, 180, 20), pick(ids, []int{1, 0})...)
	sameIDs(t, "over the pole", near(89.97, 10, 15), pick(ids, []int{4, 3})...)
	sameIDs(t, "not over the pole", near(89.95, 10, 5), pick(ids, []int{3})...)
}
