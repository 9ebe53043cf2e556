package app_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// afterWrites is the value of a bookmark after graphs said these marks, each on
// top of what was given.
func (w *town) afterWrites(given string, marks ...store.Bookmark) string {
	w.t.Helper()
	ctx, latest, err := w.Bookmarks(w.ctx, given)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, b := range marks {
		store.Wrote(ctx, b.Cell, store.MarksOf(ctx, b.Cell), []string{b.Mark})
	}
	return latest()
}

// asked is what a graph is asked with for a caller that brings a value.
func (w *town) asked(given, cell string) []string {
	w.t.Helper()
	ctx, _, err := w.Bookmarks(w.ctx, given)
	if err != nil {
		w.t.Fatal(err)
	}
	return store.MarksOf(ctx, cell)
}

var urlSafe = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func TestBookmarksTravel(t *testing.T) {
	w := emptyTown(t)
	if got := w.afterWrites(""); got != "" {
		t.Errorf("nothing was written: %q", got)
	}
	first := w.afterWrites("", store.Bookmark{Cell: "east", Mark: "FB:1+/="})
	if !urlSafe.MatchString(first) {
		t.Errorf("%q is not safe in a URL", first)
	}
	if got := w.afterWrites(first); got != "" {
		t.Errorf("a request that only reads: %q", got)
	}
	both := w.afterWrites(first, store.Bookmark{Cell: "west", Mark: "w1"})
	later := w.afterWrites(both, store.Bookmark{Cell: "east", Mark: "e2"})
	for _, c := range []struct {
		name, given, cell string
		want              []string
	}{
		{"its own graph", first, "east", []string{"FB:1+/="}},
		{"another graph", first, "west", nil},
		{"a graph without a name", first, "", nil},
		{"two graphs", both, "west", []string{"w1"}},
		{"the later write stands for the earlier", later, "east", []string{"e2"}},
		{"several values", first + ", " + later, "east", []string{"FB:1+/=", "e2"}},
		{"the same twice", first + "," + first + ",", "east", []string{"FB:1+/="}},
		{"none", "", "east", nil},
	} {
		if got := w.asked(c.given, c.cell); !slices.Equal(got, c.want) {
			t.Errorf("%s: asked with %v, want %v", c.name, got, c.want)
		}
	}
}

func TestStrangeBookmarksAreRefused(t *testing.T) {
	w, other := emptyTown(t), emptyTown(t)
	mark := store.Bookmark{Mark: "m"}
	good := w.afterWrites("", mark)
	cursor := strings.Repeat("A", 40)
	for name, given := range map[string]string{
		"no base64": "!", "too short": "AAAA", "of nobody": cursor, "what a graph said": "FB:kcwQabc", "of another graph": other.afterWrites("", mark),
		"changed": strings.ToUpper(good), "cut": good[:len(good)-1], "good and bad": good + "," + cursor,
		"too long": strings.Repeat(good+",", app.BookmarkBytes/len(good)+1),
	} {
		_, _, err := w.Bookmarks(w.ctx, given)
		if fault.KindOf(err) != fault.Invalid || strings.Contains(fmt.Sprint(err), given) {
			t.Errorf("%s: got %v, want INVALID", name, err)
		}
	}
}

// However many graphs a caller wrote to, it can send back what it was given.
func TestBookmarksAreBounded(t *testing.T) {
	w := emptyTown(t)
	var marks []store.Bookmark
	for i := range 400 {
		marks = append(marks, store.Bookmark{Cell: fmt.Sprint("cell ", i), Mark: fmt.Sprint("mark ", i)})
	}
	value := w.afterWrites("", marks...)
	if len(value) > app.BookmarkBytes || len(value) < app.BookmarkBytes*9/10 {
		t.Errorf("%d bytes, want at most %d and not much less", len(value), app.BookmarkBytes)
	}
	if got := w.asked(value, "cell 399"); !slices.Equal(got, []string{"mark 399"}) {
		t.Errorf("the latest is gone: %v", got)
	}
	if got := w.asked(value, "cell 0"); got != nil {
		t.Errorf("the oldest is there: %v", got)
	}
}

func TestOldBookmarksCountNoMore(t *testing.T) {
	now := noon
	w := townAt(t, func() time.Time { return now })
	value := w.afterWrites("", store.Bookmark{Mark: "m"})
	now = noon.Add(time.Hour)
	if got := w.asked(value, ""); !slices.Equal(got, []string{"m"}) {
		t.Errorf("after an hour: %v", got)
	}
	now = noon.Add(time.Hour + time.Second)
	if got := w.asked(value, ""); got != nil {
		t.Errorf("after more than an hour: %v", got)
	}
}
