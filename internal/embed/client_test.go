package embed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// endpoint is a server that answers as OpenAI's does: the vector of a text has
// its number of runes and 1, so that each text has a direction of its own.
type endpoint struct {
	mu      sync.Mutex
	asked   []request
	headers []http.Header
	answers []http.HandlerFunc // of the first requests, in place of vectors
	url     string
}

func newEndpoint(t *testing.T, answers ...http.HandlerFunc) *endpoint {
	e := &endpoint{answers: answers}
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	e.url = server.URL + "/v1"
	return e
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var asked request
	if r.URL.Path != "/v1/embeddings" || r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&asked) != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	e.mu.Lock()
	e.asked, e.headers = append(e.asked, asked), append(e.headers, r.Header)
	var answer http.HandlerFunc
	if len(e.answers) > 0 {
		answer, e.answers = e.answers[0], e.answers[1:]
	}
	e.mu.Unlock()
	if answer != nil {
		answer(w, r)
		return
	}
	type item struct {
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	}
	var data []item
	for i, text := range asked.Input { // last first: an index says which is which
		data = append([]item{{i, []float64{float64(len([]rune(text))), 1}}}, data...)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": data})
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, `{"error":{"message":"the key sk-secret is wrong","type":"some_error","code":"some_code"}}`)
	}
}

func saying(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

// client opens a client that waits for nothing and notes for how long it would have.
func (e *endpoint) client(t *testing.T, change func(*Config)) (*Client, *[]time.Duration) {
	t.Helper()
	pauses := new([]time.Duration)
	config := Config{URL: e.url, Model: "m", Batch: 3, Wait: func(_ context.Context, pause time.Duration) error {
		*pauses = append(*pauses, pause)
		return nil
	}}
	if change != nil {
		change(&config)
	}
	c, err := Open(config)
	if err != nil {
		t.Fatal(err)
	}
	return c, pauses
}

func TestBatches(t *testing.T) {
	e := newEndpoint(t)
	c, _ := e.client(t, func(c *Config) { c.Key, c.Dimensions = "sk-secret", 2 })
	texts := []string{"a", "bb", "ccc", "dddd", "a", "fffff", "gggggg", "hhhhhhh"}
	vectors, err := c.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		n := float64(len(text))
		if got, want := float64(vectors[i][0]/vectors[i][1]), n; math.Abs(got-want) > 1e-5 {
			t.Errorf("%s: got direction %g, want %g", text, got, want)
		}
		if got := math.Hypot(float64(vectors[i][0]), float64(vectors[i][1])); math.Abs(got-1) > 1e-6 {
			t.Errorf("%s: got length %g, want 1", text, got)
		}
	}
	var sizes []int
	for i, asked := range e.asked {
		sizes = append(sizes, len(asked.Input))
		if asked.Model != "m" || asked.Dimensions != 2 || asked.Format != "float" {
			t.Errorf("asked %+v", asked)
		}
		if got := e.headers[i].Get("Authorization"); got != "Bearer sk-secret" {
			t.Errorf("authorization is %q", got)
		}
	}
	if got := fmt.Sprint(sizes); got != "[3 3 1]" { // seven texts of eight are different
		t.Errorf("batches of %s, want [3 3 1]", got)
	}
}

