package main

import (
	"context"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/httpserver"
)

// scrape reads the metrics: the value of each series, by name and labels.
func scrape(t *testing.T, addr string) map[string]float64 {
	t.Helper()
	answer, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v: %s", answer.StatusCode, err, text)
	}
	series := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cut := strings.LastIndexByte(strings.TrimSpace(line), ' ')
		value, err := strconv.ParseFloat(strings.TrimSpace(line[cut+1:]), 64)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		series[line[:cut]] = value
	}
	return series
}

// counted is how often statements of a name have ended well.
func counted(engine, query string) string {
	return `thirdplace_store_query_duration_seconds_count{cell="",engine="` + engine + `",outcome="ok",query="` + query + `"}`
}

const previewBees = `{"query":"{ previewMatches(input: {title: \"Who keeps bees?\"}) { edges { node { score } } } }"}`

// Requests move the series of the engine that answers them, and nobody can be
// told from the labels.
func TestMetricsOfEngines(t *testing.T) {
	cases := []struct {
		engine string
		world  func(*testing.T) *world
		wrote  string // the statement that makes a write durable
	}{
		{"sqlite", newWorld, "commit"},
		{"neo4j", onNeo4j, "commit_transaction"},
	}
	for _, c := range cases {
		t.Run(c.engine, func(t *testing.T) {
			w := c.world(t)
			addr := vacant(t)
			s := w.serve("--demo", "--data", w.dir, "--metrics-addr", addr)
			who := teacher(t, w)
			before := scrape(t, addr)
			for range 2 {
				if got := who.ask(s.url, "application/json", previewBees); got.status != 200 || !strings.Contains(got.body, "score") {
					t.Fatalf("matches: %+v", got)
				}
			}
			if got := who.ask(s.url, "application/json", postBees); !needID.MatchString(got.body) {
				t.Fatalf("post: %+v", got)
			}
			after := scrape(t, addr)
			labels := `{cell="",engine="` + c.engine + `"}`
			for name, least := range map[string]float64{
				counted(c.engine, "fetch"): 3, counted(c.engine, "recall"): 2, counted(c.engine, c.wrote): 1,
				`thirdplace_http_request_duration_seconds_count{class="2xx",route="/graphql"}`: 3,
				"thirdplace_feature_cache_hits_total":                                          1,
			} {
				if moved := after[name] - before[name]; moved < least {
					t.Errorf("%s moved by %v, want at least %v", name, moved, least)
				}
			}
			for name, want := range map[string]float64{"thirdplace_store_usable": 1, "thirdplace_store_schema_ready": 1} {
				if got := after[name+labels]; got != want {
					t.Errorf("%s%s is %v, want %v", name, labels, got, want)
				}
			}
			for _, name := range []string{"thirdplace_store_connections_max" + labels, "thirdplace_feature_cache_entries",
				"thirdplace_feature_cache_bytes", "thirdplace_feature_cache_max_bytes", "thirdplace_feature_cache_misses_total", "go_goroutines"} {
				if after[name] <= 0 {
					t.Errorf("%s is %v", name, after[name])
				}
			}
			checkLabels(t, after)
		})
	}
}

var label = regexp.MustCompile(`(\w+)="([^"]*)"`)

// checkLabels fails for a label that may have any value.
func checkLabels(t *testing.T, series map[string]float64) {
	t.Helper()
	known := map[string]*regexp.Regexp{
		"route": regexp.MustCompile(`^(none|/[a-z.]*)$`), "class": regexp.MustCompile(`^[1-5]xx$`), "query": regexp.MustCompile(`^[a-z_]+$`),
		"engine": regexp.MustCompile(`^(neo4j|sqlite)$`), "cell": regexp.MustCompile(`^$`), "outcome": regexp.MustCompile(`^[a-z]+$`),
		"access": regexp.MustCompile(`^(read|write)$`), "reason": regexp.MustCompile(`^(crowded|unusable|late|all|address|room)$`), "bucket": regexp.MustCompile(`^(cost|writes|failures)$`), "le": regexp.MustCompile(`^[0-9.e+-]+$|^\+Inf$`),
	}
	for _, name := range slices.Sorted(maps.Keys(series)) {
		if !strings.HasPrefix(name, "thirdplace_") {
			continue
		}
		for _, found := range label.FindAllStringSubmatch(name, -1) {
			if may := known[found[1]]; may == nil || !may.MatchString(found[2]) {
				t.Errorf("%s: the label %s may not be %q", name, found[1], found[2])
			}
		}
	}
}

// While the database is away, metrics say so.
func TestMetricsWithoutTheDatabase(t *testing.T) {
	counts := newMetrics(nil)
	w := newWorld(t)
	w.env["NEO4J_URI"] = "bolt://" + vacant(t)
	m := w.main(strings.NewReader(""), io.Discard, io.Discard)
	home, _ := m.neo4j()
	graph, err := m.openStore(t.Context(), databases{dir: w.dir, home: &home}, m.logger(0), counts)
	if err != nil {
		t.Fatal(err)
	}
	defer graph.Close()
	if _, err := graph.Clusters(t.Context()); err == nil {
		t.Error("it answers")
	}
	s, addr := openMetrics(t, counts)
	defer s()
	got := scrape(t, addr)
	const labels = `cell="",engine="neo4j"`
	for name, want := range map[string]float64{
		"thirdplace_store_usable{" + labels + "}":                          0,
		"thirdplace_store_schema_ready{" + labels + "}":                    0,
		"thirdplace_store_refused_total{" + labels + `,reason="unusable"}`: 1,
		"thirdplace_store_connections_in_use{" + labels + "}":              0,
	} {
		if value, there := got[name]; !there || value != want {
			t.Errorf("%s is %v (%v), want %v", name, value, there, want)
		}
	}
	if _, there := got["thirdplace_feature_cache_entries"]; there {
		t.Error("a cache is told of that is not there")
	}
}

// openMetrics shows what is counted at an address of its own.
func openMetrics(t *testing.T, counts *metrics) (stop func(), addr string) {
	t.Helper()
	addr = vacant(t)
	server, err := httpserver.Open(httpserver.Options{Addr: "127.0.0.1:0", MetricsAddr: addr, Collectors: counts.collectors()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}, addr
}
