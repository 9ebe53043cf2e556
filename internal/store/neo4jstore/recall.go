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
}

// Recall implements store.Recaller: one statement for all queries and shelves.
func (s *Store) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	answers := make([]map[store.Shelf][]store.Candidate, len(queries))
	var asked []search
	var searches []map[string]any
	for i, q := range queries {
		answers[i] = make(map[store.Shelf][]store.Candidate, len(q.Shelves))
		text := matching(q.Cluster, q.Words, q.Topics)
		if text == "" || q.Limit <= 0 {
			continue
		}
		for _, shelf := range q.Shelves {
			if shelf == 0 || int(shelf) >= len(shelves) {
				continue
			}
			asked = append(asked, search{i, shelf})
			searches = append(searches, map[string]any{"index": shelves[shelf].index, "query": text, "limit": int64(q.Limit)})
		}
	}
	if err := ctx.Err(); err != nil || len(asked) == 0 {
		return answers, s.failure("recall", err)
	}
	found, err := s.read(ctx, recallCypher, map[string]any{"searches": searches})
	if err != nil {
		return nil, s.failure("recall", err)
	}
	for i, a := range asked {
		if candidates := candidatesOf(i, found); len(candidates) > 0 {
			answers[a.query][a.shelf] = candidates
		}
	}
	return answers, nil
}

// candidatesOf reads the answer to the ith search.
func candidatesOf(i int, found row) []store.Candidate {
	ids, versions, analyses := found.list(0).list(i), found.list(1).list(i), found.list(2).list(i)
	products, productVersions := found.list(3).list(i), found.list(4).list(i)
	candidates := make([]store.Candidate, len(ids))
	for n := range ids {
		candidates[n] = store.Candidate{
			ID: eic.ID(ids.text(n)), Version: eic.Version(versions.int(n)), Analysis: int(analyses.int(n)),
			Product: eic.ProductID(products.text(n)), ProductVersion: eic.Version(productVersions.int(n)),
		}
	}
	return candidates
}
