package sqlitestore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	lib "modernc.org/sqlite/lib"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Commit implements store.Writer. Everything happens in one transaction of the
// one writer, so that what a step reads nobody else changes before it writes.
func (s *Store) Commit(ctx context.Context, write store.Write) error {
	b := &batch{s: s, write: write, clusters: map[eic.ClusterID]int64{}, topics: map[eic.TopicID]int64{}}
	err := s.change(ctx, "commit", func(c *conn) error {
		b.conn, b.ctx = c, context.WithoutCancel(ctx)
		return b.run(ctx)
	})
	if err != nil {
		return s.failure("commit", err)
	}
	s.numbers.keep(b.clusters, b.topics)
	return nil
}

// batch is a write under way.
type batch struct {
	*conn
	s        *Store
	ctx      context.Context // of the statements: it is never done
	write    store.Write
	index    indexing
	clusters map[eic.ClusterID]int64 // numbers of those this write looked up or made
	topics   map[eic.TopicID]int64   // the same
}

// run makes the changes: clusters first, then topics, since the others are
// numbered by the ones and refer to the numbers of the others.
func (b *batch) run(ctx context.Context) error {
	if err := b.answer(b.write.Answer); err != nil {
		return err
	}
	for turn := range turns {
		for _, change := range b.write.Changes {
			if turnOf(change.Record) != turn {
				continue
			}
			if err := errors.Join(ctx.Err(), b.put(change)); err != nil {
				return err
			}
		}
		if turn == topicTurn {
			if err := b.linkTopics(); err != nil {
				return err
			}
		}
	}
	for _, change := range b.write.Changes {
		if err := b.event(change); err != nil {
			return err
		}
	}
	if err := b.checkReferences(); err != nil {
		return err
	}
	if err := b.secure(); err != nil {
		return err
	}
	return b.flush()
}

const (
	turns     = 3
	topicTurn = 1
)

func turnOf(r eic.Record) int {
	switch r.(type) {
	case *eic.Cluster:
		return 0
	case *eic.Topic:
		return topicTurn
	}
	return 2
}

// put makes one change.
func (b *batch) put(change store.Change) error {
	h := change.Record.Header()
	if !change.Copy && h.Version != change.From+1 && (h.Version != change.From || change.From == 0) {
		return fmt.Errorf("change of %s from version %d to %d", h.ID, change.From, h.Version)
	}
	cluster, err := b.clusterOf(h)
	if err != nil {
		return err
	}
	if cluster == 0 && h.Cluster != "" && h.ID.Type() != eic.ClusterType {
		return b.unknown(map[eic.ID]bool{eic.ID(h.Cluster): true})
	}
	doc, err := json.Marshal(change.Record)
	if err != nil {
		return err
	}
	e := &entry{Change: change, head: h, cluster: cluster, doc: string(doc)}
	switch r := change.Record.(type) {
	case *eic.Cluster:
		err = b.putCluster(e, r)
	case *eic.Topic:
		err = b.putTopic(e, r)
	case *eic.Organization:
		err = b.putOrganization(e, r)
	case *eic.Person:
		err = b.putPerson(e, r)
	case *eic.Product:
		err = b.putProduct(e, r)
	case *eic.Need:
		err = b.putNeed(e, r)
	case *eic.Offer:
		err = b.putOffer(e, r)
	default:
		err = fmt.Errorf("record %s of unknown type %T", h.ID, r)
	}
	return b.taken(err, h)
}

// entry is a change on its way into its table.
type entry struct {
	store.Change
	head    *eic.Head
	cluster int64 // number of its cluster; 0 for what all clusters share
	num     int64 // number of its row
	doc     string
}

// found is what a table knows of a record before a change.
type found struct {
	num     int64
	version eic.Version
}

// old reads what is stored of a record, by a statement that selects its number
// and version first; rest reads further columns. A record that is not at the
// version the change was made from is a Conflict.
func (b *batch) old(e *entry, statement string, rest func(row)) error {
	var was found
	_, err := b.one(b.ctx, func(r row) error {
		was = found{num: r.int(0), version: eic.Version(r.int(1))}
		if rest != nil {
			rest(r)
		}
		return nil
	}, statement, string(e.head.ID))
	if err != nil {
		return err
	}
	if was.version != e.From {
		return stale(e.From, was.version)
	}
	e.num = was.num
	return nil
}

// stale is the Conflict of a record that has moved on.
func stale(sent, current eic.Version) *fault.Error {
	e := fault.New(fault.Conflict, fault.StaleVersion, int64(sent), int64(current))
	e.Version = int64(current)
	return e
}

// taken reads a violated uniqueness as what it means: the record is there
// already, or another one has its external id. Other errors stay.
func (b *batch) taken(err error, h *eic.Head) error {
	if !violated(err, lib.SQLITE_CONSTRAINT_UNIQUE) {
		return err
	}
	current, err := b.version(h.ID)
	if err != nil {
		return err
	}
	if current > 0 {
		return stale(0, current)
	}
	return fault.New(fault.Conflict, fault.Taken, h.ID.Type().String(), h.External.Source, h.External.ID)
}

// version returns the version of a stored record, 0 if there is none.
func (b *batch) version(id eic.ID) (current eic.Version, err error) {
	statement := versionOf[tableOf(id.Type())]
	_, err = b.one(b.ctx, func(r row) error { current = eic.Version(r.int(0)); return nil }, statement, string(id))
	return current, err
}
