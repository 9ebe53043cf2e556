package graph

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkList reads 20 needs with 10 matches each. Use cases answer at once, so
// that this is what the endpoint itself costs.
func BenchmarkList(b *testing.B) {
	cases := []struct{ name, match string }{
		{"score", `score offer { id title kind }`},
		{"explained", `score fit offer { id externalId title kind } reasons { factor weight value contribution summary path { from relation to } }`},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			h := Handler(Options{App: tucson(20, 10)})
			query := `{ needs(first: 20) { edges { node { id title matches(first: 10) { edges { cursor node { ` + c.match + ` } } } } } } }`
			body, err := json.Marshal(map[string]string{"query": query})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", strings.NewReader(string(body)))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"errors"`) {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
