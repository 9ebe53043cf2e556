package fairness

import (
	"math"
	"reflect"
	"testing"
)

// small is a town that is played in no time.
var small = Size{Subjects: 8, Offers: 40, Days: 60, PerDay: 1.5, Capacity: 2, Seed: 7}

func TestYear(t *testing.T) {
	balanced, plain := Play(small)
	if again, _ := Play(small); !reflect.DeepEqual(balanced, again) {
		t.Error("the same seed gave another year")
	}
	for name, r := range map[string]Result{"with balance": balanced, "without": plain} {
		t.Run(name, func(t *testing.T) {
			if r.Needs == 0 || r.Served+r.GaveUp != r.Needs {
				t.Errorf("%d needs, %d served and %d given up: every need ends", r.Needs, r.Served, r.GaveUp)
			}
			if r.Missed > r.GaveUp || r.Served+r.Declined+r.Unanswered != r.Asked {
				t.Errorf("%+v: requests do not add up", r)
			}
			if len(r.Weeks) != small.Days/7 {
				t.Errorf("%d weeks, want %d", len(r.Weeks), small.Days/7)
			}
		})
	}
	if plain.Needs != balanced.Needs {
		t.Error("the two policies met other needs")
	}
}

// Nobody ever gives more visits than they have room for.
func TestCapacityHolds(t *testing.T) {
	town := newTown(small)
	for _, balance := range []bool{true, false} {
		y := town.begin(balance)
		for y.day = 0; y.day < small.Days; y.day++ {
			y.live()
			for who := range y.lives {
				if got := recent(y.lives[who].accepted, y.day); got > small.Capacity {
					t.Fatalf("day %d: %d visits in a month, capacity %d", y.day, got, small.Capacity)
				}
			}
		}
	}
}

func TestGini(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []int
		want   float64
	}{
		{"nobody", nil, 0},
		{"nothing", []int{0, 0}, 0},
		{"all the same", []int{3, 3, 3}, 0},
		{"all with one of four", []int{0, 8, 0, 0}, .75}, // (n-1)/n
		{"1, 2, 3", []int{3, 1, 2}, 2. / 9},              // (-2 + 0 + 6)/(3 x 6)
	} {
		if got := gini(c.values); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestPoisson(t *testing.T) {
	r := newTown(small)
	perDay := float64(len(r.arrivals)) / float64(small.Days)
	if perDay < 1 || perDay > 2 {
		t.Errorf("%.2f needs a day, want about 1.5", perDay)
	}
}

func TestInventedWordsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for vocabulary := range 50 {
		for n := range 300 {
			word := invented(vocabulary, n)
			if seen[word] {
				t.Fatalf("%q twice", word)
			}
			seen[word] = true
		}
	}
}
