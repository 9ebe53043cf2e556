package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// FuzzDocument: whatever is sent as a document is accepted or refused, and what is
// accepted has no more than it may, counted by writing every fragment out.
func FuzzDocument(f *testing.F) {
	for _, text := range []string{
		"{ me { name } }", "query Q($id: ID!) { need(id: $id) { ...n } } fragment n on Need { id title }",
		doubling(5), nested(maxDepth), "{ me { ...f } } fragment f on Person { ...f }", "{ a: me { name } b: me { name @skip(if: true) } }",
		`mutation { postNeed(input: {need: {title: "x", grades: [G01]}}) { need { id } } }`, "subscription { needChanged(id: 7) { event } }",
	} {
		f.Add(text)
	}
	documents := newDocuments(schema(), nil)
	f.Fuzz(func(t *testing.T, text string) {
		doc, faults := documents.read(text)
		if (doc == nil) != (len(faults) > 0) || len(faults) > maxErrors {
			t.Fatalf("document %v, faults %v", doc, faults)
		}
		if doc == nil {
			return
		}
		nodes := 0
		for _, o := range doc.Operations {
			nodes += written(t, doc, o.SelectionSet, 1)
		}
		if nodes > maxNodes {
			t.Errorf("%d fields are accepted", nodes)
		}
	})
}

// written counts selections with those of fragments in their place.
func written(t *testing.T, doc *ast.QueryDocument, set ast.SelectionSet, depth int) (n int) {
	for _, selection := range set {
		n++
		switch s := selection.(type) {
		case *ast.Field:
			if depth > maxDepth {
				t.Fatalf("a field at depth %d is accepted", depth)
			}
			n += written(t, doc, s.SelectionSet, depth+1)
		case *ast.InlineFragment:
			n += written(t, doc, s.SelectionSet, depth)
		case *ast.FragmentSpread:
			n += written(t, doc, doc.Fragments.ForName(s.Name).SelectionSet, depth)
		}
	}
	return n
}

// FuzzSurvey: a survey ends, and refuses what it refuses without a fault of ours,
// for documents that validation has not seen.
func FuzzSurvey(f *testing.F) {
	f.Add("{ a { ...b } } fragment b on C { ...d ...b } fragment b on E { f }")
	f.Add("query A { x } query A { x } fragment x on Y { ...z }")
	f.Add(doubling(maxDefinitions - 2))
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, maxTokens)
		if err != nil || len(text) > maxSource {
			return
		}
		first, second := survey(doc), survey(doc)
		if (first == nil) != (second == nil) {
			t.Errorf("first %v, then %v", first, second)
		}
	})
}

// FuzzTransport: every request gets an answer of the form that is promised, and
// none that panicked.
func FuzzTransport(f *testing.F) {
	for _, s := range [][5]string{
		{"POST", "application/json", "", "", `{"query":"{ me { name } }"}`},
		{"POST", "application/json; charset=utf-8", "application/graphql-response+json", "", `{"query":"query Q($x: ID!) { need(id: $x) { id } }","variables":{"x":"y"},"operationName":"Q"}`},
		{"GET", "", "text/event-stream;q=0.9, application/json;q=.1", "query=%7Bme%7Bname%7D%7D", ""},
		{"GET", "", "*/*", "query=mutation&variables=%5B%5D&extensions=7", ""},
		{"POST", "text/plain", "image/png", "", "query"},
		{"POST", "application/json", "application/json;q=0", "", `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`},
		{"PUT", "application/json", "", "", "[]"},
	} {
		f.Add(s[0], s[1], s[2], s[3], s[4])
	}
	d := tucson(1, 1)
	f.Fuzz(func(t *testing.T, method, content, accepts, query, body string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "/graphql", strings.NewReader(body))
		if err != nil {
			return
		}
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", content)
		if accepts != "" {
			r.Header.Set("Accept", accepts)
		}
		w := httptest.NewRecorder()
		Handler(Options{App: missing{d}}).ServeHTTP(w, r)
		checkAnswer(t, w)
	})
}

// missing are use cases in which nothing can be followed, so that every answer ends.
type missing struct{ *double }

func (missing) Record(_ context.Context, _ *app.Viewer, id string) (eic.Record, error) {
	return nil, fault.Missing("record", id)
}

func checkAnswer(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code >= 500 {
		t.Errorf("answered %d: %s", w.Code, w.Body)
	}
	media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	switch media {
	case eventStream:
		if text := w.Body.String(); !strings.HasSuffix(text, "event: complete\ndata:\n\n") {
			t.Errorf("a stream that does not end: %q", text)
		}
	case plainJSON, graphqlJSON:
		var answer struct {
			Data   json.RawMessage
			Errors []json.RawMessage
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.Data == nil && len(answer.Errors) == 0 {
			t.Errorf("%d %q: %v", w.Code, w.Body, err)
		}
		if w.Code >= 400 && answer.Data != nil {
			t.Errorf("%d has data: %s", w.Code, w.Body)
		}
	default:
		t.Errorf("answered as %q", media)
	}
	if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Vary") == "" {
		t.Errorf("headers: %v", w.Header())
	}
}

// FuzzEventName: what a reader says to have seen is a version, or refused.
func FuzzEventName(f *testing.F) {
	for _, s := range []string{"", "1", "-1", "9223372036854775808", "1e3", "\x00"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, header, argument string) {
		seen, err := seenVersion(header, &argument, 7)
		if err == nil && (seen < 0 || argument == "" && seen != 7) {
			t.Errorf("%q, %q: seen %d", header, argument, seen)
		}
	})
}
