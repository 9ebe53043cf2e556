package sqlitestore

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// recalled says of documents what a candidate is.
const recalled = `SELECT s.num, s.id, s.version, s.analysis, s.product, p.version
	FROM json_each(?1) n CROSS JOIN shelved s ON s.num = n.value LEFT JOIN product p ON p.id = s.product`

// Recall implements store.Recaller.
func (s *Store) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	answers := make([]map[store.Shelf][]store.Candidate, len(queries))
	err := s.read(ctx, "recall", func(c *conn) error {
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
	if err != nil || cluster == 0 || q.Limit <= 0 {
		return err
	}
	for _, shelf := range q.Shelves {
		if shelf == 0 || int(shelf) >= shelfCount {
			continue
		}
		best, err := c.search(ctx, shelf, cluster, q)
		if err == nil && len(best) > 0 {
			into[shelf], err = c.candidates(ctx, best)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// candidates says what documents are, the heaviest first, equals in the order of
// their ids.
func (c *conn) candidates(ctx context.Context, best []hit) ([]store.Candidate, error) {
	weights := make(map[int64]int32, len(best))
	for _, h := range best {
		weights[h.num] = h.weight
	}
	type weighed struct {
		store.Candidate
		weight int32
	}
	found := make([]weighed, 0, len(best))
	err := c.query(ctx, func(r row) error {
		found = append(found, weighed{store.Candidate{
			ID: eic.ID(r.text(1)), Version: eic.Version(r.int(2)), Analysis: int(r.int(3)),
			Product: eic.ProductID(r.text(4)), ProductVersion: eic.Version(r.int(5)),
		}, weights[r.int(0)]})
		return nil
	}, recalled, numberList(best))
	slices.SortFunc(found, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.ID, b.ID))
	})
	candidates := make([]store.Candidate, len(found))
	for i := range found {
		candidates[i] = found[i].Candidate
	}
	return candidates, err
}

// numberList writes the numbers of documents as a JSON list for json_each.
func numberList(hits []hit) string {
	list := []byte{'['}
	for i, h := range hits {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, h.num, 10)
	}
	return string(append(list, ']'))
}

// clusterNumber returns the number of a cluster, 0 for one that is not stored.
func (c *conn) clusterNumber(ctx context.Context, id eic.ClusterID) (num int64, err error) {
	_, err = c.one(ctx, func(r row) error { num = r.int(0); return nil }, clusterNumber, string(id))
	return num, err
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
