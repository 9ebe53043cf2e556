package neo4jstore_test

import (
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// TestFaultKilledUnderLoad kills the server again and again while clients write and
// read: every write that was acknowledged is there, none half and none twice,
// and what clients saw is as if every call had happened at one moment.
func TestFaultKilledUnderLoad(t *testing.T) {
	server := owned(t)
	s := open(t, configOf(t, server))
	ground := faulttest.NewGround(t, s, 3)
	posts := faulttest.BeginPosts(t, ground, 4, 0)
	history := faulttest.BeginHistory(t, ground, faulttest.Clients{Clients: 4})
	for range *kills {
		posts.Await(25 * *load)
		history.Await(10 * *load)
		if err := server.Kill(); err != nil {
			t.Fatal(err)
		}
		restart(t, server)
		begun := time.Now()
		back(t, s)
		t.Logf("ready %v after the server", time.Since(begun))
	}
	posts.Await(25)
	history.Await(10)
	history.Judge()
	posts.Judge(s, ground.Whole())
}
