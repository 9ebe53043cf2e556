package cells_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/cells"
)

// route is one call and who is asked for it.
type route struct {
	name  string
	asked string // the databases, each as often as it is asked
	call  func(context.Context, *network) error
}

// of drops the value of a call.
func of[T any](_ T, err error) error { return err }

func routes() []route {
	at, offer := func(c eic.ClusterID, t eic.Type) eic.ID { return head(c, t, "x").ID }, eic.GrantType
	shared := at("", eic.TopicType)
	fetch := func(ids ...eic.ID) func(context.Context, *network) error {
		return func(ctx context.Context, n *network) error { return of(n.Fetch(ctx, ids)) }
	}
	query := func(c eic.ClusterID) store.Query {
		return store.Query{Cluster: c, Shelves: []store.Shelf{store.NeedShelf}, Words: []store.Token{{Text: "bee", Weight: 1}}, Limit: 5}
	}
	page := store.Page{Limit: 5}
	return []route{
		{"fetch at home", "home", fetch(at(mesa, eic.NeedType), at(tempe, offer))},
		{"fetch in one cell", "south", fetch(at(tucson, eic.NeedType), at(bisbee, eic.PersonType))},
		{"fetch in all", "east home south", fetch(at(tucson, eic.NeedType), at(safford, offer), at(mesa, offer), at(bisbee, eic.PersonType))},
		{"fetch what is common", "home", fetch(shared, "topic-bees", eic.ID(tucson))},
		{"fetch a cluster's own topic", "south", fetch(at(tucson, eic.TopicType))},
		{"fetch what is common and what is not", "home south", fetch(shared, at(tucson, eic.PersonType))},
		{"fetch what is no id", "home", fetch("", "no.such.type", "x")},
		{"hydrate", "east south", func(ctx context.Context, n *network) error {
			return of(n.Hydrate(ctx, []eic.ID{at(tucson, eic.NeedType), at(safford, offer)}))
		}},
		{"person with", "east home south", func(ctx context.Context, n *network) error {
			return of(n.PersonWith(ctx, eic.Identity{Issuer: "a", Subject: "b"}))
		}},
		{"clusters", "home", func(ctx context.Context, n *network) error { return of(n.Clusters(ctx)) }},
		{"topics", "home", func(ctx context.Context, n *network) error { return of(n.Topics(ctx, "")) }},
		{"a cluster's own topics", "south", func(ctx context.Context, n *network) error { return of(n.Topics(ctx, tucson)) }},
		{"changes of topics", "east home south", func(ctx context.Context, n *network) error { return of(n.TopicChanges(ctx)) }},
		{"scan all", "east home south", func(ctx context.Context, n *network) error { return of(n.Scan(ctx, "", eic.NeedType, "", 5)) }},
		{"scan one cluster", "south", func(ctx context.Context, n *network) error { return of(n.Scan(ctx, tucson, eic.NeedType, "", 5)) }},
		{"scan topics", "east home south", func(ctx context.Context, n *network) error { return of(n.Scan(ctx, "", eic.TopicType, "", 5)) }},
		{"scan a cluster's own topics, step by step", "south", func(ctx context.Context, n *network) error { return of(n.Scan(ctx, tucson, eic.TopicType, "", 5)) }},
		{"hanging on", "east", func(ctx context.Context, n *network) error {
			return of(n.HangingOn(ctx, eic.ProductID(at(safford, eic.ProductType))))
		}},
		{"needs", "south", func(ctx context.Context, n *network) error {
			return of(n.Needs(ctx, store.NeedFilter{Cluster: bisbee}, page))
		}},
		{"offers", "east", func(ctx context.Context, n *network) error {
			return of(n.Offers(ctx, store.OfferFilter{Cluster: safford}, page))
		}},
		{"organizations", "home", func(ctx context.Context, n *network) error {
			return of(n.Organizations(ctx, store.OrganizationFilter{Cluster: mesa}, page))
		}},
		{"people", "south", func(ctx context.Context, n *network) error {
			return of(n.People(ctx, store.PersonFilter{Cluster: tucson}, page))
		}},
		{"products", "south", func(ctx context.Context, n *network) error {
			return of(n.Products(ctx, store.ProductFilter{Cluster: tucson}, page))
		}},
		{"recall in one cell", "south", func(ctx context.Context, n *network) error {
			return of(n.Recall(ctx, []store.Query{query(tucson), query(bisbee)}))
		}},
		{"recall in all", "east home south", func(ctx context.Context, n *network) error {
			return of(n.Recall(ctx, []store.Query{query(tucson), query(mesa), query(bisbee), query(safford)}))
		}},
		{"answered", "south", func(ctx context.Context, n *network) error {
			return of(n.Answered(ctx, store.Key{Person: eic.PersonID(at(tucson, eic.PersonType)), Mutation: "m", Value: "v"}))
		}},
		{"forget", "east home south", func(ctx context.Context, n *network) error { return of(n.Forget(ctx, store.Answers, time.Time{})) }},
		{"credential", "south", func(ctx context.Context, n *network) error {
			return of(n.Credential(ctx, eic.CredentialPrefix(eic.Invitation, tucson)+".x"))
		}},
		{"credentials", "east", func(ctx context.Context, n *network) error {
			return of(n.Credentials(ctx, safford, eic.ServiceAccount, "", 5))
		}},
		{"audit", "home south", func(ctx context.Context, n *network) error {
			return of(n.Audit(ctx, store.AuditFilter{Cluster: bisbee}, 5))
		}},
		{"commit of an entry", "south", func(ctx context.Context, n *network) error {
			return n.Commit(ctx, store.Write{Audit: []eic.AuditEntry{{ID: "a", Cluster: bisbee}}})
		}},
		{"commit of a credential", "east", func(ctx context.Context, n *network) error {
			return n.Commit(ctx, store.Write{Credentials: []eic.Credential{{ID: eic.CredentialPrefix(eic.Invitation, safford) + ".x", Kind: eic.Invitation, Cluster: safford}}})
		}},
		{"events of a cluster", "south", func(ctx context.Context, n *network) error { return of(n.Events(ctx, tucson, 0, 5)) }},
		{"events of none", "home", func(ctx context.Context, n *network) error { return of(n.Events(ctx, "", 0, 5)) }},
		{"snapshot", "east", func(ctx context.Context, n *network) error { return of(n.Snapshot(ctx, safford, store.NeedSide, 0)) }},
		{"save snapshot", "east", func(ctx context.Context, n *network) error {
			return n.SaveSnapshot(ctx, store.Snapshot{Cluster: safford, Side: store.NeedSide, Version: 1})
		}},
		{"changed", "south", func(ctx context.Context, n *network) error { return of(n.Changed(ctx, bisbee, store.NeedSide, 0)) }},
		{"last event", "south", func(ctx context.Context, n *network) error { return of(n.LastEvent(ctx, bisbee)) }},
		{"documents", "home", func(ctx context.Context, n *network) error {
			return n.Documents(ctx, tempe, store.NeedSide, func(eic.ID, store.Document) error { return nil })
		}},
		{"add views", "east south", func(ctx context.Context, n *network) error {
			return n.AddViews(ctx, map[eic.OfferID]int{eic.OfferID(at(tucson, offer)): 1, eic.OfferID(at(safford, offer)): 2})
		}},
		{"views", "south", func(ctx context.Context, n *network) error { return of(n.Views(ctx, tucson)) }},
		{"locate", "home", func(ctx context.Context, n *network) error { return of(n.Locate(ctx, nil)) }},
		{"scan places", "home", func(ctx context.Context, n *network) error { return of(n.ScanPlaces(ctx, eic.Postal{}, 5)) }},
		{"unlocated", "east home south", func(ctx context.Context, n *network) error { return of(n.Unlocated(ctx, "", 5)) }},
		{"secret", "home", func(ctx context.Context, n *network) error { return of(n.Secret(ctx, "s")) }},
		{"health", "east home south", func(ctx context.Context, n *network) error { return of(n.Health(ctx)) }},
		{"commit in a cell", "south", func(ctx context.Context, n *network) error {
			return n.Commit(ctx, store.Write{Changes: []store.Change{change(organization(tucson, "s")), change(organization(bisbee, "s"))}})
		}},
		{"commit at home", "home", func(ctx context.Context, n *network) error {
			return n.Commit(ctx, store.Write{Changes: []store.Change{change(organization(mesa, "s"))}})
		}},
	}
}

