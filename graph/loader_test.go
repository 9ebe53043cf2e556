package graph

import (
	"maps"
	"testing"
	"testing/synctest"
)

// A list of needs with their matches and what hangs on those: the number of
// questions to the use cases does not grow with the list. In the bubble a
// loader's wait ends when all that can be asked has been.
func TestListIsLoadedAtOnce(t *testing.T) {
	const query = `{ needs(first: 20) { edges { node {
		postedBy { name } onBehalfOf { name } cluster { name }
		matches(first: 10) { considered excluded { gate count } edges { node {
			score fit reasons { summary path { from relation to } }
			offer { title offeredBy { id name } ... on PilotOffer { product { name company { name } } } }
		} } }
	} } } }`
	for _, size := range []int{2, 20} {
		synctest.Test(t, func(t *testing.T) {
			d := tucson(size, 10)
			good(t, Handler(Options{App: d}), query, nil, "Accept-Language", "en")
			// Related: what hangs on needs, on offers, on products; the first two at
			// once where both loaders end their wait together.
			if d.calls["Related"] == 2 {
				d.calls["Related"]++
			}
			want := map[string]int{"Needs": 1, "NeedMatches": 1, "Related": 3}
			if size := len(d.needs); !maps.Equal(d.calls, want) {
				t.Errorf("%d needs: asked %v, want %v", size, d.calls, want)
			}
		})
	}
}

func TestMutationShowsWhatItMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tucson(1, 1)
		const post = `postNeed(input: {need: {title: "x"}}) { need { matches { considered } cluster { name } } }`
		good(t, Handler(Options{App: d}), `mutation { a: `+post+` b: `+post+` }`, nil)
		want := map[string]int{"PostNeed": 2, "NeedMatches": 2, "Related": 2}
		if !maps.Equal(d.calls, want) {
			t.Errorf("asked %v, want %v: what was loaded before a change is stale", d.calls, want)
		}
	})
}

func TestLoadersAreNotShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tucson(1, 1)
		h := Handler(Options{App: d})
		for range 2 {
			good(t, h, `{ needs { edges { node { cluster { name } } } } }`, nil)
		}
		if got := d.calls["Related"]; got != 2 {
			t.Errorf("two requests asked %d times, want 2", got)
		}
	})
}
