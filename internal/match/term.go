package match

// term stands for a token in all that is computed often: its 64-bit FNV-1a
// hash. Two of a million tokens share one with a chance of 3 in 100 million.
type term uint64

func termOf(token string) term { return term(14695981039346656037).and(token) }

// and returns the term of a token that goes on with more letters.
func (t term) and(more string) term {
	h := uint64(t)
	for i := range len(more) {
		h = (h ^ uint64(more[i])) * 1099511628211
	}
	return term(h)
}

// mix makes one number of several, so that it differs when any of them does
// (the finalizer of MurmurHash3, Appleby 2011).
func mix(numbers ...uint64) uint64 {
	h := uint64(0)
	for _, n := range numbers {
		h = (h ^ n) + 0x9e3779b97f4a7c15
		h = (h ^ h>>33) * 0xff51afd7ed558ccd
		h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
		h ^= h >> 33
	}
	return h
}

// termTable is a hash table from terms to counts or other numbers above 0, open
// addressed and at most half full. A term is a hash already; a built-in map would
// hash it again, which is most of the time of reading statistics.
type termTable struct {
	slots []termCount // a power of two of them
	used  int         // those that put has filled
}

type termCount struct {
	term  term
	count int32 // 0: empty
}

func newTermTable(terms int) termTable {
	size := 2
	for size < 2*terms {
		size *= 2
	}
	return termTable{slots: make([]termCount, size)}
}

// add adds to the count of a term.
func (t termTable) add(key term, count int32) {
	slot := t.slot(key)
	*slot = termCount{key, slot.count + count}
}

// put sets the number of a term that is not there yet, and makes room where the
// table was made for fewer.
func (t *termTable) put(key term, number int32) {
	if t.used++; 2*t.used > len(t.slots) {
		larger := newTermTable(len(t.slots))
		for _, s := range t.slots {
			if s.count != 0 {
				*larger.slot(s.term) = s
			}
		}
		t.slots = larger.slots
	}
	*t.slot(key) = termCount{key, number}
}

// count returns the count of a term; 0 for one that is not there.
func (t termTable) count(key term) int32 { return t.slot(key).count }

// slot returns where a term is, or the empty slot where it would be.
func (t termTable) slot(key term) *termCount {
	last := len(t.slots) - 1
	for i := int(key^key>>32) & last; ; i = (i + 1) & last {
		if s := &t.slots[i]; s.count == 0 || s.term == key {
			return s
		}
	}
}

// memo remembers for a request what was computed for terms. It does not hash them
// again, which a built-in map would.
type memo[V any] struct {
	places termTable // in values, from 1
	values []V
}

// expected is for how many terms a memo is made; it grows.
const expected = 64

func newMemo[V any]() *memo[V] { return &memo[V]{places: newTermTable(expected)} }

// of returns what was noted for a term, and whether anything was.
func (m *memo[V]) of(key term) (value V, ok bool) {
	if place := m.places.count(key); place > 0 {
		return m.values[place-1], true
	}
	return value, false
}

// note keeps the value of a term that has none yet.
func (m *memo[V]) note(key term, value V) {
	m.values = append(m.values, value)
	m.places.put(key, int32(len(m.values)))
}
