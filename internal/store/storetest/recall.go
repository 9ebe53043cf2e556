package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func recallTests() []test {
	return []test{
		{"words are found in title and body, and only whole", recallWords},
		{"topics are found by their tokens, words are not topics", recallTopics},
		{"a word in the title counts more", recallTitle},
		{"no words and no topics: no candidates", recallNothing},
		{"what is no token finds nothing and does no harm", recallNoToken},
		{"the best come first, as many as the limit for each shelf", recallLimit},
		{"the cluster is applied before the limit", recallCluster},
		{"several queries are answered in their order", recallQueries},
		{"a candidate says which version it is, and its product's", recallVersions},
		{"equal documents come in the same order every time", recallStable},
	}
}

// ask answers one query.
func (w *world) ask(q store.Query) map[store.Shelf][]store.Candidate {
	w.t.Helper()
	answers := must[[]map[store.Shelf][]store.Candidate](w.t, "Recall")(w.store.Recall(w.ctx, []store.Query{q}))
	if len(answers) != 1 {
		w.t.Fatalf("one query has %d answers", len(answers))
	}
	return answers[0]
}

// words makes tokens of equal weight.
func words(texts ...string) []store.Token {
	tokens := make([]store.Token, len(texts))
	for i, text := range texts {
		tokens[i] = store.Token{Text: text, Weight: 10}
	}
	return tokens
}

// recall answers a query and returns the ids, shelf by shelf.
func (w *world) recall(q store.Query) []eic.ID {
	w.t.Helper()
	answer := w.ask(q)
	var ids []eic.ID
	for _, shelf := range q.Shelves {
		for _, c := range answer[shelf] {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func recallWords(t *testing.T, w *world) {
	a, b, c := w.need("a", 1), w.need("b", 2), w.need("c", 3)
	w.save(made(a, document("bee hive", "wax 4u")), made(b, document("wax", "near and not")), made(c, document("beehive", "")))
	sameIDs(t, "in a title", w.recallNeeds("bee"), a.ID)
	sameIDs(t, "in a body", w.recallNeeds("and"), b.ID)
	sameIDs(t, "with digits", w.recallNeeds("4u"), a.ID)
	sameIDs(t, "one of two", w.recallNeeds("zebra", "beehive"), c.ID)
	sameIDs(t, "a part of a word", w.recallNeeds("be"))
	sameIDs(t, "operators are words", w.recallNeeds("not", "near"), b.ID)
	sameIDs(t, "the same word twice", w.recallNeeds("bee", "bee"), a.ID)
	both := w.recallNeeds("wax")
	slices.Sort(both)
	want := []eic.ID{a.ID, b.ID}
	slices.Sort(want)
	sameIDs(t, "in title and body", both, want...)
}

func recallTopics(t *testing.T, w *world) {
	a, b := w.need("a", 1), w.need("b", 2)
	w.save(made(a, document("honey", "", w.bees)), made(b, document("honey", token(w.bees), w.maths)))
	query := store.Query{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf}, Limit: 10}
	query.Topics = words(token(w.bees))
	sameIDs(t, "a topic", w.recall(query), a.ID)
	query.Words, query.Topics = query.Topics, nil
	sameIDs(t, "its token as a word", w.recall(query), b.ID)
	query.Words, query.Topics = words("zebra"), words(token(w.maths))
	sameIDs(t, "a topic beside a word of none", w.recall(query), b.ID)
	query.Words = words("honey")
	if got := w.recall(query); len(got) != 2 {
		t.Errorf("a word or a topic: got %v, want both", got)
	}
}

func recallTitle(t *testing.T, w *world) {
	var changes []store.Change
	for i := range 20 {
		changes = append(changes, made(w.need(fmt.Sprint("other", i), i), document("filler words here", "more filler words")))
	}
	title, body := w.need("a", 1), w.need("b", 2)
	w.save(append(changes, made(body, document("one two", "bee three four")), made(title, document("bee two", "one three four")))...)
	sameIDs(t, "recalled", w.recallNeeds("bee"), title.ID, body.ID)
}

func recallNothing(t *testing.T, w *world) {
	w.save(made(w.need("a", 1), document("bee", "hive", w.bees)))
	sameIDs(t, "no words", w.recallNeeds())
	answers := must[[]map[store.Shelf][]store.Candidate](t, "Recall")(w.store.Recall(w.ctx, nil))
	if len(answers) != 0 {
		t.Errorf("no queries: %v", answers)
	}
	shelf := []store.Shelf{store.NeedShelf}
	sameIDs(t, "no limit", w.recall(store.Query{Cluster: w.here, Shelves: shelf, Words: words("bee")}))
	sameIDs(t, "an unknown cluster", w.recall(store.Query{Cluster: eic.ClusterIDOf("x"), Shelves: shelf, Words: words("bee"), Limit: 5}))
	if got := w.ask(store.Query{Cluster: w.here, Words: words("bee"), Limit: 5}); len(got) != 0 {
		t.Errorf("no shelves: %v", got)
	}
}

func recallNoToken(t *testing.T, w *world) {
	a := w.need("a", 1)
	w.save(made(a, document("bee", "hive")))
	for _, bad := range []string{"", " ", `"`, "bee*", "bee hive", "title:bee", `bee" OR "hive`, "(bee)", "BEE", "bée", "-bee", "be\x00e", "'"} {
		sameIDs(t, bad, w.recallNeeds(bad))
		sameIDs(t, bad+" beside a word", w.recallNeeds(bad, "hive"), a.ID)
	}
}

func recallLimit(t *testing.T, w *world) {
	var changes []store.Change
	for i := range 10 {
		changes = append(changes, made(w.need(fmt.Sprint("far", i), i), document("hive far away", "filler filler")))
		changes = append(changes, made(w.offer(eic.Grant, fmt.Sprint("far", i), i), document("hive far away", "filler filler")))
	}
	need, grant := w.need("best", 20), w.offer(eic.Grant, "best", 20)
	w.save(append(changes, made(need, document("bee hive", "")), made(grant, document("bee hive", "")))...)
	answer := w.ask(store.Query{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf, store.OpenGrants, store.OpenFunds},
		Words: words("bee", "hive"), Limit: 3})
	for shelf, best := range map[store.Shelf]eic.ID{store.NeedShelf: need.ID, store.OpenGrants: grant.ID} {
		if got := answer[shelf]; len(got) != 3 || got[0].ID != best {
			t.Errorf("shelf %d: got %v, want 3 and %s first", shelf, got, best)
		}
	}
	if got := answer[store.OpenFunds]; len(got) != 0 {
		t.Errorf("an empty shelf has %v", got)
	}
}

func recallCluster(t *testing.T, w *world) {
	var changes []store.Change
	for i := range 30 {
		there := w.need(fmt.Sprint(i), i)
		w.elsewhere(&there.Head)
		changes = append(changes, made(there, document("bee bee bee", "bee")))
	}
	here := w.need("here", 1)
	w.save(append(changes, made(here, document("one", "two three four five six seven bee")))...)
	shelf := []store.Shelf{store.NeedShelf}
	query := store.Query{Cluster: w.here, Shelves: shelf, Words: words("bee"), Limit: 2}
	sameIDs(t, "here", w.recall(query), here.ID)
	query.Cluster = w.there
	if got := w.recall(query); len(got) != 2 || slices.Contains(got, here.ID) {
		t.Errorf("there: got %v", got)
	}
}

func recallQueries(t *testing.T, w *world) {
	a, b := w.need("a", 1), w.offer(eic.Study, "b", 1)
	w.save(made(a, document("bee", "")), made(b, document("wax", "")))
	answers := must[[]map[store.Shelf][]store.Candidate](t, "Recall")(w.store.Recall(w.ctx, []store.Query{
		{Cluster: w.here, Shelves: []store.Shelf{store.OpenStudies}, Words: words("wax"), Limit: 5},
		{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf, store.OpenStudies}, Limit: 5},
		{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf, store.OpenStudies}, Words: words("bee"), Limit: 5},
	}))
	if len(answers) != 3 {
		t.Fatalf("got %d answers, want 3", len(answers))
	}
	wants := []map[store.Shelf]eic.ID{{store.OpenStudies: b.ID}, {}, {store.NeedShelf: a.ID}}
	for i, want := range wants {
		for _, shelf := range []store.Shelf{store.NeedShelf, store.OpenStudies} {
			got := answers[i][shelf]
			if id := want[shelf]; (id == "") != (len(got) == 0) || id != "" && got[0].ID != id {
				t.Errorf("query %d, shelf %d: got %v, want %q", i, shelf, got, id)
			}
		}
	}
}

