package graph

import (
	order "container/list"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	// shelfBytes is how much text of accepted documents is kept, read.
	shelfBytes = 2 << 20
	// shelfLeast is what a document counts at least, since a short one takes more
	// memory when it is read than its text.
	shelfLeast = 2 << 10
)

// shelf keeps documents by the SHA-256 of their text, those that were asked for
// last. It is safe for use by many goroutines, and so are the documents: nothing
// changes them once they are accepted.
type shelf struct {
	most int

	mu    sync.Mutex
	bytes int
	by    map[string]*order.Element // of *kept
	order *order.List               // the one asked for last in front
}

type kept struct {
	hash  string
	bytes int
	doc   *ast.QueryDocument
}

func newShelf(most int) *shelf {
	return &shelf{most: most, by: map[string]*order.Element{}, order: order.New()}
}

// find returns a document, or nil.
func (s *shelf) find(hash string) *ast.QueryDocument {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.by[hash]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*kept).doc
}

// keep puts a document with so many bytes of text on the shelf. Those that were
// not asked for the longest make place.
func (s *shelf) keep(hash string, bytes int, doc *ast.QueryDocument) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.by[hash] != nil {
		return
	}
	k := &kept{hash, max(bytes, shelfLeast), doc}
	s.by[hash] = s.order.PushFront(k)
	s.bytes += k.bytes
	for s.bytes > s.most {
		last := s.order.Back()
		gone := s.order.Remove(last).(*kept)
		s.bytes -= gone.bytes
		delete(s.by, gone.hash)
	}
}
