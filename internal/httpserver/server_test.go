package httpserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/fault"
)

// running is a server at work, and what it logs.
type running struct {
	*Server
	log  *lines
	stop func() error // ends it and returns what Serve returned
}

type lines struct {
	stopping chan bool // closed at the line that says so

	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bytes.Contains(p, []byte("msg=stopping")) {
		close(l.stopping)
	}
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start serves with an API that says who asks.
func start(t *testing.T, change func(*Options)) *running {
	t.Helper()
	log := &lines{stopping: make(chan bool)}
	options := Options{
		Addr:   "127.0.0.1:0",
		API:    http.HandlerFunc(whoAsks),
		Verify: verify,
		Say:    func(language string, err error) string { return "a sentence in " + language },
		Log:    slog.New(slog.NewTextHandler(log, nil)),
	}
	if change != nil {
		change(&options)
	}
	s, err := Open(options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	stop := sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { stop() })
	return &running{Server: s, log: log, stop: stop}
}

func whoAsks(w http.ResponseWriter, r *http.Request) {
	p, ok := auth.From(r.Context())
	if !ok {
		p.Subject = "nobody"
	}
	io.WriteString(w, p.Subject)
}

func verify(_ context.Context, token string) (auth.Principal, error) {
	switch token {
	case "good":
		return auth.Principal{Subject: "teacher"}, nil
	case "later":
		err := fault.New(fault.Unavailable, fault.TooBusy)
		err.RetryAfter = 20 * time.Second
		return auth.Principal{}, err
	case "broken":
		return auth.Principal{}, errors.New("secret cause")
	}
	return auth.Principal{}, fault.New(fault.Unauthenticated, fault.BadToken)
}

// send makes a request; header is a list of names and values.
func send(t *testing.T, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			request.Host = header[i+1]
		}
		request.Header.Add(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestAddresses(t *testing.T) {
	s := start(t, nil)
	cases := []struct {
		method, path string
		status       int
		says         string
	}{
		{"GET", "/healthz", 200, "ok"},
		{"HEAD", "/healthz", 200, ""},
		{"POST", "/healthz", 405, ""},
		{"GET", "/readyz", 200, "ready"},
		{"GET", "/", 200, "<title>thirdplace</title>"},
		{"GET", "/page.css", 200, "color-scheme"},
		{"GET", "/graphql", 200, "nobody"},
		{"GET", "/elsewhere", 404, ""},
		{"GET", "/metrics", 404, ""},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			answer, body := send(t, c.method, s.URL()+c.path)
			if answer.StatusCode != c.status || !strings.Contains(body, c.says) {
				t.Errorf("got %d %q, want %d and %q in it", answer.StatusCode, body, c.status, c.says)
			}
			for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"} {
				if got := answer.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			if answer.Header.Get("X-Request-Id") == "" || answer.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("headers are missing: %v", answer.Header)
			}
		})
	}
}

func TestSignIn(t *testing.T) {
	s := start(t, nil)
	cases := []struct {
		name, given string
		status      int
		says        string
	}{
		{"a good token", "Bearer good", 200, "teacher"},
		{"any case and blanks", "bearer  good", 200, "teacher"},
		{"a bad token", "Bearer bad", 401, "UNAUTHENTICATED"},
		{"an empty token", "Bearer", 401, "UNAUTHENTICATED"},
		{"another scheme", "Basic Z29vZDo=", 401, "UNAUTHENTICATED"},
		{"keys that are away", "Bearer later", 503, "UNAVAILABLE"},
		{"a fault of ours", "Bearer broken", 500, "INTERNAL"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			answer, body := send(t, "POST", s.URL()+"/graphql", "Authorization", c.given, "Accept-Language", "es")
			if answer.StatusCode != c.status || !strings.Contains(body, c.says) {
				t.Fatalf("got %d %q, want %d and %q in it", answer.StatusCode, body, c.status, c.says)
			}
			if c.status == 200 {
				return
			}
			if got := answer.Header.Get("WWW-Authenticate") != ""; got != (c.status == 401) {
				t.Errorf("WWW-Authenticate: %v", answer.Header)
			}
			if got := answer.Header.Get("Retry-After") != ""; got != (c.status == 503) {
				t.Errorf("Retry-After: %v", answer.Header)
			}
			var got struct{ Errors []struct{ Message string } }
			if err := json.Unmarshal([]byte(body), &got); err != nil || len(got.Errors) != 1 || got.Errors[0].Message != "a sentence in es" {
				t.Errorf("body %q, want one error with its sentence (%v)", body, err)
			}
			if strings.Contains(body, "secret") {
				t.Errorf("the cause is shown: %q", body)
			}
		})
	}
	answer, _ := send(t, "POST", s.URL()+"/graphql", "Authorization", "Bearer good", "Authorization", "Bearer good")
	if got, want := answer.StatusCode, 401; got != want {
		t.Errorf("two tokens: %d, want %d", got, want)
	}
}