func recallVersions(t *testing.T, w *world) {
	need, pilot := w.need("a", 1), w.offer(eic.PilotOffer, "a", 1)
	w.save(made(need, document("bee", "")), made(pilot, document("bee", "")))
	query := store.Query{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf, store.OpenPilots}, Words: words("bee"), Limit: 5}
	check := func(name string, wantNeed, wantPilot store.Candidate) {
		t.Helper()
		wantNeed.ID, wantPilot.ID, wantPilot.Product = need.ID, pilot.ID, w.product
		answer := w.ask(query)
		equal(t, name+", need", answer[store.NeedShelf], []store.Candidate{wantNeed})
		equal(t, name+", pilot", answer[store.OpenPilots], []store.Candidate{wantPilot})
	}
	check("at first", store.Candidate{Version: 1, Analysis: 7}, store.Candidate{Version: 1, Analysis: 7, ProductVersion: 1})
	w.save(changed(need, nil))
	w.save(changed(w.fetch(eic.ID(w.product)), nil))
	check("need and product changed", store.Candidate{Version: 2, Analysis: 7}, store.Candidate{Version: 1, Analysis: 7, ProductVersion: 2})
	again := document("bee", "")
	again.Analysis = 8
	w.save(store.Change{Record: pilot, From: 1, Document: again})
	check("pilot analysed again", store.Candidate{Version: 2, Analysis: 7}, store.Candidate{Version: 1, Analysis: 8, ProductVersion: 2})
}