func TestRouting(t *testing.T) {
	n := newNetwork(t)
	for _, c := range routes() {
		if err := c.call(t.Context(), n); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := n.asked(); got != c.asked {
			t.Errorf("%s: asked %q, want %q", c.name, got, c.asked)
		}
	}
}

// asked lists the databases that were asked since the last time, in order.
func (n *network) asked() string {
	var names []string
	for name, r := range map[string]*remote{"home": n.home, "south": n.south, "east": n.east} {
		for range r.took() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// A cell that is away takes with it what asks for it, and nothing else.
func TestCellIsAway(t *testing.T) {
	for away, pick := range map[string]func(*network) *remote{
		"south": func(n *network) *remote { return n.south }, "east": func(n *network) *remote { return n.east },
	} {
		n := newNetwork(t)
		pick(n).set(true)
		tolerant := []string{"unlocated", "health", "changes of topics", "commit of an entry"} // they say what they can; home keeps it
		for _, c := range routes() {
			needs := strings.Contains(c.asked, away) && !slices.Contains(tolerant, c.name)
			err := c.call(t.Context(), n)
			if needs && !fault.Is(err, fault.Unavailable) || !needs && err != nil {
				t.Errorf("%s is away: %s: got %v, want it to be UNAVAILABLE: %t", away, c.name, err, needs)
			}
		}
	}
}

// What is told of a cluster whose cell is away is kept at home, and read with the rest.
func TestEntriesOutlastTheirCell(t *testing.T) {
	n := newNetwork(t)
	tell := func(id string) error {
		entry := eic.AuditEntry{ID: id, Cluster: tucson, At: time.Unix(0, 0).UTC(), By: eic.CommandLine, Action: "import", Record: string(tucson)}
		return n.Commit(t.Context(), store.Write{Audit: []eic.AuditEntry{entry}})
	}
	read := func() string {
		entries, err := n.Audit(t.Context(), store.AuditFilter{Cluster: tucson}, 5)
		if err != nil {
			t.Fatal(err)
		}
		ids := make([]string, len(entries))
		for i, e := range entries {
			ids[i] = e.ID
		}
		return strings.Join(ids, " ")
	}
	err := errors.Join(tell("1"), tell("4"))
	n.south.set(true)
	err = errors.Join(err, tell("3"), tell("4")) // the last was made before it went, and was not acknowledged
	n.south.set(false)
	if got, want := read(), "4 3 1"; err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	n.south.set(true)
	n.home.set(true)
	if err := tell("5"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("both are away: got %v, want UNAVAILABLE", err)
	}
}

// While the home is away, cells go on with the copies they have.
func TestHomeIsAway(t *testing.T) {
	n := newNetwork(t)
	bees := topic("", "bees")
	n.save(change(bees))
	teacher := person(tucson, "ana")
	teacher.Identities = []eic.Identity{{Issuer: "x", Subject: "1"}}
	n.save(change(teacher))
	n.home.set(true)
	got, err := n.Fetch(t.Context(), []eic.ID{eic.ID(tucson), bees.ID, teacher.ID})
	if err != nil || !reflect.DeepEqual(got, []eic.Record{cluster("tucson"), bees, teacher}) {
		t.Errorf("Fetch: %v, %v", got, err)
	}
	_, err = n.Fetch(t.Context(), []eic.ID{bees.ID, head("", eic.TopicType, "newer").ID})
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("what no copy has: got %v, want UNAVAILABLE", err)
	}
	n.save(change(need(teacher, "a")))
	found, err := n.PersonWith(t.Context(), teacher.Identities[0])
	if err != nil || found == nil || found.ID != teacher.ID {
		t.Errorf("PersonWith: %v, %v", found, err)
	}
	if found, err := n.PersonWith(t.Context(), eic.Identity{Issuer: "x", Subject: "2"}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("somebody nobody knows: %v, %v, want UNAVAILABLE", found, err)
	}
}

func TestCellsAreGrouped(t *testing.T) {
	n := newNetwork(t)
	got := n.Cells([]eic.ClusterID{safford, tucson, mesa, "", bisbee, safford, "cluster.unknown"})
	want := [][]eic.ClusterID{{safford}, {tucson, bisbee}, {mesa, "", "cluster.unknown"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	a, b, c, d := organization(tucson, "a"), organization(mesa, "b"), topic("", "c"), organization(bisbee, "d")
	answer := &store.Answer{}
	writes := store.Divide(n, store.Write{Changes: []store.Change{{Record: a}, {Record: b}, {Record: c}, {Record: d}}, Answer: answer})
	divided := []store.Write{{Changes: []store.Change{{Record: b}, {Record: c}}}, {Changes: []store.Change{{Record: a}, {Record: d}}, Answer: answer}}
	if !reflect.DeepEqual(writes, divided) {
		t.Errorf("got %+v, want %+v", writes, divided)
	}
	if writes := store.Divide(n, store.Write{}); len(writes) != 0 {
		t.Errorf("nothing is divided into %v", writes)
	}
}

func TestConfigIsChecked(t *testing.T) {
	home, a := &remote{}, &remote{}
	_, err := cells.Open(t.Context(), cells.Config{Home: cells.Cell{Store: home}, Cells: []cells.Cell{
		{Name: "a", Store: a, Clusters: []eic.ClusterID{tucson, bisbee}}, {Name: "home", Store: a}, {Name: "a", Store: a, Clusters: []eic.ClusterID{mesa, bisbee}},
	}})
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Invalid {
		t.Fatalf("got %v, want INVALID", err)
	}
	var paths []string
	for _, f := range e.Fields {
		paths = append(paths, f.Path)
	}
	if want := []string{"cells.1.name", "cells.2.name", "cells.2.clusters.1"}; !slices.Equal(paths, want) {
		t.Errorf("got %v, want %v", paths, want)
	}
}
