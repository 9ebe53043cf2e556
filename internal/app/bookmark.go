package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// BookmarkBytes is the longest value of a bookmark, given or made.
const BookmarkBytes = 4 << 10

// bookmarkLife is how long a bookmark counts. A server that is further behind
// is out of service; and where a backup was restored, bookmarks of what is no
// more stop being waited for.
const bookmarkLife = time.Hour

// sealedBookmark is a bookmark as it travels: of every graph the caller wrote to,
// and when it was made.
type sealedBookmark struct {
	At   int64       `json:"at"`   // seconds since 1970
	Seen [][2]string `json:"seen"` // pairs of cell and mark, the latest last
}

const bookmarkPurpose = "bookmark"

// Bookmarks lets a caller read what it wrote, whichever replica answers and
// whichever server of the graph. given is what it was told after earlier
// writes: nothing, one value, or several with commas between. Under the context
// that is returned reads see those writes; latest then makes the value that
// stands for them and for what was written since, "" if nothing was. A value is
// opaque and URL-safe and has at most BookmarkBytes; one that is longer, or was
// not made by this service over this graph, is Invalid.
func (s *Service) Bookmarks(ctx context.Context, given string) (seen context.Context, latest func() string, err error) {
	known, err := s.openBookmarks(given)
	if err != nil {
		return nil, nil, err
	}
	seen = store.WithBookmarks(ctx, known)
	return seen, func() string { return s.sealBookmarks(store.Written(seen)) }, nil
}

// openBookmarks reads values that this service made, and passes over those
// that are too old to matter.
func (s *Service) openBookmarks(given string) (known []store.Bookmark, err error) {
	if len(given) > BookmarkBytes {
		return nil, fault.New(fault.Invalid, fault.BadBookmark)
	}
	oldest := s.now().Add(-bookmarkLife).Unix()
	for value := range strings.SplitSeq(given, ",") {
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		var b sealedBookmark
		if s.cursors.open(bookmarkPurpose, value, &b) != nil {
			return nil, fault.New(fault.Invalid, fault.BadBookmark)
		}
		if b.At < oldest {
			continue
		}
		for _, pair := range b.Seen {
			if mark := (store.Bookmark{Cell: pair[0], Mark: pair[1]}); !slices.Contains(known, mark) {
				known = append(known, mark)
			}
		}
	}
	return known, nil
}

// sealBookmarks makes a value. What does not fit is left out, the oldest first:
// some hundred graphs would have to be written to for that.
func (s *Service) sealBookmarks(marks []store.Bookmark) string {
	b := sealedBookmark{At: s.now().Unix()}
	for _, mark := range marks {
		b.Seen = append(b.Seen, [2]string{mark.Cell, mark.Mark})
	}
	for len(b.Seen) > 0 {
		value, err := s.cursors.seal(bookmarkPurpose, b)
		if err == nil && len(value) <= BookmarkBytes {
			return value
		}
		b.Seen = b.Seen[1:]
	}
	return ""
}
