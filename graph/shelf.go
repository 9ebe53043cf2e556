package graph

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/edclusters/thirdplace/internal/lru"
)

const (
	// shelfBytes is how much text of accepted documents is kept, read.
	shelfBytes = 2 << 20
	// shelfLeast is what a document counts at least, since a short one takes more
	// memory when it is read than its text.
	shelfLeast = 2 << 10
)

// readDocument is one that was accepted. Nothing changes it any more.
type readDocument struct {
	*ast.QueryDocument
	bytes int // of its text
}

// newShelf keeps accepted documents by the SHA-256 of their text, up to so many bytes of it.
func newShelf(most int) *lru.Cache[string, readDocument] {
	return lru.New[string](most, func(d readDocument) int { return max(d.bytes, shelfLeast) })
}
