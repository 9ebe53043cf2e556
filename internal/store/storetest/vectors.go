package storetest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func vectorTests() []test {
	return []test{
		{"vectors come back as they were saved", vectorsKept},
		{"a vector takes the place of an earlier one, of another model too", vectorsReplaced},
		{"a vector of what is not stored is passed over", vectorsOfNothing},
		{"a record that loses its words loses its vector", vectorsOfNoWords},
		{"the most like come first, as many as the limit for each shelf", nearestFirst},
		{"equals come in the order of their ids", nearestEquals},
		{"only what is of the cluster, on the shelf and of the model is near", nearestOnly},
		{"a record keeps its vector when it changes, and is near while it stands on its shelf", nearestShelf},
		{"another number of dimensions is like none", nearestDimensions},
		{"questions are answered in their order, empty ones with nothing", nearestQuestions},
	}
}

const vectorModel = "model-a"

// pointing makes a vector of two dimensions by its angle.
func pointing(degrees float64) []float32 {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return []float32{float32(cos), float32(sin)}
}

// mean saves that records mean what angles say.
func (w *world) mean(model string, meanings map[eic.ID]float64) {
	w.t.Helper()
	var vectors []store.Vector
	for id, degrees := range meanings {
		vectors = append(vectors, store.Vector{ID: id, Model: model, Digest: "digest " + string(id), Values: pointing(degrees)})
	}
	if err := w.store.SaveVectors(w.ctx, vectors); err != nil {
		w.t.Fatalf("SaveVectors: %v", err)
	}
}

