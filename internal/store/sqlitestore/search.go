package sqlitestore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/store"
)

// The search of a shelf adds up token by token what the documents that have it
// weigh, by the rows that FTS5 lists for single words. FTS5's own bm25 looks at
// every matching document again, and again at each of its words: for a query of 12
// words that took three quarters of a recall (measured).

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

// hit is a document by its number, and what the tokens found in it weigh.
type hit struct {
	num    int64
	weight int32
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
	for _, token := range distinct(q.Words) {
		if t.places, err = list(t.places[:0], "title", token.Text); err != nil {
			return nil, err
		}
		t.add(t.places, store.InTitle*token.Weight)
		if t.places, err = list(t.places[:0], "body", token.Text); err != nil {
			return nil, err
		}
		t.add(t.places, store.InBody*token.Weight)
	}
	for _, token := range distinct(q.Topics) {
		if t.places, err = list(t.places[:0], "topics", token.Text); err != nil {
			return nil, err
		}
		t.add(t.places, store.InTopics*token.Weight)
	}
	return t.best(q.Limit, func(equals []int64) ([]uint64, error) { return c.beginnings(ctx, cluster, equals) })
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

// distinct returns those that are tokens, each once.
func distinct(tokens []store.Token) []store.Token {
	seen := make(map[string]bool, len(tokens))
	var list []store.Token
	for _, token := range tokens {
		if isToken(token.Text) && !seen[token.Text] {
			seen[token.Text] = true
			list = append(list, token)
		}
	}
	return list
}
