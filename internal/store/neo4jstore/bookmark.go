package neo4jstore

import (
	"context"
	"slices"
	"sync"
)

// carrier carries bookmarks through the calls of one request.
type carrier struct {
	mu    sync.Mutex
	marks []string
}

type carrierKey struct{}

// WithBookmarks returns a context whose reads see at least what these bookmarks
// stand for, and what is written under the context itself. Bookmarks are what
// Bookmarks returned for an earlier request, perhaps of another replica; none is
// a beginning.
func WithBookmarks(ctx context.Context, bookmarks []string) context.Context {
	return context.WithValue(ctx, carrierKey{}, &carrier{marks: slices.Clone(bookmarks)})
}

// Bookmarks returns what stands for all that was written and asked for under a
// context made by WithBookmarks; none for another context.
func Bookmarks(ctx context.Context) []string {
	c, ok := ctx.Value(carrierKey{}).(*carrier)
	if !ok {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.marks)
}

// wrote notes the bookmarks of a write in place of those it was given, for which
// they stand too. Those of another write at the same time stay.
func wrote(ctx context.Context, given, bookmarks []string) {
	c, ok := ctx.Value(carrierKey{}).(*carrier)
	if !ok || len(bookmarks) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.marks = slices.DeleteFunc(c.marks, func(mark string) bool { return slices.Contains(given, mark) })
	c.marks = append(c.marks, bookmarks...)
}
