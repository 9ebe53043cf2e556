package store

import (
	"context"
	"slices"
	"sync"
	"testing"
)

func TestBookmarks(t *testing.T) {
	east, west := Bookmark{"east", "e1"}, Bookmark{"west", "w1"}
	ctx := WithBookmarks(t.Context(), []Bookmark{east, west})
	if got := MarksOf(ctx, "east"); !slices.Equal(got, []string{"e1"}) {
		t.Errorf("east is asked with %v, want its own mark alone", got)
	}
	if got := MarksOf(ctx, ""); got != nil {
		t.Errorf("a graph without a name is asked with %v", got)
	}
	if got := Written(ctx); got != nil {
		t.Errorf("nothing was written: got %v", got)
	}
	Wrote(ctx, "east", nil, nil) // an engine that says nothing
	if got := Written(ctx); got != nil {
		t.Errorf("nothing was said: got %v", got)
	}
	Wrote(ctx, "east", []string{"e1", "w1"}, []string{"e2"})
	if got, want := Written(ctx), []Bookmark{west, {"east", "e2"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	Wrote(ctx, "east", []string{"e1"}, []string{"e3"}) // it began before e2 was known
	if got, want := MarksOf(ctx, "east"), []string{"e2", "e3"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNoBookmarksWithoutACarrier(t *testing.T) {
	Wrote(t.Context(), "", nil, []string{"a"})
	if MarksOf(t.Context(), "") != nil || Written(t.Context()) != nil {
		t.Error("a context that carries none has some")
	}
}

// A request's writes may run at the same time.
func TestBookmarksTogether(t *testing.T) {
	ctx := WithBookmarks(context.Background(), nil)
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			asked := MarksOf(ctx, "")
			Wrote(ctx, "", asked, []string{string(rune('a' + i))})
		})
	}
	group.Wait()
	if len(Written(ctx)) == 0 {
		t.Error("no bookmark is left")
	}
}
