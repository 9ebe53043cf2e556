package sqlitestore

import (
	flags "flag" // flag is a word of this package
	"math/rand/v2"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// What make test-faults does more of.
var (
	kills = flags.Int("kills", 5, "how often a process that writes is killed")
	load  = flags.Int("load", 1, "how many times longer loads are")
)

// TestFaultLinearizable has clients read, and compare and set, a few records at once,
// while a third of their calls are cut off at any moment.
func TestFaultLinearizable(t *testing.T) {
	s := openEmpty(t)
	g := faulttest.NewGround(t, s, 3)
	faulttest.BeginHistory(t, g, faulttest.Clients{Most: 2000 * *load, Patience: func() time.Duration {
		if rand.IntN(3) > 0 {
			return time.Minute
		}
		return time.Duration(rand.Int64N(int64(3 * time.Millisecond)))
	}}).Judge()
	g.CheckEvents(t)
}
