package httpserver

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
)

type givenKey struct{}

// remember is an Options.Bookmarks that shows what it was given, and has a
// value for an answer once something was written.
func remember(ctx context.Context, given string) (context.Context, func() string, error) {
	if strings.Contains(given, "strange") {
		return nil, nil, fault.New(fault.Invalid, fault.BadBookmark)
	}
	written := new(string)
	return context.WithValue(context.WithValue(ctx, givenKey{}, given), writtenKey{}, written), func() string { return *written }, nil
}

type writtenKey struct{}

// changes is an API in which everything but a GET writes.
func changes(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		*r.Context().Value(writtenKey{}).(*string) = "b2"
	}
	if r.URL.Query().Has("flush") {
		http.NewResponseController(w).Flush()
	}
	io.WriteString(w, "seen "+r.Context().Value(givenKey{}).(string))
}

func TestBookmarks(t *testing.T) {
	s := start(t, func(o *Options) { o.Bookmarks, o.API = remember, http.HandlerFunc(changes) })
	cases := []struct {
		name, method, path string
		header             []string
		status             int
		says, answer       string
	}{
		{"a read", "GET", "", nil, 200, "seen ", ""},
		{"a read with a bookmark", "GET", "", []string{"X-Bookmark", "b1"}, 200, "seen b1", ""},
		{"a write", "POST", "", []string{"X-Bookmark", "b1"}, 200, "seen b1", "b2"},
		{"a write that answers by a stream", "POST", "?flush", nil, 200, "seen ", "b2"},
		{"several", "GET", "", []string{"X-Bookmark", "b1, b0", "X-Bookmark", "b3"}, 200, "seen b1, b0,b3", ""},
		{"one that is strange", "POST", "", []string{"X-Bookmark", "strange"}, 400, `"code":"INVALID"`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			answer, body := send(t, c.method, s.URL()+"/graphql"+c.path, c.header...)
			if answer.StatusCode != c.status || !strings.Contains(body, c.says) {
				t.Errorf("got %d %q, want %d and %q in it", answer.StatusCode, body, c.status, c.says)
			}
			if got := answer.Header.Get("X-Bookmark"); got != c.answer {
				t.Errorf("the answer has %q, want %q", got, c.answer)
			}
			if strings.Contains(body, "strange") {
				t.Errorf("the value is echoed: %q", body)
			}
		})
	}
}

func TestBookmarksArePassedOver(t *testing.T) {
	s := start(t, nil)
	answer, body := send(t, "POST", s.URL()+"/graphql", "X-Bookmark", "anything")
	if answer.StatusCode != 200 || body != "nobody" || answer.Header.Get("X-Bookmark") != "" {
		t.Errorf("got %d %q %v", answer.StatusCode, body, answer.Header)
	}
}

// A page of a listed origin may send a bookmark and read it.
func TestBookmarksAcrossOrigins(t *testing.T) {
	const listed = "https://app.example"
	s := start(t, func(o *Options) {
		o.Bookmarks, o.API, o.Origins = remember, http.HandlerFunc(changes), []string{listed}
	})
	answer, _ := send(t, "OPTIONS", s.URL()+"/graphql", "Origin", listed, "Access-Control-Request-Method", "POST",
		"Access-Control-Request-Headers", "content-type,x-bookmark")
	if got := answer.Header.Get("Access-Control-Allow-Headers"); !strings.Contains(strings.ToLower(got), "x-bookmark") {
		t.Errorf("a page may send %q", got)
	}
	answer, _ = send(t, "POST", s.URL()+"/graphql", "Origin", listed)
	if got := answer.Header.Get("Access-Control-Expose-Headers"); !strings.Contains(strings.ToLower(got), "x-bookmark") {
		t.Errorf("a page may read %q", got)
	}
}
