package quality

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// nearAndFar is a set of needs that each have two offers in the same words, one near
// and one far, of which choice says which was worth something: true is the near one.
func nearAndFar(t *testing.T, needs int, place string, choice bool) *Set {
	var n, o, q strings.Builder
	offered := func(id, title, lat string) {
		fmt.Fprintf(&o, `{"type":"FundOfKnowledge","externalId":%q,"offeredBy":"partner","title":%q,"place":{"lat":%s,"lng":-110},"settings":["IN_PERSON"]}`+"\n", id, title, lat)
	}
	q.WriteString("need\toffer\tgrade\tplace\n")
	for i := range needs {
		word := fmt.Sprintf("craft%c%c", 'a'+i%26, 'a'+i/26)
		fmt.Fprintf(&n, `{"type":"Need","externalId":"n%d","postedBy":"teacher","title":"%s lesson","place":{"lat":32,"lng":-110},"settings":["IN_PERSON"]}`+"\n", i, word)
		near, far := fmt.Sprintf("near%d", i), fmt.Sprintf("far%d", i)
		offered(near, word+" lesson", "32.01")
		offered(far, word+" lesson", "32.2")
		grades := [2]int{0, 1}
		if choice {
			grades = [2]int{1, 0}
		}
		fmt.Fprintf(&q, "n%d\t%s\t%d\t%s\nn%d\t%s\t%d\t%s\n", i, near, grades[0], place, i, far, grades[1], place)
	}
	return opened(t, written(t, n.String(), o.String(), q.String()))
}

// TestFit: a weight rises where what it counts was chosen and falls where the other was;
// the rest stays, and so does everything if there is next to nothing to learn from.
func TestFit(t *testing.T) {
	start := match.DefaultWeights()
	moved := map[string]float64{}
	for _, test := range []struct {
		name  string
		needs int
		near  bool
	}{{"near", 60, true}, {"far", 60, false}, {"few", 24, true}} {
		set := nearAndFar(t, test.needs, "1", test.near)
		service := newService(t, nil)
		judgedSet{Set: set, service: service}.imported(t)
		f, err := Fit(t.Context(), service, set, start)
		if err != nil {
			t.Fatal(err)
		}
		moved[test.name] = f.Weights.Place.Weight / start.Place.Weight
		for _, c := range f.Changed {
			if c.Name != "place" && math.Abs(c.After/c.Before-1) > .01 {
				t.Errorf("%s: %s went from %v to %v", test.name, c.Name, c.Before, c.After)
			}
		}
		if f.Needs+f.Held != test.needs || f.Held < leastNeeds {
			t.Errorf("%s: fitted to %d, held back %d", test.name, f.Needs, f.Held)
		}
		if test.name == "near" && (f.Before != 1 || f.After != 1) {
			t.Errorf("near: nDCG %v before, %v after, want 1 and 1", f.Before, f.After)
		}
	}
	if moved["near"] < 1.2 || moved["far"] > .8 || moved["few"] < 1 || moved["few"] > moved["near"] {
		t.Errorf("PLACE moved by %v", moved)
	}
}

// TestFitTooLittle: what cannot be fitted to or measured is Invalid.
func TestFitTooLittle(t *testing.T) {
	set := nearAndFar(t, 6, "1", true)
	service := newService(t, nil)
	judgedSet{Set: set, service: service}.imported(t)
	if _, err := Fit(t.Context(), service, set, match.DefaultWeights()); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want Invalid", err)
	}
}

// TestShown: places are read, and wrong ones refused.
func TestShown(t *testing.T) {
	set := nearAndFar(t, 6, "3", true)
	near, far := set.Offers[0], set.Offers[1]
	if got := set.Shown[set.Needs[0]]; got[near] != 3 || got[far] != 3 || len(got) != 2 {
		t.Errorf("got %v", got)
	}
	files := written(t, bareNeeds, bareOffers, "need\toffer\tgrade\tplace\n1\ta\t1\t0\n")
	if _, err := Open(files); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "place") {
		t.Errorf("place 0: got %v", err)
	}
	files = written(t, bareNeeds, bareOffers, `{"need":1,"offer":"a","rel":2,"place":4}`+"\n")
	set, err := Open(files)
	if err != nil || set.Shown[set.Needs[0]][set.Offers[0]] != 4 {
		t.Errorf("got %v, %v", set, err)
	}
}

// TestUnseen: what was found further down tells more, up to a bound.
func TestUnseen(t *testing.T) {
	for _, test := range []struct {
		place int
		want  float64
	}{{0, 1}, {1, 1}, {3, 2}, {7, 3}, {15, 4}, {500, 4}} {
		if got := unseen(test.place); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("place %d: got %v, want %v", test.place, got, test.want)
		}
	}
}
