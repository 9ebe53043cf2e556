package tracing

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// collector takes spans as a collector would.
type collector struct {
	*httptest.Server
	status int

	mu     sync.Mutex
	header http.Header
	path   string
	spans  []span
	about  []pair
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{status: http.StatusOK}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var got payload
	err := json.NewDecoder(r.Body).Decode(&got)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.header, c.path = r.Header, r.URL.Path
	if err == nil {
		for _, rs := range got.ResourceSpans {
			c.about = rs.Resource.Attributes
			for _, ss := range rs.ScopeSpans {
				c.spans = append(c.spans, ss.Spans...)
			}
		}
	}
	w.WriteHeader(c.status)
	io.WriteString(w, "{}")
}

// env is an environment with some variables.
func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func TestSpansNest(t *testing.T) {
	c := newCollector(t)
	tracer, err := Open(Config{Getenv: env("OTEL_EXPORTER_OTLP_ENDPOINT", c.URL+"/", "OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%20b,bad"),
		Version: "1.2.3", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql?secret", nil)
	r.Header.Set("traceparent", parent)
	ctx, end := tracer.Request(r, "id1")
	operation, done := tracer.Operation(ctx, "query", []string{"me", "need"})
	tracer.Query(operation, "sqlite", "", "fetch", "failed", 3*time.Millisecond)
	tracer.Query(t.Context(), "sqlite", "", "outside", "ok", time.Millisecond)
	done()
	end("POST", "/graphql", 503)
	if err := tracer.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.path != "/v1/traces" || c.header.Get("Content-Type") != "application/json" || c.header.Get("X-Key") != "a b" {
		t.Errorf("sent to %s with %v", c.path, c.header)
	}
	if len(c.spans) != 3 {
		t.Fatalf("%d spans, want 3: %+v", len(c.spans), c.spans)
	}
	query, op, request := c.spans[0], c.spans[1], c.spans[2]
	if request.TraceID != "4bf92f3577b34da6a3ce929d0e0e4736" || request.ParentSpanID != "00f067aa0ba902b7" ||
		op.ParentSpanID != request.SpanID || query.ParentSpanID != op.SpanID || query.TraceID != request.TraceID {
		t.Errorf("they do not nest: %+v", c.spans)
	}
	if request.Name != "POST /graphql" || op.Name != "query me need" || query.Name != "sqlite fetch" {
		t.Errorf("they are called %q, %q, %q", request.Name, op.Name, query.Name)
	}
	if request.Kind != 2 || op.Kind != 1 || query.Kind != 3 || request.Status.Code != statusError || op.Status.Code != 0 || query.Status.Code != statusError {
		t.Errorf("kinds and statuses: %+v", c.spans)
	}
	if len(query.End) != 19 || query.End < query.Start {
		t.Errorf("the statement took from %s to %s", query.Start, query.End)
	}
	text, err := json.Marshal([]any{c.spans, c.about})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`{"key":"service.name","value":{"stringValue":"thirdplace"}}`, `"stringValue":"1.2.3"`,
		`{"key":"http.response.status_code","value":{"intValue":"503"}}`, `"arrayValue":{"values":[{"stringValue":"me"},{"stringValue":"need"}]}`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	if strings.Contains(string(text), "secret") || strings.Contains(string(text), "192.0.2.1") {
		t.Errorf("what a caller wrote, or where they are, is in %s", text)
	}
}

// TestCollectorAway: lost spans are told once, until they are taken again.
func TestCollectorAway(t *testing.T) {
	c := newCollector(t)
	c.status = http.StatusServiceUnavailable
	var log bytes.Buffer
	tracer, err := Open(Config{Getenv: env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", c.URL+"/elsewhere"), Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_, end := tracer.Operation(t.Context(), "query", nil)
		end()
		if err := tracer.provider.ForceFlush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Count(log.String(), "traces are lost"); got != 1 || c.path != "/elsewhere" {
		t.Errorf("told %d times, sent to %s:\n%s", got, c.path, &log)
	}
	if err := tracer.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestEndpoint(t *testing.T) {
	const base = "OTEL_EXPORTER_OTLP_"
	cases := []struct {
		name string
		env  []string
		want string // where; "" for nowhere
		bad  int    // how many variables are
	}{
		{"nothing", nil, "", 0},
		{"for all", []string{base + "ENDPOINT", "http://c:4318"}, "http://c:4318/v1/traces", 0},
		{"for traces", []string{base + "ENDPOINT", "http://c:4318", base + "TRACES_ENDPOINT", "https://t/x"}, "https://t/x", 0},
		{"switched off", []string{base + "ENDPOINT", "http://c:4318", "OTEL_SDK_DISABLED", "true"}, "", 0},
		{"no exporter", []string{base + "ENDPOINT", "http://c:4318", "OTEL_TRACES_EXPORTER", "none"}, "", 0},
		{"by gRPC, no address, no time", []string{base + "ENDPOINT", "c:4317", base + "PROTOCOL", "grpc", base + "TIMEOUT", "soon"}, "", 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := endpointOf(env(c.env...))
			var faults int
			if e, ok := err.(*fault.Error); ok {
				faults = len(e.Fields)
			}
			if faults != c.bad {
				t.Fatalf("%d are bad, want %d: %v", faults, c.bad, err)
			}
			if err == nil && (got != nil) != (c.want != "") || err == nil && got != nil && got.url != c.want {
				t.Errorf("got %+v, want %q", got, c.want)
			}
		})
	}
}

func TestNoTracer(t *testing.T) {
	var tracer *Tracer
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	ctx, end := tracer.Request(r, "id")
	end("GET", "/", 200)
	ctx, done := tracer.Operation(ctx, "query", nil)
	done()
	tracer.Query(ctx, "sqlite", "", "fetch", "ok", 0)
	if err := tracer.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
