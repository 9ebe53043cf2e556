package cells_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/cells"
)

// same fails unless every database has a record as it is.
func (n *network) same(r eic.Record) {
	n.t.Helper()
	for name, s := range map[string]*remote{"home": n.home, "south": n.south, "east": n.east} {
		if got := n.get(s, r.Header().ID); !reflect.DeepEqual(got, r) {
			n.t.Errorf("%s: got %+v, want %+v", name, got, r)
		}
	}
}

func next[R eic.Record](r R) R {
	r.Header().Version++
	return r
}

// What is common is in every cell as soon as its write is acknowledged.
func TestCommonIsEverywhere(t *testing.T) {
	n := newNetwork(t)
	bees, hives := topic("", "bees"), topic("", "hives")
	bees.Related, hives.Broader = []eic.TopicID{eic.TopicID(hives.ID)}, []eic.TopicID{eic.TopicID(bees.ID)}
	own := topic(tucson, "own")
	own.Broader = hives.Broader
	n.save(change(bees), change(hives))
	n.save(change(own))
	n.same(bees)
	n.same(hives)
	for _, s := range []*remote{n.home, n.south, n.east} {
		if got := n.get(s, own.ID); (got != nil) != (s == n.south) {
			n.t.Errorf("an own topic of a cluster in the south: got %+v", got)
		}
	}
	for range 3 {
		bees.Label += "!"
		n.save(change(next(bees)))
		n.same(bees)
	}
	town := next(cluster("tucson"))
	town.Shares = false
	n.save(change(town))
	n.same(town)
	place := store.PostalPlace{Postal: eic.Postal{Country: "US", Code: "85713"}, Point: eic.Point{Lat: 32, Lng: -110}}
	if _, _, _, err := n.SavePlaces(t.Context(), []store.PostalPlace{place}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*remote{n.home, n.south, n.east} {
		if got, err := s.Locate(t.Context(), []eic.Postal{place.Postal}); err != nil || got[place.Postal] != place.Point {
			t.Errorf("Locate: %v, %v", got, err)
		}
	}
}

// The events of a cluster are in its cell, those of its own record included, and
// no copy makes another.
func TestEventsOfCommon(t *testing.T) {
	n := newNetwork(t)
	n.save(change(topic("", "bees")))
	n.save(change(topic(tucson, "own")))
	n.save(change(next(cluster("tucson"))))
	n.save(change(person(tucson, "ana")))
	for of, want := range map[eic.ClusterID][]eic.ID{
		"":      {topic("", "bees").ID},
		tucson:  {eic.ID(tucson), topic(tucson, "own").ID, eic.ID(tucson), person(tucson, "ana").ID},
		bisbee:  {eic.ID(bisbee)},
		mesa:    {eic.ID(mesa)},
		safford: {eic.ID(safford)},
	} {
		events, err := n.Events(t.Context(), of, 0, 100)
		var got []eic.ID
		for _, e := range events {
			got = append(got, e.Record)
			if e.Verb != fmt.Sprint("version ", e.Version) || e.Cluster != of {
				t.Errorf("%q: got %+v", of, e)
			}
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v: %v", of, got, want, err)
		}
	}
}

// A cell that was away has what it missed as soon as it is back; nobody waits for
// it meanwhile.
func TestCellCatchesUp(t *testing.T) {
	n := newNetwork(t)
	n.save(change(topic("", "old")))
	n.south.set(true)
	var changes []store.Change
	for i := range 1200 { // in circles over the steps in which topics are copied
		r := topic("", fmt.Sprint(i))
		r.Related = []eic.TopicID{eic.TopicID(topic("", fmt.Sprint((i+1)%1200)).ID)}
		changes = append(changes, change(r))
	}
	n.save(changes...)
	old, town := next(topic("", "old")), next(cluster("bisbee"))
	town.Name = "Bisbee"
	n.save(change(old), change(town))
	place := store.PostalPlace{Postal: eic.Postal{Country: "US", Code: "85713"}, Point: eic.Point{Lat: 32, Lng: -110}}
	if _, _, _, err := n.SavePlaces(t.Context(), []store.PostalPlace{place}); err != nil {
		t.Fatal(err)
	}
	if got := n.get(n.east, old.ID); !reflect.DeepEqual(got, old) {
		t.Errorf("a cell that is there waits for one that is away: %+v", got)
	}
	h, err := n.Health(t.Context())
	if err != nil || len(h.Faults) != 1 || len(h.Cells) != 3 || h.Cells[1].Name != "south" || !fault.Is(h.Cells[1].Err, fault.Unavailable) {
		t.Errorf("Health while it is away: %+v, %v", h, err)
	}
	n.south.set(false)
	n.settle()
	for _, r := range []eic.Record{old, town, changes[0].Record, changes[777].Record, changes[1199].Record} {
		n.same(r)
	}
	if got, err := n.south.Locate(t.Context(), []eic.Postal{place.Postal}); err != nil || len(got) != 1 {
		t.Errorf("Locate: %v, %v", got, err)
	}
	events, err := n.Events(t.Context(), bisbee, 0, 100)
	if err != nil || len(events) != 2 || events[1].Version != 2 || events[1].Verb != "version 2" {
		t.Errorf("events: %+v, %v", events, err)
	}
}

// A cell that is added to a graph that is in use is given what is common; a write
// that needs it does not fail for having come first.
func TestNewCell(t *testing.T) {
	home, south := file(t), file(t)
	alone := over(t, cells.Config{Home: cells.Cell{Store: &remote{Store: home}}})
	bees := topic("", "bees")
	for _, r := range []eic.Record{cluster("tucson"), cluster("mesa"), bees} {
		if err := alone.Commit(t.Context(), store.Write{Changes: []store.Change{change(r)}}); err != nil {
			t.Fatal(err)
		}
	}
	for round := range 5 { // once it is new, then it is known
		s := over(t, cells.Config{Home: cells.Cell{Store: home}, Cells: []cells.Cell{{Name: "south", Clusters: []eic.ClusterID{tucson}, Store: unclosed{south}}}})
		ana := person(tucson, fmt.Sprint("ana ", round))
		ask := need(ana, fmt.Sprint("a ", round))
		ask.Topics = []eic.TopicID{eic.TopicID(bees.ID)}
		if err := s.Commit(t.Context(), store.Write{Changes: []store.Change{change(ana), change(ask)}}); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
	if err := south.Close(); err != nil {
		t.Fatal(err)
	}
}

// unclosed is a store that stays open when what stands on it is closed.
type unclosed struct{ store.Store }

func (unclosed) Close() error { return nil }

// What a cluster left at home when it moved to a cell is not seen any more.
func TestClusterMoves(t *testing.T) {
	n := newNetwork(t)
	ana := person(tucson, "ana")
	ana.Identities = []eic.Identity{{Issuer: "x", Subject: "1"}}
	for _, left := range []eic.Record{ana, need(ana, "left")} {
		if err := n.home.Store.Commit(t.Context(), store.Write{Changes: []store.Change{change(left)}}); err != nil {
			t.Fatal(err)
		}
	}
	bea := person(mesa, "bea")
	n.save(change(bea), change(need(bea, "a")), change(need(bea, "b")))
	var got []eic.ID
	for after := eic.ID(""); ; {
		page, err := n.Scan(t.Context(), "", eic.NeedType, after, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		after = page[0].Header().ID
		got = append(got, after)
	}
	want := []eic.ID{need(bea, "a").ID, need(bea, "b").ID}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("Scan: got %v, want %v", got, want)
	}
	if p, err := n.PersonWith(t.Context(), ana.Identities[0]); p != nil || err != nil {
		t.Errorf("PersonWith: %v, %v", p, err)
	}
	n.save(change(ana)) // now it has moved
	if p, err := n.PersonWith(t.Context(), ana.Identities[0]); p == nil || err != nil {
		t.Errorf("PersonWith: %v, %v", p, err)
	}
}

// What would span cells is refused, at the field that does.
func TestWritesDoNotSpan(t *testing.T) {
	n := newNetwork(t)
	ana, bea := person(tucson, "ana"), person(mesa, "bea")
	school := organization(mesa, "school")
	n.save(change(ana))
	n.save(change(bea), change(school))
	for name, changes := range map[string][]store.Change{
		"two cells":            {change(organization(tucson, "a")), change(organization(safford, "a"))},
		"a cell and the home":  {change(organization(tucson, "a")), change(organization(mesa, "a"))},
		"a cell and a topic":   {change(organization(tucson, "a")), change(topic("", "a"))},
		"a cell and a cluster": {change(organization(tucson, "a")), change(cluster("new"))},
	} {
		var e *fault.Error
		if err := n.commit(changes...); !errors.As(err, &e) || e.Kind != fault.Invalid || e.Detail.Code != fault.SpansCells {
			t.Errorf("%s: got %v, want %s", name, err, fault.SpansCells)
		}
	}
	err := n.Commit(t.Context(), store.Write{Changes: []store.Change{change(need(bea, "a"))}, Answer: &store.Answer{Key: store.Key{Person: eic.PersonID(ana.ID)}}})
	var e *fault.Error
	if !errors.As(err, &e) || e.Detail.Code != fault.SpansCells {
		t.Errorf("an answer to somebody of another cell: got %v", err)
	}
	guest, asked, worker := next(person(tucson, "ana")), need(ana, "x"), person(safford, "eve")
	guest.Memberships = append(guest.Memberships, eic.Membership{Cluster: bisbee}, eic.Membership{Cluster: mesa})
	asked.OnBehalfOf = eic.OrganizationID(school.ID)
	worker.Affiliations = []eic.Affiliation{{Organization: eic.OrganizationID(school.ID)}}
	for path, r := range map[string]eic.Record{"memberships.2.cluster": guest, "onBehalfOf": asked, "affiliations.0.organization": worker} {
		err := n.commit(change(r))
		if !errors.As(err, &e) || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Path != path || e.Fields[0].Code != fault.OtherCell {
			t.Errorf("got %v, want %s at %s", err, fault.OtherCell, path)
		}
	}
}

// No two people of different cells have one identity; who gives nobody a new one
// needs no other cell.
func TestIdentitiesOfCells(t *testing.T) {
	n := newNetwork(t)
	ana, bea := person(tucson, "ana"), person(mesa, "bea")
	ana.Identities = []eic.Identity{{Issuer: "x", Subject: "1"}}
	n.save(change(ana))
	bea.Identities = ana.Identities
	var e *fault.Error
	if err := n.commit(change(bea)); !errors.As(err, &e) || e.Kind != fault.Conflict || e.Detail.Code != fault.Taken {
		t.Errorf("the same identity: got %v, want %s", err, fault.Taken)
	}
	bea.Identities = []eic.Identity{{Issuer: "x", Subject: "2"}}
	n.south.set(true)
	if err := n.commit(change(bea)); !fault.Is(err, fault.Unavailable) {
		t.Errorf("while a cell is away: got %v, want UNAVAILABLE", err)
	}
	n.south.set(false)
	n.save(change(bea))
	n.south.set(true)
	bea.Name = "Bea"
	n.save(change(next(bea)))
}
