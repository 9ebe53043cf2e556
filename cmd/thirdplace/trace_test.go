package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// TestTraces: a collector is told of requests, operations and statements, and of
// nothing that anybody wrote or is.
func TestTraces(t *testing.T) {
	var mu sync.Mutex
	var told strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		told.Write(text)
	}))
	defer collector.Close()
	w := newWorld(t)
	w.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.URL
	s := w.serve("--demo", "--data", w.dir)
	who := teacher(t, w)
	for _, body := range []string{postBees, `{"query":"query OfSecrets { mine: me { name } }"}`} {
		if got := who.ask(s.url, "application/json", body); got.status != 200 || strings.Contains(got.body, "errors") {
			t.Fatalf("got %+v", got)
		}
	}
	if code := s.stop(); code != exitOK {
		t.Fatalf("stopped with %d: %s", code, s.log)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, want := range []string{`"name":"POST /graphql"`, `"name":"mutation postNeed"`, `"name":"query me"`, `"name":"sqlite commit"`} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("nobody told of %s", want)
		}
	}
	for _, hidden := range []string{"bees", "OfSecrets", "mine", "Elena", "person.", "127.0.0.1", who.token} {
		if strings.Contains(told.String(), hidden) {
			t.Errorf("%q was told", hidden)
		}
	}
	w.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317"
	w.want(w.run("serve", "--demo", "--data", w.dir), exitFailed, "OTEL_EXPORTER_OTLP_ENDPOINT")
}
