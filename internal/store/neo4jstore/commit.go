package neo4jstore

import (
	"context"
	"maps"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Commit implements store.Writer. All of a write is one transaction: locks are
// taken in the order of ids, what is locked is read, and only then is anything
// changed; the events come last, since their counter is what all writes of a
// cluster share.
func (s *Store) Commit(ctx context.Context, write store.Write) error {
	if err := ctx.Err(); err != nil {
		return s.failure("commit", err)
	}
	if write.Empty() {
		return nil
	}
	b, err := newBatch(write)
	if err != nil {
		return s.failure("commit", err)
	}
	for range collisions {
		err = s.change(ctx, b.run)
		if !violated(err) {
			break
		}
		if found := s.collision(ctx, b); found != nil {
			err = found
			break
		}
		err = busy(cause(violation)) // who was in the way is gone: once more
	}
	return s.failure("commit", err)
}

// collisions is how often a write is tried whose rival was given up in between.
const collisions = 3

// batch is a write under way. A record that is changed several times goes
// through all its versions and is written once, as the last of them.
type batch struct {
	write   store.Write
	entries []*entry // in the order of their ids
	byID    map[eic.ID]*entry

	// What a run of the transaction learns.
	elements map[string]string      // element ids by handle
	versions map[eic.ID]eic.Version // of what is there, of the records of the write
}

// entry is one record of a write.
type entry struct {
	id       eic.ID
	from     eic.Version // the version before the write
	record   eic.Record
	document *store.Document
	kept     form // of the one that is stored: Analysis, Topics and seal
}

func newBatch(write store.Write) (*batch, error) {
	b := &batch{write: write, byID: map[eic.ID]*entry{}}
	for _, change := range write.Changes {
		h := change.Record.Header()
		if !change.Copy && h.Version != change.From+1 && (h.Version != change.From || change.From == 0) {
			return nil, internal("change of %s from version %d to %d", h.ID, change.From, h.Version)
		}
		e := b.byID[h.ID]
		if e == nil {
			e = &entry{id: h.ID, from: change.From}
			b.byID[h.ID], b.entries = e, append(b.entries, e)
		}
		e.record = change.Record
		if change.Document != nil {
			e.document = change.Document
		}
	}
	slices.SortFunc(b.entries, func(a, b *entry) int { return compare(a.id, b.id) })
	return b, nil
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

// run makes the write. It may run more than once.
func (b *batch) run(ctx context.Context, t transaction) error {
	b.elements, b.versions = map[string]string{}, map[eic.ID]eic.Version{}
	steps := []func(context.Context, transaction) error{b.answer, b.lock, b.know, b.check, b.draw, b.count, b.secure, b.note}
	for _, step := range steps {
		if err := step(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// lock locks the records that are to be changed and reads them.
func (b *batch) lock(ctx context.Context, t transaction) error {
	var ids []eic.ID
	for _, e := range b.entries {
		if e.from > 0 {
			ids = append(ids, e.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, _, err := t.run(ctx, commitLockCypher, byLabel(ids))
	if err != nil {
		return err
	}
	b.learn(found)
	for i, id := range texts[eic.ID](found.list(0)) {
		e := b.byID[id]
		e.kept = form{Document: store.Document{Analysis: int(found.list(4).int(i))}, seal: sealOn(found.list(5).text(i))}
		if err := unmarshal(found.list(3).text(i), &e.kept.Topics); err != nil {
			return err
		}
	}
	return nil
}

// know looks up what the write refers to, and whether what it makes is there already.
func (b *batch) know(ctx context.Context, t transaction) error {
	wanted := map[eic.ID]bool{}
	for _, e := range b.entries {
		if e.from == 0 {
			wanted[e.id] = true
		}
		for _, about := range e.kept.Topics { // of a document that stays
			wanted[eic.ID(about.Topic)] = true
		}
	}
	for _, change := range b.write.Changes {
		for _, ref := range store.References(change) {
			if _, locked := b.elements[string(ref.ID)]; !locked {
				wanted[ref.ID] = true
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	ids := make([]eic.ID, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	found, _, err := t.run(ctx, commitKnownCypher, byLabel(ids))
	b.learn(found)
	return err
}

// learn notes elements and versions from the columns of commit_lock and commit_known.
func (b *batch) learn(found row) {
	for i, id := range texts[eic.ID](found.list(0)) {
		b.elements[string(id)] = found.list(1).text(i)
		if b.byID[id] != nil {
			b.versions[id] = eic.Version(found.list(2).int(i))
		}
	}
}

// check refuses a write that was made from other versions than those that are
// there, or that refers to what is not.
func (b *batch) check(context.Context, transaction) error {
	for _, change := range b.write.Changes {
		h := change.Record.Header()
		if current := b.versions[h.ID]; current != change.From {
			return stale(change.From, current)
		}
		b.versions[h.ID] = h.Version
	}
	return b.checkReferences()
}

// stale is the Conflict of a record that has moved on.
func stale(sent, current eic.Version) *fault.Error {
	e := fault.New(fault.Conflict, fault.StaleVersion, int64(sent), int64(current))
	e.Version = int64(current)
	return e
}

// draw writes the records: nodes first, then the edges between them.
func (b *batch) draw(ctx context.Context, t transaction) error {
	p := &plan{batch: b}
	for _, e := range b.entries {
		if err := p.add(e); err != nil {
			return err
		}
	}
	return p.carryOut(ctx, t)
}

// answer keeps what the write's key is answered with; a key that was used is a Conflict.
func (b *batch) answer(ctx context.Context, t transaction) error {
	a := b.write.Answer
	if a == nil {
		return nil
	}
	_, counted, err := t.run(ctx, commitAnswerCypher, map[string]any{
		"key": answerKey(a.Key),
		"properties": map[string]any{
			"person": string(a.Key.Person), "mutation": a.Key.Mutation, "value": a.Key.Value,
			"body": a.Body, "record": string(a.ID), "at": a.At.UTC(),
		},
	})
	if err != nil {
		return err
	}
	if counted.NodesCreated() == 0 {
		return fault.New(fault.Conflict, fault.KeyReused, a.Key.Value)
	}
	return nil
}

func answerKey(k store.Key) string {
	return string(k.Person) + separator + k.Mutation + separator + k.Value
}

// count counts the write for each taxonomy it changes.
func (b *batch) count(ctx context.Context, t transaction) error {
	names := map[string]bool{}
	for _, change := range b.write.Changes {
		if topic, ok := change.Record.(*eic.Topic); ok {
			names["topics of "+string(topic.Cluster)] = true
		}
	}
	if len(names) == 0 {
		return nil
	}
	_, _, err := t.run(ctx, commitCountCypher, map[string]any{"counters": slices.Sorted(maps.Keys(names))})
	return err
}

// note writes the events, cluster by cluster in the order of their ids: who waits
// for a counter holds none that comes after it.
func (b *batch) note(ctx context.Context, t transaction) error {
	byCluster := map[eic.ClusterID][]map[string]any{}
	for _, change := range b.write.Changes {
		if change.Verb == "" {
			continue
		}
		h := change.Record.Header()
		byCluster[h.Cluster] = append(byCluster[h.Cluster], map[string]any{
			"cluster": string(h.Cluster), "side": int64(store.SideOf(h.ID.Type())), "record": string(h.ID),
			"version": int64(h.Version), "verb": change.Verb, "at": h.Updated.At, "by": string(h.Updated.By),
		})
	}
	if len(byCluster) == 0 {
		return nil
	}
	var series []map[string]any
	for _, cluster := range slices.Sorted(maps.Keys(byCluster)) {
		series = append(series, map[string]any{"counter": counterOf(cluster), "events": byCluster[cluster]})
	}
	_, _, err := t.run(ctx, commitNoteCypher, map[string]any{"series": series})
	return err
}

// counterOf names the counter of a cluster's events, as V0004 does.
func counterOf(cluster eic.ClusterID) string { return "events of " + string(cluster) }
