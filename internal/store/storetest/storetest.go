// Package storetest states every promise of package store as a case, so that an
// engine is right when it passes, and two engines that pass can be exchanged.
// It knows no engine: what it asks, it asks through store.Store.
//
// An engine's test hands Run a constructor:
//
//	func TestStore(t *testing.T) { storetest.Run(t, openEmpty) }
//
// Each case gets a store of its own with a small world in it (see world) and
// says in its name what is promised. Start at Run; the cases are in the files
// named after the interfaces they test.
package storetest

import (
	"testing"

	"github.com/edclusters/thirdplace/internal/store"
)

// test is one promise.
type test struct {
	name string
	run  func(t *testing.T, w *world)
}

// Run tests a store. open returns an empty one for each case; Run closes it, and
// a second Close by the constructor's own cleanup must do no harm.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	groups := []struct {
		name  string
		tests []test
	}{
		{"records", recordTests()},
		{"commit", commitTests()},
		{"references", referenceTests()},
		{"answers", answerTests()},
		{"events", eventTests()},
		{"security", securityTests()},
		{"needs", needListTests()},
		{"offers", offerListTests()},
		{"names", nameListTests()},
		{"pages", pageTests()},
		{"recall", recallTests()},
		{"weights", weighTests()},
		{"shelves", shelfTests()},
		{"vectors", vectorTests()},
		{"snapshots", snapshotTests()},
		{"places", placeTests()},
		{"house", houseTests()},
		{"together", concurrencyTests()},
	}
	for _, group := range groups {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.tests {
				t.Run(c.name, func(t *testing.T) { c.run(t, newWorld(t, open(t))) })
			}
		})
	}
}