// near asks what is like an angle on some shelves, and returns the ids, shelf by shelf.
func (w *world) near(cluster eic.ClusterID, model string, degrees float64, limit int, shelves ...store.Shelf) []eic.ID {
	w.t.Helper()
	answers := must[[]map[store.Shelf][]store.Candidate](w.t, "Nearest")(w.store.Nearest(w.ctx, []store.Likeness{
		{Cluster: cluster, Shelves: shelves, Model: model, Vector: pointing(degrees), Limit: limit},
	}))
	var ids []eic.ID
	for _, shelf := range shelves {
		for _, c := range answers[0][shelf] {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func vectorsKept(t *testing.T, w *world) {
	need, grant := w.need("a", 1), w.offer(eic.Grant, "a", 1)
	w.save(made(need, document("bee", "")), made(grant, document("bee", "")))
	odd := []float32{.1, -1.0 / 3, math.SmallestNonzeroFloat32, .9}
	vectors := []store.Vector{
		{ID: need.ID, Model: vectorModel, Digest: "one", Values: odd},
		{ID: grant.ID, Model: vectorModel, Digest: "two", Values: pointing(30)},
	}
	if err := w.store.SaveVectors(w.ctx, vectors); err != nil {
		t.Fatal(err)
	}
	ids := []eic.ID{grant.ID, eic.ID(w.product), need.ID, w.need("b", 1).ID, grant.ID}
	want := []store.Vector{vectors[1], {}, vectors[0], {}, vectors[1]}
	equal(t, "the vectors", must[[]store.Vector](t, "Vectors")(w.store.Vectors(w.ctx, vectorModel, ids)), want)
	equal(t, "the digests", must[[]string](t, "Digests")(w.store.Digests(w.ctx, vectorModel, ids)), []string{"two", "", "one", "", "two"})
	equal(t, "of another model", must[[]string](t, "Digests")(w.store.Digests(w.ctx, "model-b", ids)), make([]string, 5))
	equal(t, "of nothing", must[[]store.Vector](t, "Vectors")(w.store.Vectors(w.ctx, vectorModel, nil)), []store.Vector{})
	last := must[int64](t, "LastEvent")(w.store.LastEvent(w.ctx, w.here))
	w.mean(vectorModel, map[eic.ID]float64{need.ID: 5})
	equal(t, "the last event", must[int64](t, "LastEvent")(w.store.LastEvent(w.ctx, w.here)), last)
}

func vectorsReplaced(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.save(made(need, document("bee", "")))
	for _, model := range []string{vectorModel, vectorModel, "model-b"} {
		w.mean(model, map[eic.ID]float64{need.ID: float64(len(model))})
	}
	ids := []eic.ID{need.ID}
	equal(t, "the old model's", must[[]store.Vector](t, "Vectors")(w.store.Vectors(w.ctx, vectorModel, ids)), make([]store.Vector, 1))
	equal(t, "the new model's", must[[]string](t, "Digests")(w.store.Digests(w.ctx, "model-b", ids)), []string{"digest " + string(need.ID)})
}

func vectorsOfNothing(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.save(made(need, document("bee", "")))
	w.mean(vectorModel, map[eic.ID]float64{need.ID: 0, w.need("b", 1).ID: 0, eic.ID(w.product): 0, eic.ID(w.teacher): 0})
	sameIDs(t, "near", w.near(w.here, vectorModel, 0, 9, store.NeedShelf), need.ID)
	if err := w.store.SaveVectors(w.ctx, nil); err != nil {
		t.Errorf("no vectors: %v", err)
	}
}

func vectorsOfNoWords(t *testing.T, w *world) {
	need, grant := w.need("a", 1), w.offer(eic.Grant, "a", 1)
	w.save(made(need, document("bee", "")), made(grant, document("bee", "")))
	w.mean(vectorModel, map[eic.ID]float64{need.ID: 0, grant.ID: 0})
	w.save(changed(need, document("", "")), changed(grant, document("", "wax")))
	digests := must[[]string](t, "Digests")(w.store.Digests(w.ctx, vectorModel, []eic.ID{need.ID, grant.ID}))
	equal(t, "the digests", digests, []string{"", "digest " + string(grant.ID)})
	sameIDs(t, "near", w.near(w.here, vectorModel, 0, 9, store.NeedShelf, store.OpenGrants), grant.ID)
}

func nearestFirst(t *testing.T, w *world) {
	var changes []store.Change
	meanings := map[eic.ID]float64{}
	var needs, grants []eic.ID
	for i := range 12 {
		need, grant := w.need(fmt.Sprint(i), i), w.offer(eic.Grant, fmt.Sprint(i), i)
		changes = append(changes, made(need, document("bee", "")), made(grant, document("bee", "")))
		meanings[need.ID], meanings[grant.ID] = float64(3*i), float64(-4*i-1)
		needs, grants = append(needs, need.ID), append(grants, grant.ID)
	}
	w.save(changes...)
	w.mean(vectorModel, meanings)
	sameIDs(t, "both shelves", w.near(w.here, vectorModel, 0, 3, store.NeedShelf, store.OpenGrants, store.OpenFunds),
		append(slices.Clone(needs[:3]), grants[:3]...)...)
	slices.Reverse(needs)
	sameIDs(t, "from the other side", w.near(w.here, vectorModel, 33, 12, store.NeedShelf), needs...)
}

func nearestEquals(t *testing.T, w *world) {
	var changes []store.Change
	meanings := map[eic.ID]float64{}
	var ids []eic.ID
	for i := range 9 {
		need := w.need(fmt.Sprint(i), i)
		changes, ids = append(changes, made(need, document("bee", ""))), append(ids, need.ID)
		meanings[need.ID] = 10
	}
	w.save(changes...)
	w.mean(vectorModel, meanings)
	slices.Sort(ids)
	sameIDs(t, "equals", w.near(w.here, vectorModel, 20, 9, store.NeedShelf), ids...)
	sameIDs(t, "some of them", w.near(w.here, vectorModel, 20, 4, store.NeedShelf), ids[:4]...)
}

func nearestOnly(t *testing.T, w *world) {
	var changes []store.Change
	meanings := map[eic.ID]float64{}
	for i := range 30 {
		there := w.need(fmt.Sprint(i), i)
		w.elsewhere(&there.Head)
		changes = append(changes, made(there, document("bee", "")))
		meanings[there.ID] = 0
	}
	here, other, closed, listed := w.need("here", 1), w.need("other", 1), w.need("closed", 1), w.offer(eic.Grant, "listed", 1)
	closed.Status, listed.Status = eic.NeedWithdrawn, eic.OfferListed
	for _, r := range []eic.Record{here, other, closed, listed} {
		changes = append(changes, made(r, document("bee", "")))
	}
	w.save(changes...)
	meanings[here.ID], meanings[closed.ID], meanings[listed.ID] = 80, 0, 0
	w.mean(vectorModel, meanings)
	w.mean("model-b", map[eic.ID]float64{other.ID: 0})
	sameIDs(t, "here", w.near(w.here, vectorModel, 0, 5, store.NeedShelf), here.ID)
	sameIDs(t, "of the other model", w.near(w.here, "model-b", 0, 5, store.NeedShelf), other.ID)
	sameIDs(t, "listed", w.near(w.here, vectorModel, 0, 5, store.OpenGrants, store.ListedGrants), listed.ID)
	if got := w.near(w.there, vectorModel, 0, 5, store.NeedShelf); len(got) != 5 || slices.Contains(got, here.ID) {
		t.Errorf("there: got %v", got)
	}
}

func nearestShelf(t *testing.T, w *world) {
	offer := w.offer(eic.PilotOffer, "a", 1)
	w.save(made(offer, document("bee", "")))
	w.mean(vectorModel, map[eic.ID]float64{offer.ID: 0})
	check := func(name string, want ...store.Candidate) {
		t.Helper()
		answers := must[[]map[store.Shelf][]store.Candidate](t, "Nearest")(w.store.Nearest(w.ctx, []store.Likeness{
			{Cluster: w.here, Shelves: []store.Shelf{store.OpenPilots}, Model: vectorModel, Vector: pointing(0), Limit: 5},
		}))
		equal(t, name, answers[0][store.OpenPilots], want)
	}
	check("at first", store.Candidate{ID: offer.ID, Version: 1, Analysis: 7, Product: w.product, ProductVersion: 1})
	offer.Status = eic.OfferPaused
	w.save(changed(offer, nil))
	check("paused")
	offer.Status = eic.OfferOpen
	w.save(changed(offer, document("wax", "")))
	w.save(changed(w.fetch(eic.ID(w.product)), nil))
	check("open again", store.Candidate{ID: offer.ID, Version: 3, Analysis: 7, Product: w.product, ProductVersion: 2})
}

func nearestDimensions(t *testing.T, w *world) {
	a, b := w.need("a", 1), w.need("b", 2)
	w.save(made(a, document("bee", "")), made(b, document("bee", "")))
	w.mean(vectorModel, map[eic.ID]float64{a.ID: 0})
	if err := w.store.SaveVectors(w.ctx, []store.Vector{{ID: b.ID, Model: vectorModel, Digest: "b", Values: []float32{1, 0, 0}}}); err != nil {
		t.Fatal(err)
	}
	sameIDs(t, "of two", w.near(w.here, vectorModel, 0, 5, store.NeedShelf), a.ID)
}

func nearestQuestions(t *testing.T, w *world) {
	a, b := w.need("a", 1), w.offer(eic.Study, "b", 1)
	w.save(made(a, document("bee", "")), made(b, document("wax", "")))
	w.mean(vectorModel, map[eic.ID]float64{a.ID: 0, b.ID: 90})
	near := func(change func(*store.Likeness)) store.Likeness {
		n := store.Likeness{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf, store.OpenStudies}, Model: vectorModel, Vector: pointing(45), Limit: 5}
		change(&n)
		return n
	}
	answers := must[[]map[store.Shelf][]store.Candidate](t, "Nearest")(w.store.Nearest(w.ctx, []store.Likeness{
		near(func(n *store.Likeness) { n.Shelves = n.Shelves[1:] }),
		near(func(n *store.Likeness) { n.Vector = nil }),
		near(func(n *store.Likeness) { n.Limit = 0 }),
		near(func(n *store.Likeness) { n.Cluster = eic.ClusterIDOf("x") }),
		near(func(n *store.Likeness) { n.Shelves = nil }),
		near(func(*store.Likeness) {}),
	}))
	wants := []map[store.Shelf]eic.ID{{store.OpenStudies: b.ID}, {}, {}, {}, {}, {store.NeedShelf: a.ID, store.OpenStudies: b.ID}}
	for i, want := range wants {
		for _, shelf := range []store.Shelf{store.NeedShelf, store.OpenStudies} {
			got := answers[i][shelf]
			if id := want[shelf]; (id == "") != (len(got) == 0) || id != "" && got[0].ID != id {
				t.Errorf("question %d, shelf %d: got %v, want %q", i, shelf, got, id)
			}
		}
	}
	if got := must[[]map[store.Shelf][]store.Candidate](t, "Nearest")(w.store.Nearest(w.ctx, nil)); len(got) != 0 {
		t.Errorf("no questions: %v", got)
	}
}
