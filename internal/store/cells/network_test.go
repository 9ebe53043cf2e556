package cells_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/cells"
)

// The clusters of a network: two at home, two in the cell south, one in east.
var (
	mesa    = eic.ClusterIDOf("mesa")
	tempe   = eic.ClusterIDOf("tempe")
	tucson  = eic.ClusterIDOf("tucson")
	bisbee  = eic.ClusterIDOf("bisbee")
	safford = eic.ClusterIDOf("safford")
)

// network is a graph in three databases, and each of them by itself.
type network struct {
	*cells.Store
	t                 *testing.T
	home, south, east *remote
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{t: t, home: &remote{Store: file(t)}, south: &remote{Store: file(t)}, east: &remote{Store: file(t)}}
	n.Store = over(t, n.config())
	for _, key := range []string{"mesa", "tempe", "tucson", "bisbee", "safford"} {
		n.save(change(cluster(key)))
	}
	n.settle()
	return n
}

func (n *network) config() cells.Config {
	return cells.Config{
		Home: cells.Cell{Store: n.home, Ready: n.home.ready},
		Cells: []cells.Cell{
			{Name: "south", Clusters: []eic.ClusterID{tucson, bisbee}, Store: n.south, Ready: n.south.ready},
			{Name: "east", Clusters: []eic.ClusterID{safford}, Store: n.east, Ready: n.east.ready},
		},
	}
}

// settle returns when the cells that are there are up to date and nobody asks any more.
func (n *network) settle() {
	n.t.Helper()
	until(n.t, "the cells are up to date", func() bool {
		h, err := n.Health(n.t.Context())
		return err == nil && len(h.Faults) == 0 && n.Settled()
	})
	for _, r := range []*remote{n.home, n.south, n.east} {
		r.took()
	}
}

// until waits for something that happens in the background.
func until(t *testing.T, what string, there func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(2 * time.Minute); !there(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("it does not come to be that %s", what)
		}
	}
}

func (n *network) save(changes ...store.Change) {
	n.t.Helper()
	if err := n.commit(changes...); err != nil {
		n.t.Fatalf("Commit: %v", err)
	}
}

func (n *network) commit(changes ...store.Change) error {
	return n.Commit(n.t.Context(), store.Write{Changes: changes})
}

// get returns what one database has under an id.
func (n *network) get(s store.Store, id eic.ID) eic.Record {
	n.t.Helper()
	if r, ok := s.(*remote); ok {
		s = r.Store
	}
	found, err := s.Fetch(n.t.Context(), []eic.ID{id})
	if err != nil {
		n.t.Fatal(err)
	}
	return found[0]
}

var day = eic.NewStamp(time.Date(2031, 2, 1, 8, 0, 0, 0, time.UTC), "")

func head(of eic.ClusterID, t eic.Type, key string) eic.Head {
	external := eic.External{Source: "test", ID: key}
	return eic.Head{ID: eic.DeriveID(t, of, external), Cluster: of, External: external, Version: 1, Created: day, Updated: day}
}

func cluster(key string) *eic.Cluster {
	c := &eic.Cluster{Head: head(eic.ClusterIDOf(key), eic.ClusterType, key), Name: "Cluster " + key, Shares: true}
	return c
}

func topic(of eic.ClusterID, key string) *eic.Topic {
	return &eic.Topic{Head: head(of, eic.TopicType, key), Label: key, Lang: eic.English}
}

func person(of eic.ClusterID, key string) *eic.Person {
	return &eic.Person{Head: head(of, eic.PersonType, key), Name: key, Memberships: []eic.Membership{{Cluster: of}}}
}

func organization(of eic.ClusterID, key string) *eic.Organization {
	return &eic.Organization{Head: head(of, eic.OrganizationType, key), Kind: eic.School, Name: key}
}

func need(by *eic.Person, key string) *eic.Need {
	return &eic.Need{Head: head(by.Cluster, eic.NeedType, key), PostedBy: eic.PersonID(by.ID), Title: key, Status: eic.NeedOpen}
}

// change makes a record, or its next version.
func change(r eic.Record) store.Change {
	return store.Change{Record: r, From: r.Header().Version - 1, Verb: fmt.Sprint("version ", r.Header().Version), Document: documentOf(r)}
}

func documentOf(r eic.Record) *store.Document {
	if r.Header().ID.Type() != eic.NeedType {
		return nil
	}
	return &store.Document{Analysis: 1, Title: "bee"}
}
