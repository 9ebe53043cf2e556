package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/edclusters/thirdplace/internal/quality"
)

// sameThings are words that mean the same to the endpoint of tests: those of these
// tests, and of the texts by which a model is tried.
var sameThings = [][]string{{"quake", "tremors", "shaking"},
	{"pollination works", "flowers and wonder"},
	{"baker's recipes", "halves, quarters"},
	{"mock interviews", "first job"},
	{"water chemistry", "creek"},
	{"literacy software", "struggle to read"},
	{"amateur astronomer", "planets"},
	{"council member", "a mayor"},
	{"science grants", "microscopes"},
	{"software engineer", "robot"},
	{"lead workshops", "verse"},
	{"history museum", "century ago"},
	{"dietitian", "healthy lunch"},
}

// endpoint is a server that speaks as OpenAI's does: a text means the things of its
// words, and beside them a little of its own.
func endpoint(t *testing.T, key string) (url string, asked *atomic.Int64) {
	asked = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Model string
			Input []string
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.URL.Path != "/v1/embeddings" || in.Model != "things" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if r.Header.Get("Authorization") != "Bearer "+key {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var data []any
		for i, text := range in.Input {
			asked.Add(1)
			vector := make([]float64, len(sameThings)+16)
			for thing, words := range sameThings {
				for _, word := range words {
					if strings.Contains(strings.ToLower(text), word) {
						vector[thing] = 3
					}
				}
			}
			for k := range 16 {
				own := fnv.New32a()
				fmt.Fprint(own, k, text)
				vector[len(sameThings)+k] = float64(own.Sum32()%200)/200 - .5
			}
			data = append(data, map[string]any{"index": i, "embedding": vector})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1", asked
}

// TestEvaluateEmbeddings: an offer in other words than the need's is found, the
// report says what that adds, and its figures are those of every time.
func TestEvaluateEmbeddings(t *testing.T) {
	w := newWorld(t)
	needs := judgedNeeds + `{"id":"n3","title":"Why is the ground shaking?"}` + "\n"
	offers := judgedOffers + `{"id":"o4","title":"I measure tremors"}` + "\n"
	args := append(w.judged(needs, offers, judgements+"n3\to4\t3\n"), "--json")
	report := func(args []string) (r quality.Report) {
		t.Helper()
		got := w.run(args...)
		if err := json.Unmarshal([]byte(got.out), &r); err != nil {
			t.Fatalf("%v: %+v", err, got)
		}
		return r
	}
	without := report(args)
	url, asked := endpoint(t, "sk-secret")
	w.env["THIRDPLACE_EMBEDDINGS_KEY"] = "sk-secret"
	args = append(args, "--embeddings-url", url, "--embeddings-model", "things")
	with := report(args)
	if asked.Load() == 0 || len(with.Rows) != 4 || len(without.Rows) != 3 || without.Embeddings != nil {
		t.Fatalf("asked %d, rows %d and %d", asked.Load(), len(with.Rows), len(without.Rows))
	}
	if with.Embeddings == nil || with.Embeddings.Gain <= 0 || with.Rows[0].Recall != 1 || without.Rows[0].Recall == 1 {
		t.Errorf("with %+v, without %+v", with, without)
	}
	last := with.Rows[3]
	last.Name = without.Rows[0].Name
	if last != without.Rows[0] {
		t.Errorf("the model without embeddings: %+v, want %+v", last, without.Rows[0])
	}
	if again := report(args); fmt.Sprint(again.Rows) != fmt.Sprint(with.Rows) {
		t.Errorf("the second time %+v, the first time %+v", again.Rows, with.Rows)
	}
	w.env["THIRDPLACE_EMBEDDINGS_KEY"] = "sk-other"
	refused := w.run(args...)
	w.want(refused, exitFailed, "status 401")
	if strings.Contains(refused.err+refused.out, "sk-") {
		t.Errorf("it tells the key: %+v", refused)
	}
}

func TestEmbeddingFaults(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		says []string
	}{
		{"none", nil, nil},
		{"good", []string{"--embeddings-url", "https://api.example/v1", "--embeddings-model", "m", "--embeddings-dimensions", "256"}, nil},
		{"a model of nobody", []string{"--embeddings-model", "m"}, []string{"need an --embeddings-url"}},
		{"no model", []string{"--embeddings-url", "https://api.example/v1"}, []string{"needs an --embeddings-model"}},
		{"everything wrong", []string{"--embeddings-url", "http://api.example/v1", "--embeddings-dimensions", "many"},
			[]string{"--embeddings-dimensions many", "--embeddings-url http://api.example/v1", "needs an --embeddings-model"}},
		{"more than can be searched", []string{"--embeddings-url", "http://127.0.0.1:1", "--embeddings-model", "m", "--embeddings-dimensions", "9000"},
			[]string{"--embeddings-dimensions 9000"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newWorld(t).main(nil, nil, nil)
			s := newSettings("x", m.Getenv)
			read := m.embeddingFlags(s)
			if _, err := s.parse(c.args); err != nil {
				t.Fatal(err)
			}
			e, faults := read()
			if len(faults) != len(c.says) || (e == nil) != (c.name == "none" || c.name == "a model of nobody") {
				t.Fatalf("got %v, faults %q, want %q", e, faults, c.says)
			}
			for i, says := range c.says {
				if !strings.Contains(faults[i], says) {
					t.Errorf("fault %q does not say %q", faults[i], says)
				}
			}
			if c.name == "good" && e.forApp().Model != "m/256" {
				t.Errorf("vectors are of %q", e.forApp().Model)
			}
		})
	}
}

// TestEmbeddingMetrics: the series are there where an endpoint is named, and not
// where none is.
func TestEmbeddingMetrics(t *testing.T) {
	w := newWorld(t)
	url, _ := endpoint(t, "")
	for _, more := range [][]string{nil, {"--embeddings-url", url, "--embeddings-model", "things"}} {
		metrics := vacant(t)
		p := w.serve(append([]string{"--demo", "--data", t.TempDir(), "--metrics-addr", metrics}, more...)...)
		series := scrape(t, metrics)
		_, there := series["thirdplace_embeddings_requests_total"]
		if there != (more != nil) {
			t.Errorf("%q: embeddings are counted: %t", more, there)
		}
		p.stop()
	}
}
