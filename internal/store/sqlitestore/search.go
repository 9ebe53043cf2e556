package sqlitestore

import (
	"context"
	"math"

	"github.com/edclusters/thirdplace/internal/store"
)

// The search of a shelf adds up word by word what each tells of a document, by
// the rows that FTS5 lists for single words. FTS5's own bm25 looks at every
// matching document again, and again at each of its words: for a query of 12 words
// that took three quarters of a recall (measured).

// The rows of a shelf that an FTS5 query finds, in order, as one text: row by row
// they take twice the time, most of it on the way through the driver (measured).
// The range is a constraint of the index itself.
const (
	postingsHead = "SELECT group_concat(place, ' ') FROM (SELECT rowid - ?2 AS place FROM "
	postingsTail = " (?1) WHERE rowid BETWEEN ?2 AND ?3 ORDER BY rowid)"
)

var postingsOf = [shelfCount]string{
	store.NeedShelf:     postingsHead + "shelf_needs" + postingsTail,
	store.OpenFunds:     postingsHead + "shelf_open_funds" + postingsTail,
	store.OpenPilots:    postingsHead + "shelf_open_pilots" + postingsTail,
	store.OpenGrants:    postingsHead + "shelf_open_grants" + postingsTail,
	store.OpenStudies:   postingsHead + "shelf_open_studies" + postingsTail,
	store.ListedFunds:   postingsHead + "shelf_listed_funds" + postingsTail,
	store.ListedPilots:  postingsHead + "shelf_listed_pilots" + postingsTail,
	store.ListedGrants:  postingsHead + "shelf_listed_grants" + postingsTail,
	store.ListedStudies: postingsHead + "shelf_listed_studies" + postingsTail,
}

// Whether a shelf has anything of a cluster: FTS5 keeps a row per document beside
// its index. Most shelves of most clusters are empty.
const (
	anyHead = "SELECT id FROM "
	anyTail = "_docsize WHERE id BETWEEN ?1 AND ?2 LIMIT 1"
)

var anyOn = [shelfCount]string{
	store.NeedShelf:     anyHead + "shelf_needs" + anyTail,
	store.OpenFunds:     anyHead + "shelf_open_funds" + anyTail,
	store.OpenPilots:    anyHead + "shelf_open_pilots" + anyTail,
	store.OpenGrants:    anyHead + "shelf_open_grants" + anyTail,
	store.OpenStudies:   anyHead + "shelf_open_studies" + anyTail,
	store.ListedFunds:   anyHead + "shelf_listed_funds" + anyTail,
	store.ListedPilots:  anyHead + "shelf_listed_pilots" + anyTail,
	store.ListedGrants:  anyHead + "shelf_listed_grants" + anyTail,
	store.ListedStudies: anyHead + "shelf_listed_studies" + anyTail,
}

const newestShelved = "SELECT max(num) FROM shelved WHERE num BETWEEN ?1 AND ?2"

// What a word tells by where it stands, in parts of its idf: BM25's
// tf/(tf + k1) (k1 + 1) with k1 = 1.2 where a word of the body counts 1 and one of
// the title 3, for a document of mean length. How often a word is repeated and how
// long documents are is left to those who rank the candidates.
const (
	inBody  = 1.00 // 1/(1 + 1.2) 2.2
	inTitle = 1.57 // 3/(3 + 1.2) 2.2
	inBoth  = 1.69 // 4/(4 + 1.2) 2.2
)

// hit is a document by its number, and what the words of a query tell of it.
type hit struct {
	num   int64
	score float32
}

// search returns the best documents of a cluster on a shelf, in no order. A
// token that is not made of a-z and 0-9 alone is in no document, and never in a
// query.
func (c *conn) search(ctx context.Context, shelf store.Shelf, cluster int64, q store.Query) ([]hit, error) {
	low, high := rangeOf(cluster)
	if some, err := c.one(ctx, func(row) error { return nil }, anyOn[shelf], low, high); err != nil || !some {
		return nil, err
	}
	var newest int64
	if _, err := c.one(ctx, func(r row) error { newest = r.int(0); return nil }, newestShelved, low, high); err != nil {
		return nil, err
	}
	t := &c.tally
	t.begin(low, newest)
	list := func(into []int64, column, token string) ([]int64, error) {
		_, err := c.one(ctx, func(r row) error { into = numbersIn(into, r.text(0)); return nil },
			postingsOf[shelf], column+` : "`+token+`"`, low, high)
		return into, err
	}
	var err error
	for _, token := range distinctTokens(q.Words) {
		if t.title, err = list(t.title[:0], "title", token); err != nil {
			return nil, err
		}
		if t.body, err = list(t.body[:0], "body", token); err != nil {
			return nil, err
		}
		t.word(t.title, t.body)
	}
	for _, token := range distinctTokens(q.Topics) {
		if t.body, err = list(t.body[:0], "topics", token); err != nil {
			return nil, err
		}
		t.word(nil, t.body)
	}
	return t.best(q.Limit), nil
}

