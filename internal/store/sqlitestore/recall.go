package sqlitestore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// What recall says of the documents that match on one shelf. The inner query is
// the whole of the search: the rowid range is a constraint of the index itself.
// The rows are put in order afterwards, since sorting them here would carry them
// through a second sorter (measured: a tenth of the whole).
const (
	recallHead = `SELECT s.id, s.version, s.analysis, s.product, p.version, f.rank FROM (SELECT rowid AS num, rank FROM `
	recallTail = ` (?1) WHERE rowid BETWEEN ?2 AND ?3 ORDER BY rank LIMIT ?4) f
		CROSS JOIN shelved s ON s.num = f.num LEFT JOIN product p ON p.id = s.product`
)

var recallFrom = [shelfCount]string{
	store.NeedShelf:     recallHead + "shelf_needs" + recallTail,
	store.OpenFunds:     recallHead + "shelf_open_funds" + recallTail,
	store.OpenPilots:    recallHead + "shelf_open_pilots" + recallTail,
	store.OpenGrants:    recallHead + "shelf_open_grants" + recallTail,
	store.OpenStudies:   recallHead + "shelf_open_studies" + recallTail,
	store.ListedFunds:   recallHead + "shelf_listed_funds" + recallTail,
	store.ListedPilots:  recallHead + "shelf_listed_pilots" + recallTail,
	store.ListedGrants:  recallHead + "shelf_listed_grants" + recallTail,
	store.ListedStudies: recallHead + "shelf_listed_studies" + recallTail,
}

// Recall implements store.Recaller.
func (s *Store) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	answers := make([]map[store.Shelf][]store.Candidate, len(queries))
	err := s.read(ctx, func(c *conn) error {
		for i, q := range queries {
			answers[i] = make(map[store.Shelf][]store.Candidate, len(q.Shelves))
			if err := c.recall(ctx, q, answers[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, s.failure("recall", err)
	}
	return answers, nil
}

func (c *conn) recall(ctx context.Context, q store.Query, into map[store.Shelf][]store.Candidate) error {
	cluster, err := c.clusterNumber(ctx, q.Cluster)
	match := matching(q.Words, q.Topics)
	if err != nil || cluster == 0 || match == "" || q.Limit <= 0 {
		return err
	}
	low, high := rangeOf(cluster)
	for _, shelf := range q.Shelves {
		if shelf == 0 || int(shelf) >= shelfCount {
			continue
		}
		found, err := c.recallShelf(ctx, recallFrom[shelf], match, low, high, q.Limit)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			into[shelf] = found
		}
	}
	return nil
}

// recallShelf returns the best of one shelf, equals in the order of their ids.
func (c *conn) recallShelf(ctx context.Context, statement, match string, low, high int64, limit int) ([]store.Candidate, error) {
	type ranked struct {
		store.Candidate
		rank float64 // the lower the better
	}
	var found []ranked
	err := c.query(ctx, func(r row) error {
		found = append(found, ranked{store.Candidate{
			ID: eic.ID(r.text(0)), Version: eic.Version(r.int(1)), Analysis: int(r.int(2)),
			Product: eic.ProductID(r.text(3)), ProductVersion: eic.Version(r.int(4)),
		}, r.float(5)})
		return nil
	}, statement, match, low, high, limit)
	slices.SortFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.ID, b.ID))
	})
	candidates := make([]store.Candidate, len(found))
	for i := range found {
		candidates[i] = found[i].Candidate
	}
	return candidates, err
}

// clusterNumber returns the number of a cluster, 0 for one that is not stored.
func (c *conn) clusterNumber(ctx context.Context, id eic.ClusterID) (num int64, err error) {
	_, err = c.one(ctx, func(r row) error { num = r.int(0); return nil }, clusterNumber, string(id))
	return num, err
}

// matching writes the FTS5 query for documents with one of the words in title or
// body, or one of the topics; "" if nothing is left to ask for. A token that is
// not made of a-z and 0-9 alone is in no document, and never in the query.
func matching(words, topics []string) string {
	text, about := anyOf(words), anyOf(topics)
	switch {
	case text == "" && about == "":
		return ""
	case about == "":
		return "{title body} : (" + text + ")"
	case text == "":
		return "topics : (" + about + ")"
	}
	return "({title body} : (" + text + ")) OR (topics : (" + about + "))"
}

// everyWord writes the FTS5 query for what has each word as one of its tokens;
// ok is false if nothing can.
func everyWord(words store.Words) (query string, ok bool) {
	parts := make([]string, len(words))
	for i, tokens := range words {
		any := anyOf(tokens)
		if any == "" {
			return "", false
		}
		parts[i] = "(" + any + ")"
	}
	return strings.Join(parts, " AND "), true
}

func anyOf(tokens []string) string {
	quoted := make([]string, 0, len(tokens))
	for _, token := range tokens {
		if isToken(token) {
			quoted = append(quoted, `"`+token+`"`)
		}
	}
	return strings.Join(quoted, " OR ")
}

func isToken(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}
