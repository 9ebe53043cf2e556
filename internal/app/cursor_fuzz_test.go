package app

import (
	"bytes"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
)

// FuzzCursor: what was not sealed here, and for this purpose, is Invalid.
func FuzzCursor(f *testing.F) {
	s := sealer{bytes.Repeat([]byte{7}, 32)}
	good, err := s.seal("needs", map[string]int{"after": 3})
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{good, "", "x", good[:10], good + "A", "AAAAAAAAAAAAAAAAAAAAAAe30", good[:9] + "\n" + good[9:]} {
		f.Add("needs", text)
		f.Add("offers", text)
	}
	f.Fuzz(func(t *testing.T, purpose, cursor string) {
		var value map[string]int
		err := s.open(purpose, cursor, &value)
		switch {
		case purpose == "needs" && cursor == good:
			if err != nil || value["after"] != 3 {
				t.Errorf("ours: %v, %v", value, err)
			}
		case err == nil:
			t.Errorf("%q is taken for ours, for %q", cursor, purpose)
		case !fault.Is(err, fault.Invalid):
			t.Errorf("%q: %v, want Invalid", cursor, err)
		}
	})
}
