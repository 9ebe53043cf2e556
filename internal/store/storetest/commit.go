package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

func commitTests() []test {
	return []test{
		{"every type is made and changed, version by version", versions},
		{"a stale version is a Conflict with the current one", staleVersion},
		{"what exists is not made again", madeTwice},
		{"what does not exist is not changed", changedMissing},
		{"another record's external id is Taken", externalTaken},
		{"external ids are of a cluster, source and type", externalApart},
		{"another person's identity is Taken", identityTaken},
		{"all changes of a write are made, or none", allOrNothing},
		{"the same record twice in a write goes through both versions", twiceInAWrite},
		{"a new analysis keeps version and content", reanalysed},
		{"without a document the stored one stays", documentStays},
		{"a copy has the version it had elsewhere", copies},
		{"a write of many changes is made", manyChanges},
		{"an empty write is none", emptyWrite},
		{"a cancelled write is not made", cancelledWrite},
	}
}

func versions(t *testing.T, w *world) {
	records := w.full()
	for _, r := range records {
		w.save(made(r, nil))
	}
	for range 2 {
		for _, r := range records {
			w.save(changed(r, nil))
			equal(t, r.Header().ID.Type().String(), w.fetch(r.Header().ID), r)
		}
	}
}

func staleVersion(t *testing.T, w *world) {
	for _, r := range w.full() {
		w.save(made(r, nil))
		w.save(changed(r, nil))
		w.save(changed(r, nil))
		was := w.fetch(r.Header().ID)
		for _, from := range []eic.Version{1, 2, 7} {
			r.Header().Version = from + 1
			err := w.commit(store.Change{Record: r, From: from, Verb: "change"})
			e := refused(t, r.Header().ID.Type().String(), err, fault.Conflict, fault.StaleVersion)
			if e.Version != 3 {
				t.Errorf("got current version %d, want 3", e.Version)
			}
		}
		equal(t, "the record", w.fetch(r.Header().ID), was)
	}
}

func madeTwice(t *testing.T, w *world) {
	for _, r := range w.full() {
		w.save(made(r, nil))
		w.save(changed(r, nil))
		r.Header().Version = 1
		e := refused(t, r.Header().ID.Type().String(), w.commit(made(r, nil)), fault.Conflict, fault.StaleVersion)
		if e.Version != 2 {
			t.Errorf("got current version %d, want 2", e.Version)
		}
	}
}

func changedMissing(t *testing.T, w *world) {
	for _, r := range w.full() {
		r.Header().Version = 2
		err := w.commit(store.Change{Record: r, From: 1, Verb: "change"})
		e := refused(t, r.Header().ID.Type().String(), err, fault.Conflict, fault.StaleVersion)
		if e.Version != 0 {
			t.Errorf("got current version %d, want 0", e.Version)
		}
		if got := w.fetch(r.Header().ID); got != nil {
			t.Errorf("got %v for what was never made", got)
		}
	}
}

// reborn gives a record another id and keeps everything else.
func reborn(h *eic.Head, cluster eic.ClusterID) {
	external := h.External
	*h = headIn(cluster, h.ID.Type(), external.ID+" again")
	h.External = external
}

func externalTaken(t *testing.T, w *world) {
	for _, r := range w.full() {
		w.save(made(r, nil))
		cluster := r.Header().Cluster
		if p, ok := r.(*eic.Person); ok {
			p.Identities = nil
		}
		reborn(r.Header(), cluster)
		if c, ok := r.(*eic.Cluster); ok { // a cluster's own is unique in a deployment
			c.ID, c.Cluster = eic.ID(eic.ClusterIDOf("again")), eic.ClusterIDOf("again")
		}
		refused(t, r.Header().ID.Type().String(), w.commit(made(r, nil)), fault.Conflict, fault.Taken)
	}
}

func externalApart(t *testing.T, w *world) {
	grant, study, there, source := w.offer(eic.Grant, "a", 1), w.offer(eic.Study, "a", 1), w.offer(eic.Grant, "a", 1), w.offer(eic.Grant, "b", 1)
	w.elsewhere(&there.Head)
	source.External = eic.External{Source: "another", ID: "a"}
	w.save(made(grant, nil), made(study, nil), made(there, nil), made(source, nil), made(w.need("a", 1), nil))
}

func identityTaken(t *testing.T, w *world) {
	ana, eve := w.person("ana", "Ana"), w.person("eve", "Eve")
	ana.Identities = []eic.Identity{{Issuer: "x", Subject: "1"}}
	w.save(made(ana, nil), made(eve, nil))
	eve.Identities = ana.Identities
	refused(t, "an identity", w.commit(changed(eve, nil)), fault.Conflict, fault.Taken)
}

