package graph

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// following is a request that follows a need.
func following(ctx context.Context, t testing.TB, url string, id eic.ID, after string) *http.Request {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"query":     `subscription($id: ID!) { needChanged(id: $id) { need { version title } } }`,
		"variables": map[string]any{"id": id},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", plainJSON)
	r.Header.Set("Accept", eventStream)
	r.Header.Set("Accept-Language", "en")
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	return r
}

// live serves an endpoint until its readers have gone.
func live(t *testing.T, h http.Handler) *httptest.Server {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

// reader reads an event stream.
type reader struct {
	*bufio.Reader
	status int
	close  func()
}

func follower(t *testing.T, server *httptest.Server, id eic.ID, after string) *reader {
	t.Helper()
	w, err := server.Client().Do(following(t.Context(), t, server.URL, id, after))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Body.Close() })
	return &reader{bufio.NewReader(w.Body), w.StatusCode, func() { w.Body.Close() }}
}

// event reads up to the next empty line.
func (r *reader) event(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("after %q: %v", all.String(), err)
		}
		if line == "\n" {
			return all.String()
		}
		all.WriteString(line)
	}
}

const complete = "event: complete\ndata:\n"

// retitle makes a new version of the first need.
func (d *double) retitle(version eic.Version, title string) {
	changed := *d.needs[0]
	changed.Version, changed.Title = version, title
	d.set(changed.ID, &changed)
}

func TestNeedChanged(t *testing.T) {
	d := tucson(1, 1)
	server := live(t, Handler(Options{App: d}))
	r := follower(t, server, d.needs[0].ID, "")
	d.retitle(2, "Bees in winter")
	const want = "event: next\nid: 2\ndata: {\"data\":{\"needChanged\":{\"need\":{\"version\":2,\"title\":\"Bees in winter\"}}}}\n"
	if got := r.event(t); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	d.set(d.needs[0].ID, nil) // gone, or not to be seen any more
	if got := r.event(t); got != complete {
		t.Errorf("got %q, want the end", got)
	}
	if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
		t.Errorf("after the end: %q, %v", rest, err)
	}
}

func TestOfferChanged(t *testing.T) {
	d := tucson(1, 1)
	server := live(t, Handler(Options{App: d}))
	query := `{"query":"subscription { offerChanged(id: \"` + string(d.offers[0].ID) + `\", after: \"0\") { event offer { id version } } }"}`
	asked := following(t.Context(), t, server.URL, d.offers[0].ID, "")
	asked.Body, asked.ContentLength = io.NopCloser(strings.NewReader(query)), int64(len(query))
	w, err := server.Client().Do(asked)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	got := (&reader{Reader: bufio.NewReader(w.Body)}).event(t)
	if !strings.Contains(got, `"event":"1"`) || !strings.Contains(got, `"version":1`) {
		t.Errorf("got %q, want version 1", got)
	}
}

// A reader that comes back is told at once of what it missed, and of nothing else.
func TestFollowOn(t *testing.T) {
	cases := []struct{ name, after, want string }{
		{"nothing missed", "3", "id: 4\n"},
		{"a version missed", "2", "id: 3\n"},
		{"of another past", "17", "id: 3\n"},
		{"no event of ours", "x", "BAD"},
		{"negative", "-1", "BAD"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := tucson(1, 1)
			server := live(t, Handler(Options{App: d}))
			d.retitle(3, "Bees")
			r := follower(t, server, d.needs[0].ID, c.after)
			if c.want == "BAD" {
				if got := r.event(t); !strings.Contains(got, `"path":"after"`) || r.event(t) != complete {
					t.Errorf("got %q, want a refusal and the end", got)
				}
				return
			}
			if c.want == "id: 4\n" {
				d.retitle(4, "Bees")
			}
			if got := r.event(t); !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// quiet is a stream of nothing but pings, kept in memory.
func quiet(t *testing.T, o Options, d *double) (body string) {
	w := httptest.NewRecorder()
	Handler(o).ServeHTTP(w, following(t.Context(), t, "/graphql", d.needs[0].ID, ""))
	return w.Body.String()
}

// A stream says that it is alive, and ends with the token it was opened by.
func TestStreamEndsWithItsToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tucson(1, 1)
		until := time.Now().Add(4*pingEvery + time.Second)
		got := quiet(t, Options{App: d, Expires: func(context.Context) time.Time { return until }}, d)
		if !time.Now().Equal(until) {
			t.Errorf("it ended %v after the token", time.Since(until))
		}
		if pings := strings.Count(strings.TrimSuffix(got, complete+"\n"), ":\n\n"); pings != 4 {
			t.Errorf("%d pings, want 4: %q", pings, got)
		}
		if !strings.Contains(got, "UNAUTHENTICATED") || !strings.HasSuffix(got, complete+"\n") {
			t.Errorf("it ended with %q", got)
		}
	})
}

