package neo4jstore_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var block = regexp.MustCompile("(?s)```cypher\n(.*?)```")

// The queries that docs/neo4j.md offers can be run, and use names that are there.
func TestDocumentedQueries(t *testing.T) {
	server := servers.Server(t)
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "neo4j.md"))
	if err != nil {
		t.Fatal(err)
	}
	queries := block.FindAllSubmatch(text, -1)
	if len(queries) < 10 {
		t.Fatalf("found %d queries, want ten", len(queries))
	}
	populate(t, server)
	for _, query := range queries {
		server.Query(t, string(query[1]), nil)
		for _, warning := range server.Warnings(t, string(query[1])) {
			t.Errorf("%.60q: %s", query[1], warning)
		}
	}
}
