package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// After returns the matches that follow a key, at most first, and whether more
// follow. Pages concatenate to the list. If the list has changed since the key
// was given, it goes on after it, and what was taken before is not taken again.
func (l List) After(key Key, first int) (page []Match, more bool) {
	if key == (Key{}) {
		page = l.Matches
	} else {
		rest := slices.DeleteFunc(slices.Clone(l.ranked), func(r ranked) bool { return key.passed(r) })
		page = l.arrange(rest, key)
	}
	if len(page) > max(0, first) {
		return page[:max(0, first)], true
	}
	return page, false
}

// passed reports whether a match came at or before the key.
func (k Key) passed(r ranked) bool {
	if k.ID != "" && compareKeys(r.Key, k) <= 0 {
		return true
	}
	mark := freshMark(r.Key.ID)
	for rest := k.Fresh; len(rest) >= len(mark); rest = rest[len(mark):] {
		if strings.HasPrefix(rest, mark) {
			return true
		}
	}
	return false
}

// freshMark is what a key remembers of a match that was taken because few have
// seen it.
func freshMark(id string) string { return fmt.Sprintf("%08x", uint32(mix(uint64(termOf(id))))) }

// arrange puts matches, given in the order of value, into the order they are
// shown in, going on after a key: every tenth place goes to the first
// of the fresh ones that is not shown yet, every other to the first by value. A match
// is in one place only, so the two streams never repeat each other.
func (l List) arrange(byValue []ranked, after Key) []Match {
	fresh := freshOnes(byValue)
	shown := make([]bool, len(byValue))
	list := make([]Match, 0, len(byValue))
	next := 0
	for key := after; len(list) < len(byValue); {
		key.Place++
		for len(fresh) > 0 && shown[fresh[0]] {
			fresh = fresh[1:]
		}
		for next < len(byValue) && shown[next] {
			next++
		}
		at := next
		if len(fresh) > 0 && l.every > 0 && key.Place%l.every == 0 {
			at = fresh[0]
			key.Fresh += freshMark(byValue[at].Key.ID)
		} else {
			own := byValue[at].Key
			key.Known, key.Value, key.Score, key.ID = own.Known, own.Value, own.Score, own.ID
		}
		shown[at] = true
		m := byValue[at].Match
		m.Key = key
		list = append(list, m)
	}
	return list
}

// freshOnes returns the places of the fresh matches in their own order.
func freshOnes(byValue []ranked) []int {
	var places []int
	for i, r := range byValue {
		if r.fresh > 0 {
			places = append(places, i)
		}
	}
	slices.SortFunc(places, func(i, j int) int { return compareFresh(byValue[i], byValue[j]) })
	return places
}

// compareFresh is the order of what few have seen: by hash, then id.
func compareFresh(a, b ranked) int {
	return cmp.Or(cmp.Compare(a.fresh, b.fresh), strings.Compare(a.Key.ID, b.Key.ID))
}