func TestStop(t *testing.T) {
	d := tucson(1, 1)
	e := Handler(Options{App: d})
	server := live(t, e)
	r := follower(t, server, d.needs[0].ID, "")
	e.Stop(t.Context())
	if got := r.event(t); !strings.Contains(got, "UNAVAILABLE") {
		t.Errorf("got %q, want to be told to come back", got)
	}
	if got := r.event(t); got != complete {
		t.Errorf("got %q, want the end", got)
	}
	if r := follower(t, server, d.needs[0].ID, ""); r.status != http.StatusServiceUnavailable {
		t.Errorf("a stream after stopping: %d, want 503", r.status)
	}
}

// doors lets so many streams in.
type doors struct {
	free     int
	released chan string
}

func (d *doors) Open(_ context.Context, address string) (func(), error) {
	if d.free == 0 {
		refused := fault.New(fault.Limited, fault.TooBusy)
		refused.RetryAfter = 7 * time.Second
		return nil, refused
	}
	d.free--
	return func() { d.released <- address }, nil
}

func TestStreamsAreLimited(t *testing.T) {
	d := tucson(1, 1)
	limit := &doors{free: 1, released: make(chan string)}
	server := live(t, Handler(Options{App: d, Streams: limit}))
	first := follower(t, server, d.needs[0].ID, "")
	w, err := server.Client().Do(following(t.Context(), t, server.URL, d.needs[0].ID, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	if w.StatusCode != http.StatusTooManyRequests || w.Header.Get("Retry-After") != "7" {
		t.Errorf("the second: %d, Retry-After %q, want 429 and 7", w.StatusCode, w.Header.Get("Retry-After"))
	}
	first.close()
	if got := <-limit.released; got != "127.0.0.1" {
		t.Errorf("released %q", got)
	}
}

func TestSpend(t *testing.T) {
	d := tucson(3, 1)
	var cost int
	e := Handler(Options{App: d, Spend: func(_ context.Context, n int, _ bool) error {
		if cost = n; n > 10 {
			return fault.New(fault.Limited, fault.TooBusy)
		}
		return nil
	}})
	good(t, e, `{ me { name } }`, nil)
	if cost != 2 {
		t.Errorf("a person's name costs %d, want 2", cost)
	}
	if a := post(t, e, `{ needs { edges { node { id } } } }`, nil); len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != "LIMITED" || a.Data != nil {
		t.Errorf("got %+v, want LIMITED", a)
	}
}

// stalled is a reader that takes nothing any more.
type stalled struct{ *httptest.ResponseRecorder }

func (stalled) WriteString(string) (int, error) { return 0, errors.New("i/o timeout") }

func TestStalledReaderIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tucson(1, 1)
		limit := &doors{free: 1, released: make(chan string, 1)}
		Handler(Options{App: d, Streams: limit}).ServeHTTP(stalled{httptest.NewRecorder()}, following(t.Context(), t, "/graphql", d.needs[0].ID, ""))
		if len(limit.released) != 1 {
			t.Error("its place is not free again")
		}
	})
}
