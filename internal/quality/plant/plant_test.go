package plant_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/quality/plant"
)

var today = eic.DayOf(time.Date(2031, time.January, 6, 0, 0, 0, 0, time.UTC))

func planted(t *testing.T, seed uint64, needs, offers int) *plant.Planted {
	t.Helper()
	topics, err := app.ShippedTopics()
	if err != nil {
		t.Fatal(err)
	}
	p, err := plant.New(topics, plant.Plan{Seed: seed, Needs: needs, Offers: offers, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestDraws: a record is the same however many are drawn, and another for another
// seed.
func TestDraws(t *testing.T) {
	few, many, other := planted(t, 1, 40, 150), planted(t, 1, 80, 300), planted(t, 2, 40, 150)
	a, b, c := slices.Collect(few.Needs()), slices.Collect(many.Needs()), slices.Collect(other.Needs())
	same := 0
	for i, n := range a {
		if !bytes.Equal(n.Lines, b[i].Lines) {
			t.Errorf("%s is another among more: %s, %s", n.ID, n.Lines, b[i].Lines)
		}
		if i < len(c) && n.Title == c[i].Title {
			same++
		}
	}
	if same > 2 {
		t.Errorf("%d of %d needs have the same title by another seed", same, len(a))
	}
	offers, more := slices.Collect(few.Offers()), slices.Collect(many.Offers())
	for i, o := range offers {
		if !bytes.Equal(o.Lines, more[i].Lines) {
			t.Errorf("%s is another among more", o.ID)
		}
	}
	for _, n := range a {
		before := slices.DeleteFunc(many.Judge(n), func(j plant.Judgement) bool {
			return !slices.ContainsFunc(offers, func(o plant.Offer) bool { return o.ID == j.Offer })
		})
		if got := few.Judge(n); !slices.Equal(got, before) {
			t.Errorf("%s is judged otherwise among more: %v, %v", n.ID, got, before)
		}
	}
}

// TestTraits: as many needs are difficult as the package says, and a twin differs from
// its need in words alone.
func TestTraits(t *testing.T) {
	p := planted(t, 1, 2000, 300)
	needs, traps, misspelt, spanish := 0, 0, 0, 0
	var last plant.Need
	for n := range p.Needs() {
		if n.TwinOf != "" {
			if n.TwinOf != last.ID || last.Twin != n.ID {
				t.Errorf("%s follows %s", n.ID, last.ID)
			}
			if !slices.Equal(p.Judge(n), p.Judge(last)) {
				t.Errorf("%s is judged otherwise than %s", n.ID, last.ID)
			}
			continue
		}
		last = n
		needs++
		traps += one(n.Trap)
		misspelt += one(n.Misspelt)
		spanish += one(n.Spanish)
	}
	for _, share := range []struct {
		name        string
		count       int
		least, most float64
	}{{"traps", traps, .035, .065}, {"misspelt", misspelt, .065, .095}, {"Spanish or mixed", spanish, .1, .14}} {
		if got := float64(share.count) / float64(needs); got < share.least || got > share.most {
			t.Errorf("%s are %.3f of %d needs, want %.3f to %.3f", share.name, got, needs, share.least, share.most)
		}
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// TestGrades: every grade is there, and false friends are worth nothing.
func TestGrades(t *testing.T) {
	p := planted(t, 1, 300, 300)
	seen := map[int]int{}
	for n := range p.Needs() {
		for _, j := range p.Judge(n) {
			seen[j.Grade]++
			if j.False != (j.Grade == 0) {
				t.Errorf("%s, %s: grade %d, false friend %t", n.ID, j.Offer, j.Grade, j.False)
			}
		}
	}
	for grade := range 4 {
		if seen[grade] == 0 {
			t.Errorf("no pair has grade %d: %v", grade, seen)
		}
	}
}
