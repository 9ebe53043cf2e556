package sqlitestore

import (
	"context"
	"math"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// listing is how a list is read: by one of two statements that select docs in
// its order and take the same values.
type listing struct {
	cluster eic.ClusterID
	limit   int
	values  []any // from ?2 on; ?1 is the cluster's number
	// whole walks an index in the list's order, and is quick when most of what it
	// meets is wanted. few begins with what is searched for and sorts it, and is
	// quick when that is little. count, which counts to fewAtMost, decides; without
	// a few it is not asked.
	whole, few, count string
}

// fewAtMost is where sorting what is found begins to cost more than walking past
// what is not (measured on 100,000 offers: both are below 20 ms everywhere).
const fewAtMost = 1000

// list reads a page from the first row of its statement to the one that fills
// it. What keep refuses is passed over.
func list[T any](ctx context.Context, s *Store, query string, l listing, keep func(*T) bool) (records []*T, err error) {
	if l.limit <= 0 {
		return nil, nil
	}
	err = s.read(ctx, query, func(c *conn) error {
		num, err := c.clusterNumber(ctx, l.cluster)
		if err != nil || num == 0 {
			return err
		}
		values := append([]any{num}, l.values...)
		statement, err := l.statement(ctx, c, values)
		if err != nil {
			return err
		}
		return c.query(ctx, func(r row) error {
			record := new(T)
			if err := unmarshal(r.text(0), record); err != nil {
				return err
			}
			if keep(record) {
				records = append(records, record)
			}
			if len(records) == l.limit {
				return errStop
			}
			return nil
		}, statement, values...)
	})
	return records, err
}

// statement chooses between the two.
func (l listing) statement(ctx context.Context, c *conn, values []any) (string, error) {
	if l.few == "" {
		return l.whole, nil
	}
	var n int64
	_, err := c.one(ctx, func(r row) error { n = r.int(0); return nil }, l.count, values...)
	if n < fewAtMost {
		return l.few, err
	}
	return l.whole, err
}

// before returns where a list that runs downwards by time goes on.
func before(page store.Page) (millis int64, id string, err error) {
	if page.AfterKey == "" && page.AfterID == "" {
		return math.MaxInt64, "", nil
	}
	at, err := time.Parse(time.RFC3339Nano, page.AfterKey)
	if err != nil {
		return 0, "", fault.New(fault.Invalid, fault.BadCursor)
	}
	return at.UnixMilli(), string(page.AfterID), nil
}

// within reports whether a place lies near enough.
func within(near *store.Near, place eic.Place) bool {
	if near == nil {
		return true
	}
	point, ok := place.Point()
	return ok && point.Km(near.Point) <= near.Km
}

// box is the rectangle around a circle: two ranges of longitudes, since one may
// cross the date line. What is in the circle is in the box.
type box struct {
	asked                    int64 // 0: nothing is asked
	south, north             float64
	west, east, west2, east2 float64
}

// boxOf returns the box around what is near, a little wider than needed.
func boxOf(near *store.Near) box {
	if near == nil {
		return box{}
	}
	const kmPerDegree = 111.19 // of latitude: 6371.0088 pi / 180 = 111.195
	span := near.Km/kmPerDegree + 0.001
	b := box{asked: 1, south: near.Point.Lat - span, north: near.Point.Lat + span, west: -180, east: 180, west2: 1, east2: 0}
	if b.south <= -89.9 || b.north >= 89.9 || span >= 90 {
		return b
	}
	// The circle's widest longitude: sin(dlng) = sin(span) / cos(lat).
	ratio := math.Sin(span*math.Pi/180) / math.Cos(near.Point.Lat*math.Pi/180)
	if ratio >= 1 {
		return b
	}
	wide := math.Asin(ratio)*180/math.Pi + 0.001
	b.west, b.east = near.Point.Lng-wide, near.Point.Lng+wide
	switch {
	case b.west < -180:
		b.west2, b.east2 = b.west+360, 180
	case b.east > 180:
		b.west2, b.east2 = -180, b.east-360
	}
	return b
}

func (b box) values() []any {
	return []any{b.asked, b.south, b.north, b.west, b.east, b.west2, b.east2}
}

// search returns the FTS5 query of a list's words, "" for none. Words that
// nothing can have are asked for as a token that nothing has.
func search(words store.Words) string {
	if len(words) == 0 {
		return ""
	}
	query, ok := everyWord(words)
	if !ok {
		return `""`
	}
	return query
}

// searchText is search in title and body alone, for shelves, which have topics too.
func searchText(words store.Words) string {
	query := search(words)
	if query == "" {
		return ""
	}
	return "{title body} : (" + query + ")"
}
