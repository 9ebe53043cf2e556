package neo4jstore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// hits is the most that a search of a list looks at. What more documents have
// than that, the walk in the order of the list finds soon enough.
const hits = 5000

// listing is a list to be read: from a few records that one of its filters
// leads to, if from is given, else in the order of the list until the page is full.
type listing[T any] struct {
	op         string
	walk       string // the statement that walks the list
	start      string // the statement that starts from a few
	from       bool
	search     string // the Lucene query of a list with words
	parameters map[string]any
	startNames map[string]any // what only start takes, and its values for "not from here"
	keep       func(*T) bool
	next       func(*T) // moves the page behind a record
}

// read reads a page: pieces until enough are kept.
func (l *listing[T]) read(ctx context.Context, s *Store, limit int) (records []*T, err error) {
	if err := ctx.Err(); err != nil || limit <= 0 {
		return nil, s.failure(l.op, err)
	}
	for len(records) < limit {
		l.parameters["limit"] = int64(limit)
		piece, err := l.piece(ctx, s)
		if err != nil {
			return nil, s.failure(l.op, err)
		}
		for _, record := range piece {
			if len(records) < limit && l.keep(record) {
				records = append(records, record)
			}
		}
		if len(piece) < limit {
			break
		}
		l.next(piece[len(piece)-1])
	}
	return records, nil
}

func (l *listing[T]) piece(ctx context.Context, s *Store) ([]*T, error) {
	if l.from {
		found, err := s.read(ctx, l.start, merged(l.parameters, l.startNames, "words"))
		if err != nil {
			return nil, err
		}
		if l.search == "" || found.int(1) < hits {
			return docs[T](found.list(0))
		}
	}
	found, err := s.read(ctx, l.walk, l.parameters)
	if err != nil {
		return nil, err
	}
	return docs[T](found.list(0))
}

// merged joins two lists of parameters, but for one that only the first knows.
func merged(a, b map[string]any, without string) map[string]any {
	all := make(map[string]any, len(a)+len(b))
	for _, m := range []map[string]any{a, b} {
		for name, value := range m {
			if name != without {
				all[name] = value
			}
		}
	}
	return all
}

// ceiling is what all sort keys of a cluster are below: the byte after separator.
func ceiling(cluster eic.ClusterID) string { return string(cluster) + "\n" }

// floor is what all sort keys of a cluster are above.
func floor(cluster eic.ClusterID) string { return string(cluster) + separator }

// downwards is where a list that runs downwards goes on.
func downwards(cluster eic.ClusterID, page store.Page) string {
	if page.AfterKey == "" && page.AfterID == "" {
		return ceiling(cluster)
	}
	return sortKey(cluster, page.AfterKey, page.AfterID)
}

// upwards is where a list that runs upwards goes on.
func upwards(cluster eic.ClusterID, page store.Page) string {
	if page.AfterKey == "" && page.AfterID == "" {
		return floor(cluster)
	}
	return sortKey(cluster, page.AfterKey, page.AfterID)
}

// within reports whether a place lies near enough. The server's earth is a little
// larger than ours, so that its circle is drawn wider and this decides.
func within(near *store.Near, place eic.Place) bool {
	if near == nil {
		return true
	}
	point, ok := place.Point()
	return ok && point.Km(near.Point) <= near.Km
}

// meters is the radius of the server's circle around what is near: its sphere has a
// radius of 6378.140 km, 1.00112 times ours.
func meters(near *store.Near) any {
	if near == nil {
		return nil
	}
	return near.Km*1000*1.0012 + 1
}

// center is the point that something is to be near, nil for none.
func center(near *store.Near) any {
	if near == nil {
		return nil
	}
	return pointOf(near.Point)
}

// said is a text, nil for one that is empty: nothing is equal to null.
func said[T ~string](id T) any {
	if id == "" {
		return nil
	}
	return string(id)
}

// tokens are the words of a search by their tokens.
func tokens(words store.Words) [][]string {
	list := make([][]string, len(words))
	for i, word := range words {
		for _, token := range word {
			if isToken(token) {
				list[i] = append(list[i], token)
			}
		}
	}
	return list
}

// searchOf is the list of at most one query that start statements take.
func searchOf(query string) []string {
	if query == "" {
		return []string{}
	}
	return []string{query}
}