func recallStable(t *testing.T, w *world) {
	var changes []store.Change
	for i := range 12 {
		changes = append(changes, made(w.need(fmt.Sprint(i), i), document("bee", "hive")))
	}
	w.save(changes...)
	first := w.recallNeeds("bee")
	for range 5 {
		sameIDs(t, "again", w.recallNeeds("bee"), first...)
	}
	if len(first) != 12 || !slices.IsSorted(first) {
		t.Errorf("equals are not in the order of their ids: %v", first)
	}
}

func shelfTests() []test {
	return []test{
		{"each kind stands on its shelf, open or listed", shelfOfEach},
		{"a need leaves its shelf when it closes, in every state but open", shelfOfNeed},
		{"an offer leaves its shelf when it closes and comes back when it opens", shelfOfOffer},
		{"a changed text is found by its new words alone", shelfText},
	}
}

// everyShelf lists the shelves.
func everyShelf() []store.Shelf {
	var shelves []store.Shelf
	for shelf := store.NeedShelf; shelf <= store.ListedStudies; shelf++ {
		shelves = append(shelves, shelf)
	}
	return shelves
}

// standing says on which shelves records with a word stand.
func (w *world) standing(word string) map[store.Shelf][]eic.ID {
	w.t.Helper()
	on := map[store.Shelf][]eic.ID{}
	for shelf, found := range w.ask(store.Query{Cluster: w.here, Shelves: everyShelf(), Words: words(word), Limit: 50}) {
		for _, c := range found {
			on[shelf] = append(on[shelf], c.ID)
		}
	}
	return on
}

func shelfOfEach(t *testing.T, w *world) {
	need := w.need("a", 1)
	changes := []store.Change{made(need, document("bee", ""))}
	want := map[store.Shelf][]eic.ID{store.NeedShelf: {need.ID}}
	for _, kind := range eic.EveryOfferKind() {
		for _, status := range eic.EveryOfferStatus() {
			offer := w.offer(kind, status.String(), 1)
			offer.Status = status
			changes = append(changes, made(offer, document("bee", "")))
			if shelf, ok := store.ShelfOf(offer); ok {
				want[shelf] = []eic.ID{offer.ID}
			}
		}
	}
	w.save(changes...)
	equal(t, "the shelves", w.standing("bee"), want)
}

func shelfOfNeed(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.save(made(need, document("bee", "hive", w.bees)))
	for _, status := range eic.EveryNeedStatus() {
		need.Status = status
		w.save(changed(need, nil))
		want := map[store.Shelf][]eic.ID{}
		if status == eic.NeedOpen {
			want[store.NeedShelf] = []eic.ID{need.ID}
		}
		equal(t, status.String(), w.standing("hive"), want)
	}
}

func shelfOfOffer(t *testing.T, w *world) {
	offer := w.offer(eic.Grant, "a", 1)
	offer.Status = eic.OfferDraft
	w.save(made(offer, document("bee", "hive", w.bees)))
	open, listed := map[store.Shelf][]eic.ID{store.OpenGrants: {offer.ID}}, map[store.Shelf][]eic.ID{store.ListedGrants: {offer.ID}}
	none := map[store.Shelf][]eic.ID{}
	for _, step := range []struct {
		status eic.OfferStatus
		want   map[store.Shelf][]eic.ID
	}{
		{eic.OfferOpen, open}, {eic.OfferPaused, none}, {eic.OfferOpen, open}, {eic.OfferListed, listed}, {eic.OfferClosed, none},
	} {
		offer.Status = step.status
		w.save(changed(offer, nil))
		equal(t, step.status.String(), w.standing("hive"), step.want)
	}
	filter := store.OfferFilter{Cluster: w.here, Visible: everything, Words: store.Words{{"hive"}}}
	sameIDs(t, "the search for a closed offer", w.offers(filter))
}

func shelfText(t *testing.T, w *world) {
	offer := w.offer(eic.FundOfKnowledge, "a", 1)
	w.save(made(offer, document("bee", "hive", w.bees)))
	offer.Title = "Wax"
	w.save(changed(offer, document("wax", "hive", w.maths)))
	on := map[store.Shelf][]eic.ID{store.OpenFunds: {offer.ID}}
	equal(t, "the old word", w.standing("bee"), map[store.Shelf][]eic.ID{})
	equal(t, "the new word", w.standing("wax"), on)
	equal(t, "the word that stayed", w.standing("hive"), on)
	query := store.Query{Cluster: w.here, Shelves: []store.Shelf{store.OpenFunds}, Topics: words(token(w.bees)), Limit: 5}
	sameIDs(t, "the old topic", w.recall(query))
	query.Topics = words(token(w.maths))
	sameIDs(t, "the new topic", w.recall(query), offer.ID)
	sameIDs(t, "listed by the old topic", w.offers(store.OfferFilter{Cluster: w.here, Topics: []eic.TopicID{w.bees}}))
	sameIDs(t, "listed by the new topic", w.offers(store.OfferFilter{Cluster: w.here, Topics: []eic.TopicID{w.maths}}), offer.ID)
}
