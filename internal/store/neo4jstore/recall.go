package neo4jstore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// search is one shelf of one query.
type search struct {
	query int // its place
	shelf store.Shelf
	text  string
	limit int
	most  int // as many are asked for: more than the limit
}

// Of documents that weigh the same as the last within the limit the first by id
// are wanted. The index has them in that order by the first character of their
// keys; an eighth more than the limit nearly always holds all that begin so.
// Where it does not, four times as many are asked for.
const (
	fewestMore = 16
	partMore   = 8
	timesMore  = 4
)

// Recall implements store.Recaller: one statement for all queries and shelves.
func (s *Store) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	if err := ctx.Err(); err != nil {
		return nil, s.failure("recall", err)
	}
	answers := make([]map[store.Shelf][]store.Candidate, len(queries))
	for i, q := range queries {
		answers[i] = make(map[store.Shelf][]store.Candidate, len(q.Shelves))
	}
	for asked := searchesOf(queries); len(asked) > 0; {
		var err error
		if asked, err = s.recallOnce(ctx, asked, answers); err != nil {
			return nil, s.failure("recall", err)
		}
	}
	return answers, nil
}

// searchesOf lists the searches that queries come to.
func searchesOf(queries []store.Query) (list []search) {
	for i, q := range queries {
		text := matching(q.Cluster, q.Words, q.Topics)
		if text == "" || q.Limit <= 0 {
			continue
		}
		for _, shelf := range q.Shelves {
			if shelf != 0 && int(shelf) < len(shelves) {
				list = append(list, search{i, shelf, text, q.Limit, q.Limit + max(fewestMore, q.Limit/partMore)})
			}
		}
	}
	return list
}

// parametersOf is how recall.cypher is told of searches.
func parametersOf(asked []search) map[string]any {
	searches := make([]map[string]any, len(asked))
	for i, a := range asked {
		searches[i] = map[string]any{
			"index": shelves[a.shelf].index, "query": a.text, "limit": int64(a.limit), "most": int64(a.most),
			"pilots": a.shelf == store.OpenPilots || a.shelf == store.ListedPilots,
		}
	}
	return map[string]any{"searches": searches}
}

// recallOnce answers searches, and returns those that must be asked again for more.
func (s *Store) recallOnce(ctx context.Context, asked []search, answers []map[store.Shelf][]store.Candidate) (again []search, err error) {
	found, err := s.read(ctx, recallCypher, parametersOf(asked))
	if err != nil {
		return nil, err
	}
	for i, a := range asked {
		if as[bool](found.list(3).at(i)) {
			a.most *= timesMore
			again = append(again, a)
			continue
		}
		if candidates := candidatesOf(i, found); len(candidates) > 0 {
			answers[a.query][a.shelf] = candidates
		}
	}
	return again, nil
}

// candidatesOf reads the answer to the ith search; only pilot offers have products.
func candidatesOf(i int, found row) []store.Candidate {
	cards, products, versions := found.list(0).list(i), found.list(1).list(i), found.list(2).list(i)
	candidates := make([]store.Candidate, len(cards))
	for n := range cards {
		candidates[n] = candidateOn(cards.text(n))
		candidates[n].Product, candidates[n].ProductVersion = eic.ProductID(products.text(n)), eic.Version(versions.int(n))
	}
	return candidates
}
