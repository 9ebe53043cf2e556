package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// attacks are the requests that a hostile client sends, each of which took down or
// held up some GraphQL service, and what is to be said to them.
func attacks() []attack {
	invalid := []string{"400 INVALID"}
	return []attack{
		{"3 MB of nesting", []string{"413 INVALID", "closed"}, query(strings.Repeat("{me", 1<<20))},
		{"nesting in 200 KB", invalid, query(strings.Repeat("{me", 65_000))},
		{"nesting in 16 KB", invalid, query("{me" + strings.Repeat("{clusters{id}", 1_000) + strings.Repeat("}", 1_001))},
		{"lists in lists", invalid, query("{need(id:" + strings.Repeat("[", 7_000) + strings.Repeat("]", 7_000) + "){id}}")},
		{"fragments that double", invalid, query(doubling(30))},
		{"fragments in a circle", invalid, query("{...A} fragment A on Query {...B ...B} fragment B on Query {...A ...A}")},
		{"aliases", invalid, query("{" + numbered("a%d:me{name} ", 500) + "}")},
		{"directives", invalid, query("{me{name" + strings.Repeat(" @include(if:true)", 300) + "}}")},
		{"8,000 __typename", invalid, query("{" + strings.Repeat("__typename ", 8_000) + "}")},
		{"many operations", invalid, query(numbered("query Q%d{__typename}", 600))},
		{"variables by the hundred", invalid, query("query(" + numbered("$v%d:Int ", 500) + "){__typename}")},
		{"lists times lists", invalid, query("{needs(first:100){edges{node{matches(first:100){edges{node{need{matches(first:100){edges{node{score}}}}}}}}}}}")},
		{"huge numbers", invalid, query("{needs(first:" + strings.Repeat("9", 5_000) + "){edges{node{id}}}}")},
		{"huge numbers in variables", invalid, body(`{"query":"query($n:Int){needs(first:$n){edges{node{id}}}}","variables":{"n":1e` + strings.Repeat("9", 100_000) + `}}`)},
		{"deep JSON", invalid, body(`{"query":"{__typename}","variables":` + strings.Repeat(`{"a":`, 40_000) + "1" + strings.Repeat("}", 40_000) + "}")},
		{"deep JSON in extensions", invalid, body(`{"query":"{__typename}","extensions":` + strings.Repeat("[", 100_000))},
		{"not JSON", invalid, body(strings.Repeat("\x00\xff", 100_000))},
		{"suggestions", invalid, query("{" + numbered("nam%d ", 700) + "}")},
		{"bad tokens", []string{"401 UNAUTHENTICATED"}, badToken},
		{"a hundred headers", []string{"431"}, headers},
		{"gzip", []string{"415 INVALID"}, zipped},
	}
}

// doubling is a document of n fragments, each of which spreads the next one twice.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{...F0}")
	for i := range n {
		fmt.Fprintf(&b, " fragment F%d on Query{...F%d ...F%d}", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on Query{__typename}", n)
	return b.String()
}

// numbered repeats a text with the numbers from 0 on.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func query(text string) func(*hostile) (string, error) {
	written, _ := json.Marshal(map[string]string{"query": text}) // a string always marshals
	return body(string(written))
}

func body(text string) func(*hostile) (string, error) {
	return func(h *hostile) (string, error) { return h.post(strings.NewReader(text)) }
}

// with sends a small query with headers.
func (h *hostile) with(header http.Header) (string, error) {
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url+"/graphql", strings.NewReader(`{"query":"{__typename}"}`))
	if err != nil {
		return "", err
	}
	r.Header = header
	r.Header.Set("Content-Type", "application/json")
	answer, err := h.http.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(fmt.Sprint(answer.StatusCode, " ", refusedAs(text))), nil
}

func badToken(h *hostile) (string, error) {
	return h.with(http.Header{"Authorization": {"Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0." + strings.Repeat("A", 86)}})
}

func headers(h *hostile) (string, error) {
	header := http.Header{}
	for i := range 100 {
		header.Set(fmt.Sprint("X-", i), strings.Repeat("x", 1_000))
	}
	return h.with(header)
}

func zipped(h *hostile) (string, error) {
	return h.with(http.Header{"Content-Encoding": {"gzip"}})
}
