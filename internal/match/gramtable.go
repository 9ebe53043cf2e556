package match

import "math/bits"

// gramTable is a hash table from runs of letters to numbers, open addressed and
// at most half full. Beside a built-in map it can be emptied by what is in it, so
// that one table serves for the runs of text after text.
type gramTable struct {
	slots []gramNumber // a power of two of them
	shift int          // 64 less that power
	taken []int32      // slots in use
}

type gramNumber struct {
	gram   gram // 0: empty
	number int64
}

// newGramTable returns an empty table that holds so many runs before it grows.
func newGramTable(runs int) *gramTable {
	t := &gramTable{}
	t.size(bits.Len(uint(max(8, 2*runs))))
	return t
}

func (t *gramTable) size(power int) {
	t.slots, t.shift, t.taken = make([]gramNumber, 1<<power), 64-power, t.taken[:0]
}

// slot returns where a run is, or the empty slot where it would be (Fibonacci
// hashing: Knuth, TAOCP 3, section 6.4).
func (t *gramTable) slot(g gram) int {
	last := len(t.slots) - 1
	for i := int(uint64(g) * 0x9e3779b97f4a7c15 >> t.shift); ; i = (i + 1) & last {
		if s := &t.slots[i]; s.gram == g || s.gram == 0 {
			return i
		}
	}
}

// of returns a run's number; there is false for a run the table has not got.
func (t *gramTable) of(g gram) (number int64, there bool) {
	s := &t.slots[t.slot(g)]
	return s.number, s.gram == g
}

// at returns a run's number to be changed, 0 at first. It is good until the next
// call.
func (t *gramTable) at(g gram) *int64 {
	i := t.slot(g)
	if t.slots[i].gram == 0 {
		if 2*len(t.taken) >= len(t.slots) {
			t.grow()
			i = t.slot(g)
		}
		t.slots[i].gram = g
		t.taken = append(t.taken, int32(i))
	}
	return &t.slots[i].number
}

func (t *gramTable) grow() {
	old := *t
	t.taken = nil
	t.size(64 - t.shift + 1)
	for _, i := range old.taken {
		*t.at(old.slots[i].gram) = old.slots[i].number
	}
}

// each visits every run and its number, in no order that means anything.
func (t *gramTable) each(visit func(g gram, number int64)) {
	for _, i := range t.taken {
		visit(t.slots[i].gram, t.slots[i].number)
	}
}

// empty forgets every run.
func (t *gramTable) empty() {
	for _, i := range t.taken {
		t.slots[i] = gramNumber{}
	}
	t.taken = t.taken[:0]
}