func TestOrigins(t *testing.T) {
	const listed = "https://app.example"
	s := start(t, func(o *Options) { o.Origins = []string{listed} })
	cases := []struct {
		name   string
		method string
		header []string
		status int
		allow  string
	}{
		{"a program", "POST", nil, 200, ""},
		{"our own page", "POST", []string{"Origin", s.URL(), "Sec-Fetch-Site", "same-origin"}, 200, ""},
		{"a listed origin", "POST", []string{"Origin", listed, "Sec-Fetch-Site", "cross-site"}, 200, listed},
		{"another origin", "POST", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 403, ""},
		{"another origin, old browser", "POST", []string{"Origin", "https://evil.example"}, 403, ""},
		{"another origin by GET", "GET", []string{"Origin", "https://evil.example"}, 403, ""},
		{"a link elsewhere", "GET", []string{"Sec-Fetch-Site", "cross-site"}, 403, ""},
		{"a sandboxed page", "POST", []string{"Origin", "null"}, 403, ""},
		{"an origin that begins like it", "POST", []string{"Origin", listed + ".evil.example"}, 403, ""},
		{"preflight of a listed origin", "OPTIONS", []string{"Origin", listed, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type"}, 204, listed},
		{"preflight of another", "OPTIONS", []string{"Origin", "https://evil.example", "Access-Control-Request-Method", "POST"}, 204, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			answer, body := send(t, c.method, s.URL()+"/graphql", c.header...)
			if answer.StatusCode != c.status {
				t.Errorf("got %d %q, want %d", answer.StatusCode, body, c.status)
			}
			if got := answer.Header.Get("Access-Control-Allow-Origin"); got != c.allow {
				t.Errorf("allows %q, want %q", got, c.allow)
			}
			if c.name == "preflight of a listed origin" && answer.Header.Get("Access-Control-Max-Age") != "7200" {
				t.Errorf("no max age: %v", answer.Header)
			}
		})
	}
}

func TestNoOriginsMeansNone(t *testing.T) {
	s := start(t, nil)
	answer, _ := send(t, "OPTIONS", s.URL()+"/graphql", "Origin", "https://a.example", "Access-Control-Request-Method", "POST")
	if got := answer.Header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("allows %q, want nobody", got)
	}
}

func TestOpenRefuses(t *testing.T) {
	taken := start(t, nil)
	cases := []struct {
		name    string
		options Options
	}{
		{"every origin", Options{Addr: "127.0.0.1:0", Origins: []string{"*"}}},
		{"a pattern", Options{Addr: "127.0.0.1:0", Origins: []string{"https://*.example"}}},
		{"an origin with a path", Options{Addr: "127.0.0.1:0", Origins: []string{"https://a.example/x"}}},
		{"a port that is taken", Options{Addr: strings.TrimPrefix(taken.URL(), "http://")}},
		{"no address", Options{Addr: "nowhere"}},
		{"metrics where we are", Options{Addr: "127.0.0.1:0", MetricsAddr: strings.TrimPrefix(taken.URL(), "http://")}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := Open(c.options)
			if err == nil {
				s.Close()
			}
			if got, want := fault.KindOf(err), fault.Invalid; got != want {
				t.Errorf("got %v, want %v", err, want)
			}
		})
	}
}
