package storetest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func weighTests() []test {
	return []test{
		{"the heaviest come first, by where their words stand", weighPlaces},
		{"a token that is repeated counts once, as it comes first", weighRepeated},
		{"what is recalled is what the weights say", weighRandom},
		{"among equals the first by id are kept", weighEquals},
		{"a document is weighed by the words it has now", weighChanged},
	}
}

func weighPlaces(t *testing.T, w *world) {
	texts := map[string]*store.Document{
		"title and body": document("bee", "bee bee"), // (3 + 2) 7
		"title":          document("bee bee", "one"), // 3 * 7
		"body":           document("two", "x bee y"), // 2 * 7
		"topic":          document("", "", w.bees),   // 2 * 8
		"two bodies":     document("", "bee wax"),    // 2 * (7 + 3)
		"the other":      document("wax", ""),        // 3 * 3
		"none":           document("hive", "comb", w.maths),
	}
	ids := map[string]eic.ID{}
	var changes []store.Change
	for name, text := range texts {
		need := w.need(name, 1)
		ids[name], changes = need.ID, append(changes, made(need, text))
	}
	w.save(changes...)
	got := w.recall(store.Query{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf}, Limit: 50,
		Words: []store.Token{{Text: "bee", Weight: 7}, {Text: "wax", Weight: 3}}, Topics: []store.Token{{Text: token(w.bees), Weight: 8}}})
	sameIDs(t, "by weight", got, ids["title and body"], ids["title"], ids["two bodies"], ids["topic"], ids["body"], ids["the other"])
}

func weighRepeated(t *testing.T, w *world) {
	a, b := w.need("a", 1), w.need("b", 2)
	w.save(made(a, document("", "bee")), made(b, document("", "wax")))
	got := w.recall(store.Query{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf}, Limit: 5,
		Words: []store.Token{{Text: "bee", Weight: 2}, {Text: "wax", Weight: 3}, {Text: "bee", Weight: 500}, {Text: "bee", Weight: 2}}})
	sameIDs(t, "wax weighs more", got, b.ID, a.ID)
}

// draft is a document and the tokens it was made of.
type draft struct {
	id                  eic.ID
	title, body, topics []string
}

// draw makes n documents of few words on one shelf, so that many weigh the same.
func (w *world) draw(random *rand.Rand, n int) []draft {
	some := func(most int) []string {
		list := make([]string, random.IntN(most+1))
		for i := range list {
			list[i] = fmt.Sprint("w", random.IntN(12))
		}
		return list
	}
	drafts := make([]draft, n)
	changes := make([]store.Change, n)
	for i := range drafts {
		offer := w.offer(eic.FundOfKnowledge, fmt.Sprint(i), i)
		d := draft{id: offer.ID, title: some(2), body: some(5)}
		var topics []eic.TopicID
		for _, topic := range []eic.TopicID{w.bees, w.maths} {
			if random.IntN(4) == 0 {
				topics, d.topics = append(topics, topic), append(d.topics, token(topic))
			}
		}
		drafts[i], changes[i] = d, made(offer, document(strings.Join(d.title, " "), strings.Join(d.body, " "), topics...))
	}
	w.save(changes...)
	return drafts
}

// weigh is the sum that the contract promises.
func (d *draft) weigh(q store.Query) (sum int) {
	for _, word := range q.Words {
		if slices.Contains(d.title, word.Text) {
			sum += store.InTitle * word.Weight
		}
		if slices.Contains(d.body, word.Text) {
			sum += store.InBody * word.Weight
		}
	}
	for _, topic := range q.Topics {
		if slices.Contains(d.topics, topic.Text) {
			sum += store.InTopics * topic.Weight
		}
	}
	return sum
}

// heaviest are the ids that a query is to be answered with.
func heaviest(drafts []draft, q store.Query) (ids []eic.ID) {
	sorted := slices.Clone(drafts)
	slices.SortFunc(sorted, func(a, b draft) int {
		return cmp.Or(cmp.Compare(b.weigh(q), a.weigh(q)), cmp.Compare(a.id, b.id))
	})
	for _, d := range sorted {
		if d.weigh(q) > 0 && len(ids) < q.Limit {
			ids = append(ids, d.id)
		}
	}
	return ids
}

func weighRandom(t *testing.T, w *world) {
	random := rand.New(rand.NewPCG(5, 6))
	drafts := w.draw(random, 400)
	for i := range 60 {
		q := store.Query{Cluster: w.here, Shelves: []store.Shelf{store.OpenFunds}, Limit: 1 + random.IntN(120)}
		for _, word := range random.Perm(14)[:1+random.IntN(10)] { // two of them nobody has
			q.Words = append(q.Words, store.Token{Text: fmt.Sprint("w", word), Weight: 1 + random.IntN(1+random.IntN(511))})
		}
		for _, topic := range []eic.TopicID{w.bees, w.maths}[:random.IntN(3)] {
			q.Topics = append(q.Topics, store.Token{Text: token(topic), Weight: 1 + random.IntN(511)})
		}
		sameIDs(t, fmt.Sprintf("query %d, limit %d", i, q.Limit), w.recall(q), heaviest(drafts, q)...)
		if t.Failed() {
			return
		}
	}
}

// weighEquals has far more equals than the limit, however ids begin, and a few
// that are heavier.
func weighEquals(t *testing.T, w *world) {
	var drafts []draft
	var changes []store.Change
	for i := range 1500 {
		need, text := w.need(fmt.Sprint(i), i), []string{"bee"}
		if i%300 == 0 {
			text = []string{"bee", "wax"}
		}
		drafts = append(drafts, draft{id: need.ID, body: text})
		changes = append(changes, made(need, document("", strings.Join(text, " "))))
	}
	w.save(changes...)
	for _, limit := range []int{1, 4, 5, 6, 7, 100, 1499, 1500, 2000} {
		q := store.Query{Cluster: w.here, Shelves: []store.Shelf{store.NeedShelf}, Words: words("bee", "wax"), Limit: limit}
		sameIDs(t, fmt.Sprint("limit ", limit), w.recall(q), heaviest(drafts, q)...)
	}
}

func weighChanged(t *testing.T, w *world) {
	a, b := w.need("a", 1), w.need("b", 2)
	w.save(made(a, document("bee", "")), made(b, document("", "bee")))
	sameIDs(t, "at first", w.recallNeeds("bee"), a.ID, b.ID)
	w.save(changed(a, document("wax", "wax bee")), changed(b, document("bee", "wax")))
	sameIDs(t, "changed", w.recallNeeds("bee"), b.ID, a.ID)
	w.save(changed(a, nil))
	sameIDs(t, "with the document it had", w.recallNeeds("bee"), b.ID, a.ID)
}
