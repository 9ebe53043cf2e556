package app

import (
	"fmt"
	"strings"
	"testing"
)

func TestSuppressed(t *testing.T) {
	cases := []struct {
		counts []int
		want   string
	}{
		{[]int{10, 200, 31}, "10 200 31"},
		{[]int{9, 200, 31}, "- 200 -"}, // the sum would tell the 9
		{[]int{9, 200, 1}, "- 200 -"},  // of two that are left out it does not
		{[]int{0, 0, 12}, "0 0 12"},
		{[]int{0, 3, 0}, "0 - 0"},
		{[]int{5}, "-"},
		{nil, ""},
	}
	for _, c := range cases {
		var got []string
		for _, n := range Suppressed(c.counts) {
			if n == nil {
				got = append(got, "-")
			} else {
				got = append(got, fmt.Sprint(*n))
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v: got %s, want %s", c.counts, s, c.want)
		}
	}
}
