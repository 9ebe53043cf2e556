// Package cells keeps a graph in several databases: a home and any number of
// cells, each with the clusters that configuration gives it. To what stands on it
// it is one store, and passes the same suite as the engines it is made of.
//
// # Where things are
//
// An id carries its cluster, so that every call knows whom to ask. A record is in
// the cell of its cluster, with its events, statistics and idempotency keys. A
// cluster that no cell is given is at home.
//
// What is common to all (see store.Common) and the postal codes are at home, and
// every cell has a copy: a cell can thereby hold its own references, and can be
// opened by itself. What is common is written at home first and then copied. A
// copy that fails does not undo the write: the cell is brought up to date as soon
// as it can be used (see common.go).
//
// # What cannot be
//
// One write changes the records of one cell, or what is common, never both: see
// store.Divide. A record refers to its own cell and to what is common alone, so
// that clusters which share people or organizations have to share a cell. A write
// that would do otherwise is refused, as fault.SpansCells or, at the field that
// refers, as fault.OtherCell.
//
// # Away
//
// A cell that cannot be reached makes Unavailable what asks for it, and nothing
// else. While the home is away, common records are read from their copies.
//
// Start at Open, then route.go, which says who is asked.
package cells

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// HomeName is how the home is called among the cells.
const HomeName = "home"

// Config says which databases there are. The stores are closed with the graph.
type Config struct {
	Home  Cell // of every cluster that no cell is given; its name and clusters are not looked at
	Cells []Cell
	// ReadOnly leaves it to another process to bring cells up to date.
	ReadOnly bool
	Log      *slog.Logger // which cells come and go; discarded by default
}

// Cell is one database and the clusters that it keeps.
type Cell struct {
	Name     string // unique, not HomeName
	Clusters []eic.ClusterID
	Store    store.Store
	Ready    func() error // why it cannot be used now, without asking it; nil for one that always can
}

// Store is a graph in several databases. Make it by Open.
type Store struct {
	cells     []*cell // the home first
	byCluster map[eic.ClusterID]*cell
	log       *slog.Logger

	stop     context.CancelFunc // of the watch over the cells
	watching sync.WaitGroup
}

var _ store.Store = (*Store)(nil)

// cell is one database in use.
type cell struct {
	name  string
	store store.Store
	ready func() error
	debt  *debt
}

// Open makes one store of several and, unless it is to read only, begins to bring
// the cells up to date. It asks none of them. A name or a cluster that is given
// twice is Invalid, at its place in Cells; the stores are then left open.
func Open(ctx context.Context, c Config) (*Store, error) {
	if err := c.check(); err != nil {
		return nil, fault.Wrap("open cells", err)
	}
	s := &Store{byCluster: map[eic.ClusterID]*cell{}, log: c.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	c.Home.Name = HomeName
	for i, one := range append([]Cell{c.Home}, c.Cells...) {
		in := &cell{name: one.Name, store: one.Store, ready: one.Ready, debt: newDebt()}
		if in.ready == nil {
			in.ready = func() error { return nil }
		}
		s.cells = append(s.cells, in)
		for _, cluster := range one.Clusters {
			if i > 0 {
				s.byCluster[cluster] = in
			}
		}
	}
	watch, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	if !c.ReadOnly {
		for _, in := range s.cells[1:] {
			s.watching.Go(func() { s.watch(watch, in) })
		}
	}
	return s, nil
}

// check names everything that is given twice.
func (c Config) check() error {
	var faults fault.Fields
	names, clusters := map[string]bool{HomeName: true}, map[eic.ClusterID]bool{}
	for i, one := range c.Cells {
		if names[one.Name] {
			faults.Say(at("cells", i)+".name", fault.Repeated, one.Name)
		}
		names[one.Name] = true
		for j, cluster := range one.Clusters {
			if clusters[cluster] {
				faults.Say(at("cells", i)+"."+at("clusters", j), fault.Repeated, string(cluster))
			}
			clusters[cluster] = true
		}
	}
	return faults.Err()
}

func at(list string, i int) string { return list + "." + strconv.Itoa(i) }

// Close ends the watch and closes every database.
func (s *Store) Close() error {
	s.stop()
	s.watching.Wait()
	var faults []error
	for _, c := range s.cells {
		faults = append(faults, c.store.Close())
	}
	return errors.Join(faults...)
}
