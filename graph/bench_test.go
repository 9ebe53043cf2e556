//go:build unix

package graph

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkList reads 20 needs with 10 fields each, and 20 with 10 matches each. Use
// cases answer at once, so that this is what the endpoint itself costs, in processor
// time too: a list is executed on all processors.
func BenchmarkList(b *testing.B) {
	matches := func(fields string) string {
		return `id title matches(first: 10) { edges { cursor node { ` + fields + ` } } }`
	}
	cases := []struct{ name, need string }{
		{"fields", `id version title description status groupSize language externalId externalSource returned`},
		{"scores", matches(`score`)},
		{"offers", matches(`score offer { id title kind }`)},
		{"explained", matches(`score fit offer { id externalId title kind } reasons { factor weight value contribution summary path { from relation to } }`)},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			h := Handler(Options{App: tucson(20, 10)})
			query := `{ needs(first: 20) { edges { node { ` + c.need + ` } } } }`
			body, err := json.Marshal(map[string]string{"query": query})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			begun := processor(b)
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", strings.NewReader(string(body)))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"errors"`) {
					b.Fatal(w.Body)
				}
			}
			b.ReportMetric(float64((processor(b)-begun).Microseconds())/float64(b.N), "cpu-us/op")
		})
	}
}

// processor is how much time processors have given this process.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
