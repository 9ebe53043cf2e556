package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

func snapshotTests() []test {
	return []test{
		{"the newest three of each series are kept", snapshotsKept},
		{"a version that is not above those stored is a Conflict", snapshotOrder},
		{"series of clusters and sides are apart", snapshotSeries},
		{"a large snapshot comes back whole", snapshotLarge},
		{"the documents of a side are visited by id", documents},
		{"a visit ends at its first error", documentsStop},
		{"views add up, by cluster, without zeros", views},
	}
}

func (w *world) snapshot(version int64) store.Snapshot {
	return store.Snapshot{Cluster: w.here, Side: store.OfferSide, Version: version, Event: version * 10, Data: fmt.Appendf(nil, "data %d", version)}
}

func snapshotsKept(t *testing.T, w *world) {
	read := must[*store.Snapshot](t, "Snapshot")
	if got := read(w.store.Snapshot(w.ctx, w.here, store.OfferSide, 0)); got != nil {
		t.Errorf("before the first: %v", got)
	}
	for _, version := range []int64{1, 2, 5, 6, 9} {
		if err := w.store.SaveSnapshot(w.ctx, w.snapshot(version)); err != nil {
			t.Fatal(err)
		}
		want := w.snapshot(version)
		equal(t, "the newest", read(w.store.Snapshot(w.ctx, w.here, store.OfferSide, 0)), &want)
	}
	for version := range int64(11) {
		got := read(w.store.Snapshot(w.ctx, w.here, store.OfferSide, version+1))
		if !slices.Contains([]int64{5, 6, 9}, version+1) {
			if got != nil {
				t.Errorf("version %d is there: %v", version+1, got)
			}
			continue
		}
		want := w.snapshot(version + 1)
		equal(t, fmt.Sprint("version ", version+1), got, &want)
	}
}

func snapshotOrder(t *testing.T, w *world) {
	if err := w.store.SaveSnapshot(w.ctx, w.snapshot(5)); err != nil {
		t.Fatal(err)
	}
	for _, version := range []int64{5, 4, 1} {
		e := refused(t, "SaveSnapshot", w.store.SaveSnapshot(w.ctx, w.snapshot(version)), fault.Conflict, fault.StaleVersion)
		if e.Version != 5 {
			t.Errorf("got current version %d, want 5", e.Version)
		}
	}
}

func snapshotSeries(t *testing.T, w *world) {
	for _, cluster := range []eic.ClusterID{w.here, w.there} {
		for _, side := range []store.Side{store.OfferSide, store.NeedSide} {
			snapshot := w.snapshot(1)
			snapshot.Cluster, snapshot.Side, snapshot.Data = cluster, side, []byte(fmt.Sprint(cluster, side))
			if err := w.store.SaveSnapshot(w.ctx, snapshot); err != nil {
				t.Fatal(err)
			}
			equal(t, "the series", must[*store.Snapshot](t, "Snapshot")(w.store.Snapshot(w.ctx, cluster, side, 1)), &snapshot)
		}
	}
}

func snapshotLarge(t *testing.T, w *world) {
	snapshot := w.snapshot(1)
	snapshot.Data = make([]byte, 3<<20)
	for i := range snapshot.Data {
		snapshot.Data[i] = byte(i * i >> 3)
	}
	if err := w.store.SaveSnapshot(w.ctx, snapshot); err != nil {
		t.Fatal(err)
	}
	got := must[*store.Snapshot](t, "Snapshot")(w.store.Snapshot(w.ctx, w.here, store.OfferSide, 0))
	if got == nil || !slices.Equal(got.Data, snapshot.Data) {
		t.Error("it came back otherwise")
	}
}

func documents(t *testing.T, w *world) {
	want := map[store.Side]map[eic.ID]store.Document{store.NeedSide: {}, store.OfferSide: {}}
	var changes []store.Change
	for i := range 1200 {
		need := w.need(fmt.Sprint(i), i)
		d := document("bee", fmt.Sprintf("n%d", i), w.bees)
		changes, want[store.NeedSide][need.ID] = append(changes, made(need, d)), *d
	}
	for i, kind := range eic.EveryOfferKind() {
		offer := w.offer(kind, "a", i)
		if i%2 == 0 {
			offer.Status = eic.OfferListed
		}
		d := document("wax", kind.String())
		d.Body = ""
		changes, want[store.OfferSide][offer.ID] = append(changes, made(offer, d)), *d
	}
	closed, bare, there := w.offer(eic.Grant, "closed", 1), w.offer(eic.Grant, "bare", 1), w.need("there", 1)
	closed.Status = eic.OfferClosed
	w.elsewhere(&there.Head)
	want[store.OfferSide][bare.ID] = store.Document{}
	w.save(append(changes, made(closed, document("no", "")), made(bare, nil), made(there, document("no", "")))...)
	for side, all := range want {
		var ids []eic.ID
		err := w.store.Documents(w.ctx, w.here, side, func(id eic.ID, d store.Document) error {
			ids = append(ids, id)
			equal(t, string(id), d, all[id])
			return nil
		})
		if err != nil || len(ids) != len(all) || !slices.IsSorted(ids) {
			t.Errorf("side %d: %d documents in order %t, want %d: %v", side, len(ids), slices.IsSorted(ids), len(all), err)
		}
	}
}

func documentsStop(t *testing.T, w *world) {
	w.save(made(w.need("a", 1), nil), made(w.need("b", 1), nil))
	stop, visits := errors.New("stop"), 0
	err := w.store.Documents(w.ctx, w.here, store.NeedSide, func(eic.ID, store.Document) error { visits++; return stop })
	if err != stop || visits != 1 {
		t.Errorf("got %v after %d visits, want the visit's own error after 1", err, visits)
	}
}

func views(t *testing.T, w *world) {
	a, b, c, there := w.offer(eic.Grant, "a", 1), w.offer(eic.Study, "b", 1), w.offer(eic.Study, "c", 1), w.offer(eic.Grant, "d", 1)
	w.elsewhere(&there.Head)
	w.save(made(a, nil), made(b, nil), made(c, nil), made(there, nil))
	id := func(o *eic.Offer) eic.OfferID { return eic.OfferID(o.ID) }
	missing := eic.OfferID(w.missing(eic.GrantType))
	for _, add := range []map[eic.OfferID]int{{id(a): 2, id(b): 1, missing: 3}, {id(a): 40, id(there): 5, id(c): 0}, nil} {
		if err := w.store.AddViews(w.ctx, add); err != nil {
			t.Fatal(err)
		}
	}
	read := must[map[eic.OfferID]int](t, "Views")
	equal(t, "here", read(w.store.Views(w.ctx, w.here)), map[eic.OfferID]int{id(a): 42, id(b): 1})
	equal(t, "there", read(w.store.Views(w.ctx, w.there)), map[eic.OfferID]int{id(there): 5})
	if got := read(w.store.Views(w.ctx, eic.ClusterIDOf("missing"))); len(got) != 0 {
		t.Errorf("an unknown cluster has views: %v", got)
	}
}