// numbersIn reads numbers with blanks between them.
func numbersIn(into []int64, text string) []int64 {
	if text == "" {
		return into
	}
	n := int64(0)
	for i := range len(text) {
		if text[i] == ' ' {
			into, n = append(into, n), 0
			continue
		}
		n = 10*n + int64(text[i]-'0')
	}
	return append(into, n)
}

// distinctTokens returns those that are tokens, each once.
func distinctTokens(tokens []string) []string {
	seen := make(map[string]bool, len(tokens))
	var distinct []string
	for _, token := range tokens {
		if isToken(token) && !seen[token] {
			seen[token] = true
			distinct = append(distinct, token)
		}
	}
	return distinct
}

// tally adds up what words tell of the documents of a cluster. It belongs to a
// connection, so that its memory is used again: four bytes for each number that
// the cluster has given out.
type tally struct {
	low         int64 // the number before the cluster's first: place 0
	last        int64 // the newest place
	scores      []float32
	found       []int64 // places of the scores that are not 0
	title, body []int64 // places of the documents that have a word
}

// begin forgets the query before.
func (t *tally) begin(low, newest int64) {
	for _, i := range t.found {
		t.scores[i] = 0
	}
	t.found = t.found[:0]
	t.low, t.last = low, newest-low
	if missing := int(t.last) + 1 - len(t.scores); missing > 0 {
		t.scores = append(t.scores, make([]float32, missing)...)
	}
}

// word adds what one word tells, given the documents that have it in the title
// and in the body, each in order.
func (t *tally) word(title, body []int64) {
	idf := t.idf(len(title) + len(body) - common(title, body))
	for _, i := range body {
		for ; len(title) > 0 && title[0] < i; title = title[1:] {
			t.add(title[0], inTitle*idf)
		}
		if len(title) > 0 && title[0] == i {
			t.add(i, inBoth*idf)
			title = title[1:]
			continue
		}
		t.add(i, inBody*idf)
	}
	for _, i := range title {
		t.add(i, inTitle*idf)
	}
}

// common counts what two lists in order have in common.
func common(a, b []int64) (n int) {
	for _, num := range b {
		for len(a) > 0 && a[0] < num {
			a = a[1:]
		}
		if len(a) > 0 && a[0] == num {
			n++
		}
	}
	return n
}

// idf is how much a word tells that so many documents have: as in BM25, with all
// records of the cluster for the documents of the shelf, which nobody counts.
func (t *tally) idf(documents int) float32 {
	n, df := float64(t.last), float64(documents)
	return float32(math.Log(1 + (n-df+.5)/(df+.5)))
}

func (t *tally) add(i int64, score float32) {
	if t.scores[i] == 0 {
		t.found = append(t.found, i)
	}
	t.scores[i] += score
}

// best returns the best documents, as many as the limit: what is kept is a heap
// with the worst on top.
func (t *tally) best(limit int) []hit {
	kept := make([]hit, 0, min(limit, len(t.found)))
	for _, i := range t.found {
		h := hit{t.low + i, t.scores[i]}
		switch {
		case len(kept) < limit:
			kept = append(kept, h)
			if len(kept) == limit {
				for top := limit/2 - 1; top >= 0; top-- {
					sink(kept, top)
				}
			}
		case kept[0].worse(h):
			kept[0] = h
			sink(kept, 0)
		}
	}
	return kept
}

// sink puts a hit of a heap below those that are worse.
func sink(heap []hit, i int) {
	for {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1].worse(heap[child]) {
			child++
		}
		if !heap[child].worse(heap[i]) {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}

// worse reports whether another hit is to be kept rather. Among equals a hash of
// the number decides, so that neither the oldest nor the newest are cut off first.
func (h hit) worse(other hit) bool {
	if h.score != other.score {
		return h.score < other.score
	}
	const golden = 0x9e3779b97f4a7c15 // Fibonacci hashing: Knuth, TAOCP 3, 6.4
	return uint64(h.num)*golden > uint64(other.num)*golden
}
