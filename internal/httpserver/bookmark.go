package httpserver

import (
	"bufio"
	"net"
	"net/http"
	"strings"
)

// bookmarkHeader carries a bookmark both ways: an answer to a request that wrote
// has one, and who sends it with later requests reads what it wrote, whichever
// replica of the service answers.
const bookmarkHeader = "X-Bookmark"

// bookmark reads the bookmarks of a request and puts that of its writes into the
// answer. A value that was not made here ends the request.
func (s *Server) bookmark(next http.Handler) http.Handler {
	if s.options.Bookmarks == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen, latest, err := s.options.Bookmarks(r.Context(), strings.Join(r.Header.Values(bookmarkHeader), ","))
		if err != nil {
			s.options.Log.Info("bookmark refused", "request", RequestID(r.Context()), "err", err)
			s.refuse(w, r, statusOf(err), err)
			return
		}
		next.ServeHTTP(&bookmarked{ResponseWriter: w, latest: latest}, r.WithContext(seen))
	})
}

// bookmarked is an answer that has the bookmark of what was written by the time
// it begins.
type bookmarked struct {
	http.ResponseWriter
	latest func() string
	begun  bool
}

// WriteHeader implements http.ResponseWriter.
func (a *bookmarked) WriteHeader(status int) {
	a.begin()
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *bookmarked) Write(b []byte) (int, error) {
	a.begin()
	return a.ResponseWriter.Write(b)
}

// Flush implements http.Flusher.
func (a *bookmarked) Flush() {
	a.begin()
	http.NewResponseController(a.ResponseWriter).Flush() // a writer that cannot has nothing to flush
}

// Hijack implements http.Hijacker. What is said over a socket has no bookmark.
func (a *bookmarked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(a.ResponseWriter).Hijack()
}

// Unwrap is for http.ResponseController.
func (a *bookmarked) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *bookmarked) begin() {
	if a.begun {
		return
	}
	a.begun = true
	if value := a.latest(); value != "" {
		a.Header().Set(bookmarkHeader, value)
	}
}
