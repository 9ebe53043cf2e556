package sqlitestore

import (
	"context"
	"strconv"
	"sync"
)

// beginnings remembers how the keys of ids begin, by cluster and place, so that
// documents of equal weight can be told apart in the order of their ids without
// reading thousands of them for each question. A number keeps its id for ever.
type beginnings struct {
	mu     sync.Mutex
	places map[int64][]uint64 // by cluster; 0: not read yet
}

// What is compared is twelve characters of five bits: they decide about more
// records than there will be.
const (
	keyLength       = 20
	beginningLength = 12
)

// In the order of the list.
const idBeginnings = `SELECT group_concat(substr(s.id, ?2, ?3), '' ORDER BY n.key)
	FROM json_each(?1) n CROSS JOIN shelved s ON s.num = n.value`

// beginnings returns for shelved documents of one cluster how the keys of their
// ids begin, as numbers in the order of the texts.
func (c *conn) beginnings(ctx context.Context, cluster int64, places []int64) ([]uint64, error) {
	known, lacking := c.begin.get(cluster, places)
	if len(lacking) == 0 {
		return known, nil
	}
	low, _ := rangeOf(cluster)
	list := []byte{'['}
	for i, place := range lacking {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, low+place, 10)
	}
	var text string
	_, err := c.one(ctx, func(r row) error { text = r.text(0); return nil }, idBeginnings, string(append(list, ']')), -keyLength, beginningLength)
	if err != nil {
		return nil, err
	}
	c.begin.put(cluster, lacking, text)
	known, _ = c.begin.get(cluster, places)
	return known, nil
}

// get returns what is known of places, and those of which nothing is.
func (b *beginnings) get(cluster int64, places []int64) (known []uint64, lacking []int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	of := b.places[cluster]
	known = make([]uint64, len(places))
	for i, place := range places {
		if place < int64(len(of)) {
			known[i] = of[place]
		}
		if known[i] == 0 {
			lacking = append(lacking, place)
		}
	}
	return known, lacking
}

// put remembers beginnings that were read one after the other.
func (b *beginnings) put(cluster int64, places []int64, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	of := b.places[cluster]
	for i, place := range places {
		if missing := int(place) + 1 - len(of); missing > 0 {
			of = append(of, make([]uint64, missing)...)
		}
		from := min(i*beginningLength, len(text))
		of[place] = beginningOf(text[from:min(from+beginningLength, len(text))])
	}
	b.places[cluster] = of
}

// beginningOf reads the characters 0-9 and a-v as a number; the lowest bit is set, so
// that it is never 0.
func beginningOf(text string) (n uint64) {
	for i := range len(text) {
		digit := uint64(text[i] - '0')
		if text[i] >= 'a' {
			digit = uint64(text[i]-'a') + 10
		}
		n = n<<5 | digit
	}
	return n<<1 | 1
}