func TestRemembered(t *testing.T) {
	e := newEndpoint(t)
	c, _ := e.client(t, nil)
	for range 2 {
		if _, err := c.Embed(t.Context(), []string{"a", "bb"}); err != nil {
			t.Fatal(err)
		}
	}
	if vectors, err := c.Embed(t.Context(), []string{"ccc", "a"}); err != nil || vectors[1][0] != vectors[1][1] {
		t.Fatalf("got %v, %v", vectors, err)
	}
	if got, want := c.Use(), (Use{Requests: 2, Texts: 6, Hits: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := e.headers[0].Get("Authorization"); got != "" {
		t.Errorf("without a key it sends %q", got)
	}
}

func TestAskedAgain(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers []http.HandlerFunc
		pauses  int
		first   time.Duration // at least
		fails   bool
	}{
		{"too many requests", []http.HandlerFunc{status(429, "Retry-After", "7")}, 1, 7 * time.Second, false},
		{"out of order", []http.HandlerFunc{status(500), status(503)}, 2, firstWait / 2, false},
		{"as often as it may be", []http.HandlerFunc{status(502), status(502), status(502)}, 3, firstWait / 2, false},
		{"no more", []http.HandlerFunc{status(502), status(502), status(502), status(502)}, 3, firstWait / 2, true},
		{"too long", []http.HandlerFunc{status(429, "Retry-After", "3600")}, 0, 0, true},
		{"at a date long past", []http.HandlerFunc{status(503, "Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")}, 1, firstWait / 2, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t, test.answers...)
			c, pauses := e.client(t, nil)
			_, err := c.Embed(t.Context(), []string{"a"})
			if (err != nil) != test.fails || err != nil && !fault.Is(err, fault.Unavailable) {
				t.Errorf("got %v", err)
			}
			if len(*pauses) != test.pauses || test.pauses > 0 && (*pauses)[0] < test.first {
				t.Errorf("waited %v, want %d times and first at least %v", *pauses, test.pauses, test.first)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	long := `{"data":[{"index":0,"embedding":[1` + strings.Repeat(",1", maxDimensions) + `]}]}`
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		says   string
	}{
		{"not known", status(401), "status 401 some_error some_code"},
		{"not there", status(404), "status 404"},
		{"sent elsewhere", status(307, "Location", "http://127.0.0.1:1/"), "status 307"},
		{"no JSON", saying("<html>"), "cannot be read"},
		{"nothing", saying(`{}`), "0 vectors for 2 texts"},
		{"too few", saying(`{"data":[{"index":0,"embedding":[1,2]}]}`), "1 vectors for 2 texts"},
		{"a number twice", saying(`{"data":[{"index":1,"embedding":[1,2]},{"index":1,"embedding":[1,2]}]}`), "twice or wrongly"},
		{"a number of none", saying(`{"data":[{"index":0,"embedding":[1,2]},{"index":2,"embedding":[1,2]}]}`), "twice or wrongly"},
		{"two lengths", saying(`{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,2,3]}]}`), "3 dimensions in place of 2"},
		{"no dimensions", saying(`{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[1]}]}`), "of 0 dimensions"},
		{"too many dimensions", saying(strings.Replace(long, "]}]}", "]},{}]}", 1)), "of 4097 dimensions"},
		{"zeros", saying(`{"data":[{"index":0,"embedding":[0,0]},{"index":1,"embedding":[1,2]}]}`), "without a direction"},
		{"beyond numbers", saying(`{"data":[{"index":0,"embedding":[1e999,0]},{"index":1,"embedding":[1,2]}]}`), "cannot be read"},
		{"without end", saying(strings.Repeat(" ", maxAnswer+1)), "longer than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, pauses := newEndpoint(t, test.answer).client(t, func(c *Config) { c.Key = "sk-secret" })
			_, err := c.Embed(t.Context(), []string{"a secret text", "b"})
			var e *fault.Error
			if !errors.As(err, &e) || e.Kind != fault.Internal || e.Detail.Code != fault.NoVectors || !strings.Contains(err.Error(), test.says) {
				t.Fatalf("got %v, want one that says %q", err, test.says)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("it tells what it must not: %v", err)
			}
			if len(*pauses) > 0 || c.Use().Failures != 1 {
				t.Errorf("it asked again: %v, %+v", *pauses, c.Use())
			}
			if _, err := c.Embed(t.Context(), []string{"b"}); err != nil && !strings.Contains(test.says, "dimensions") {
				t.Errorf("it does not go on: %v", err)
			}
		})
	}
}

func TestAnotherLength(t *testing.T) {
	c, _ := newEndpoint(t).client(t, func(c *Config) { c.Dimensions = 3 })
	if _, err := c.Embed(t.Context(), []string{"a"}); err == nil || !strings.Contains(err.Error(), "2 dimensions in place of 3") {
		t.Errorf("got %v", err)
	}
}

func TestTimeLimits(t *testing.T) {
	gone := make(chan struct{})
	stuck := func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-gone:
		}
	}
	defer close(gone)
	t.Run("of a request", func(t *testing.T) {
		c, pauses := newEndpoint(t, stuck).client(t, func(c *Config) { c.Timeout = time.Second })
		if _, err := c.Embed(t.Context(), []string{"a"}); err != nil || len(*pauses) == 0 {
			t.Errorf("got %v after %v, want an answer to a later request", err, *pauses)
		}
	})
	t.Run("of the caller", func(t *testing.T) {
		c, pauses := newEndpoint(t, stuck).client(t, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := c.Embed(ctx, []string{"a"}); !fault.Is(err, fault.Unavailable) || len(*pauses) > 0 {
			t.Errorf("got %v after %v", err, *pauses)
		}
	})
	t.Run("a caller who will not wait so long", func(t *testing.T) {
		c, pauses := newEndpoint(t, status(429, "Retry-After", "20")).client(t, nil)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := c.Embed(ctx, []string{"a"})
		var e *fault.Error
		if !errors.As(err, &e) || e.RetryAfter != 20*time.Second || len(*pauses) > 0 {
			t.Errorf("got %v after %v", err, *pauses)
		}
	})
	t.Run("a caller who goes while it waits", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c, _ := newEndpoint(t, status(503)).client(t, func(c *Config) {
			c.Wait = func(ctx context.Context, pause time.Duration) error {
				cancel()
				return wait(ctx, time.Hour)
			}
		})
		if _, err := c.Embed(ctx, []string{"a"}); !fault.Is(err, fault.Unavailable) || c.Use().Requests != 1 {
			t.Errorf("got %v after %d requests", err, c.Use().Requests)
		}
	})
	t.Run("nobody listens", func(t *testing.T) {
		server := httptest.NewServer(nil)
		server.Close()
		c, _ := (&endpoint{url: server.URL}).client(t, nil)
		if _, err := c.Embed(t.Context(), []string{"a"}); !fault.Is(err, fault.Unavailable) || c.Use().Requests != tries {
			t.Errorf("got %v after %d requests", err, c.Use().Requests)
		}
	})
}

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		name   string
		config Config
		path   string // of the fault; "" for none
	}{
		{"good", Config{URL: "https://api.example.org/v1/", Model: "m", Dimensions: 512}, ""},
		{"on this machine", Config{URL: "http://127.0.0.1:9000/v1", Model: "m"}, ""},
		{"in the clear", Config{URL: "http://api.example.org/v1", Model: "m"}, "url"},
		{"with a password", Config{URL: "https://me:secret@api.example.org/v1", Model: "m"}, "url"},
		{"no address", Config{URL: "api.example.org", Model: "m"}, "url"},
		{"no model", Config{URL: "https://api.example.org/v1"}, "model"},
		{"too many dimensions", Config{URL: "https://api.example.org/v1", Model: "m", Dimensions: 5000}, "dimensions"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(test.config)
			var e *fault.Error
			if got := errors.As(err, &e); got != (test.path != "") || got && (len(e.Fields) != 1 || e.Fields[0].Path != test.path) {
				t.Errorf("got %v, want a fault at %q", err, test.path)
			}
		})
	}
}

func TestUnit(t *testing.T) {
	for _, test := range []struct {
		name   string
		values []float64
		want   []float32
	}{
		{"3, 4, 5", []float64{3, -4}, []float32{.6, -.8}},
		{"very long", []float64{3e300, 4e300}, []float32{.6, .8}},
		{"very short", []float64{3e-300, 4e-300}, []float32{.6, .8}},
		{"nowhere", []float64{0, 0}, nil},
		{"no number", []float64{math.NaN(), 1}, nil},
		{"no end", []float64{math.Inf(1), 1}, nil},
	} {
		if got := unit(test.values); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache(3 * (keptSize + 8))
	for i := range 5 {
		c.Put(digest{byte(i)}, []float32{1, 2})
		c.Get(digest{0})
	}
	for i, want := range []bool{true, false, false, true, true} {
		if _, got := c.Get(digest{byte(i)}); got != want {
			t.Errorf("%d is kept: %t, want %t", i, got, want)
		}
	}
	if use := c.Use(); use.Bytes != 3*(keptSize+8) {
		t.Errorf("it counts %d bytes", use.Bytes)
	}
}
