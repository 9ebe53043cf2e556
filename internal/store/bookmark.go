package store

import (
	"context"
	"slices"
	"sync"
)

// Bookmark stands for a state of one graph, such as the one that a write left
// behind. An engine of several servers gives them, so that who has written reads
// at least that state, whichever server answers; what is in one is its own
// affair. An engine of one file has none.
type Bookmark struct {
	Cell string // the name of the graph it belongs to; no other may see it
	Mark string
}

// carrier carries bookmarks through the calls of one request.
type carrier struct {
	mu    sync.Mutex
	marks []Bookmark // the latest last
	wrote bool
}

type carrierKey struct{}

// WithBookmarks returns a context whose reads see at least what these bookmarks
// stand for, and what is written under the context itself. They are what Written
// returned for an earlier request, perhaps of another replica; none is a beginning.
func WithBookmarks(ctx context.Context, given []Bookmark) context.Context {
	return context.WithValue(ctx, carrierKey{}, &carrier{marks: slices.Clone(given)})
}

// Written returns what stands for all that was given to and written under a
// context made by WithBookmarks, the latest last; none if nothing was written.
func Written(ctx context.Context) []Bookmark {
	c, ok := ctx.Value(carrierKey{}).(*carrier)
	if !ok {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.wrote {
		return nil
	}
	return slices.Clone(c.marks)
}

// MarksOf returns what one graph is to be asked with, for its engine.
func MarksOf(ctx context.Context, cell string) []string {
	c, ok := ctx.Value(carrierKey{}).(*carrier)
	if !ok {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var marks []string
	for _, b := range c.marks {
		if b.Cell == cell {
			marks = append(marks, b.Mark)
		}
	}
	return marks
}

// Wrote notes what a graph said of a write, in place of the marks that the write
// was asked with: it stands for them too. Those of another write at the same
// time stay. It is for engines, which may also note where they read what was
// written before.
func Wrote(ctx context.Context, cell string, asked, marks []string) {
	c, ok := ctx.Value(carrierKey{}).(*carrier)
	if !ok || len(marks) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrote = true
	c.marks = slices.DeleteFunc(c.marks, func(b Bookmark) bool { return b.Cell == cell && slices.Contains(asked, b.Mark) })
	for _, mark := range marks {
		c.marks = append(c.marks, Bookmark{cell, mark})
	}
}