func allOrNothing(t *testing.T, w *world) {
	good, stale := w.need("good", 1), w.need("stale", 1)
	w.save(made(stale, document("wax", "")))
	events := w.events()
	teacher := w.fetch(eic.ID(w.teacher)).(*eic.Person)
	was := w.fetch(teacher.ID)
	stale.Version = 9
	answer := &store.Answer{Key: store.Key{Person: w.teacher, Mutation: "m", Value: "k"}, Body: "b", ID: good.ID, At: start}
	err := w.store.Commit(w.ctx, store.Write{Answer: answer, Changes: []store.Change{
		made(good, document("bee", "")), changed(teacher, nil), {Record: stale, From: 8, Verb: "change"},
	}})
	refused(t, "Commit", err, fault.Conflict, fault.StaleVersion)
	if got := w.fetch(good.ID); got != nil {
		t.Errorf("a record of a refused write is there: %v", got)
	}
	equal(t, "the teacher", w.fetch(teacher.ID), was)
	equal(t, "the events", w.events(), events)
	sameIDs(t, "recalled", w.recallNeeds("bee"))
	if got := must[*store.Answer](t, "Answered")(w.store.Answered(w.ctx, answer.Key)); got != nil {
		t.Errorf("the answer of a refused write is there: %v", got)
	}
	w.save(made(good, document("bee", "")))
	sameIDs(t, "recalled", w.recallNeeds("bee"), good.ID)
}

func twiceInAWrite(t *testing.T, w *world) {
	first := w.need("a", 1)
	second := *first
	change := changed(&second, document("two", ""))
	w.save(made(first, document("one", "")), change)
	equal(t, "the record", w.fetch(first.ID), &second)
	sameIDs(t, "recalled by the first", w.recallNeeds("one"))
	sameIDs(t, "recalled by the second", w.recallNeeds("two"), first.ID)
}

func reanalysed(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.save(made(need, document("bee", "old")))
	events := w.events()
	again := document("bee", "new", w.bees)
	again.Analysis = 8
	w.save(store.Change{Record: need, From: 1, Document: again})
	got := must[[]store.Indexed](t, "Hydrate")(w.store.Hydrate(w.ctx, []eic.ID{need.ID}))
	equal(t, "Hydrate", got, []store.Indexed{{Record: need, Document: *again}})
	equal(t, "events", w.events(), events)
	sameIDs(t, "recalled by the old", w.recallNeeds("old"))
	sameIDs(t, "recalled by the new", w.recallNeeds("new"), need.ID)
	err := w.commit(store.Change{Record: &eic.Need{Head: eic.Head{ID: need.ID, Cluster: w.here, External: need.External, Version: 4},
		PostedBy: w.teacher, Status: eic.NeedOpen}, From: 4, Document: again})
	refused(t, "of another version", err, fault.Conflict, fault.StaleVersion)
}

func documentStays(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.save(made(need, document("bee", "hive", w.bees)))
	need.GroupSize = 12
	w.save(changed(need, nil))
	got := must[[]store.Indexed](t, "Hydrate")(w.store.Hydrate(w.ctx, []eic.ID{need.ID}))
	equal(t, "Hydrate", got, []store.Indexed{{Record: need, Document: *document("bee", "hive", w.bees)}})
	sameIDs(t, "recalled", w.recallNeeds("hive"), need.ID)
	ana := w.person("ana", "Ana")
	w.save(made(ana, document("ana", "")))
	w.save(changed(ana, nil))
	named := store.PersonFilter{Cluster: w.here, Words: store.Words{{"ana"}}}
	people := must[[]*eic.Person](t, "People")(w.store.People(w.ctx, named, store.Page{Limit: 5}))
	sameIDs(t, "found by name", idsOf(people), ana.ID)
}

func copies(t *testing.T, w *world) {
	for _, r := range w.full() {
		h := r.Header()
		h.Version = 7
		w.save(store.Change{Record: r, Copy: true})
		equal(t, "made: "+string(h.ID), w.fetch(h.ID), r)
		for _, version := range []eic.Version{12, 12, 3} {
			from := h.Version
			h.Version, h.Line = version, h.Line+" again"
			w.save(store.Change{Record: r, From: from, Copy: true})
			equal(t, string(h.ID), w.fetch(h.ID), r)
		}
		err := w.commit(store.Change{Record: r, From: 12, Copy: true})
		if e := refused(t, string(h.ID), err, fault.Conflict, fault.StaleVersion); e.Version != 3 {
			t.Errorf("got current version %d, want 3", e.Version)
		}
		w.save(changed(r, nil))
	}
}

func manyChanges(t *testing.T, w *world) {
	const many = 1200
	var changes []store.Change
	var ids []eic.ID
	for i := range many {
		need := w.need(fmt.Sprint(i), i)
		changes, ids = append(changes, made(need, document(fmt.Sprintf("n%d", i), "all"))), append(ids, need.ID)
	}
	w.save(changes...)
	got := must[[]eic.Record](t, "Fetch")(w.store.Fetch(w.ctx, ids))
	for i, r := range got {
		if r == nil || r.Header().ID != ids[i] {
			t.Fatalf("%d: got %v", i, r)
		}
	}
	sameIDs(t, "recalled", w.recallNeeds("n777"), ids[777])
}

func emptyWrite(t *testing.T, w *world) {
	events := w.events()
	w.save()
	equal(t, "events", w.events(), events)
}

func cancelledWrite(t *testing.T, w *world) {
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	need := w.need("a", 1)
	err := w.store.Commit(ctx, store.Write{Changes: []store.Change{made(need, nil)}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Commit: got %v, want context.Canceled", err)
	}
	if got := w.fetch(need.ID); got != nil {
		t.Errorf("a cancelled write was made: %v", got)
	}
}

// recallNeeds returns the open needs of the first cluster that have a word.
func (w *world) recallNeeds(texts ...string) []eic.ID {
	w.t.Helper()
	return w.recall(store.Query{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf}, Words: words(texts...), Limit: 50})
}
