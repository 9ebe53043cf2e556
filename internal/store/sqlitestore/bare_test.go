package sqlitestore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/store"
)

// TestBareSearch is a part of the benchmark of the program: it searches the
// store that THIRDPLACE_BENCH_STORE names for each query it reads, by the
// full-text index and nothing else, and says how many nanoseconds that took.
func TestBareSearch(t *testing.T) {
	path := os.Getenv("THIRDPLACE_BENCH_STORE")
	if path == "" {
		t.Skip("the benchmark of the program runs it")
	}
	s, err := OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	queries := json.NewDecoder(os.Stdin)
	for {
		var q struct{ Words, Topics []store.Token }
		err := queries.Decode(&q)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		err = s.readers.with(t.Context(), func(c *conn) error {
			return c.query(t.Context(), func(row) error { return nil },
				"SELECT rowid FROM shelf_open_funds (?1) ORDER BY rank LIMIT 500", matching(q.Words, q.Topics))
		})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("\ntook %d\n", time.Since(began).Nanoseconds())
	}
}

// matching writes the query for documents with one of the words in title or
// body, or one of the topics.
func matching(words, topics []store.Token) string {
	text, about := anyOf(texts(words)), anyOf(texts(topics))
	switch {
	case about == "":
		return "{title body} : (" + text + ")"
	case text == "":
		return "topics : (" + about + ")"
	}
	return "({title body} : (" + text + ")) OR (topics : (" + about + "))"
}

func texts(tokens []store.Token) (list []string) {
	for _, token := range tokens {
		list = append(list, token.Text)
	}
	return list
}
