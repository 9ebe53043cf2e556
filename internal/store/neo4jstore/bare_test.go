package neo4jstore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// TestBareCalls is a part of the benchmark of the program: in the graph that
// THIRDPLACE_BENCH_URI names it does what each line it reads asks for by the
// driver's session.Run of the statement that the store sends, by its ExecuteQuery
// and by the store itself, each first in its turn, and says how many nanoseconds
// each took.
func TestBareCalls(t *testing.T) {
	uri := os.Getenv("THIRDPLACE_BENCH_URI")
	if uri == "" {
		t.Skip("the benchmark of the program runs it")
	}
	s, err := Open(t.Context(), Config{URI: uri, Username: os.Getenv("NEO4J_USERNAME"), Password: os.Getenv("NEO4J_PASSWORD"), Database: os.Getenv("NEO4J_DATABASE")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	lines := json.NewDecoder(os.Stdin)
	for turn := 0; ; turn++ {
		var a bareCall
		err := lines.Decode(&a)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		statement, parameters := a.statement()
		ways := []func() error{
			func() error { return s.bareRun(t, statement, parameters) },
			func() error { return s.bareQuery(t, statement, parameters) },
			func() error { return s.bareStore(t, a) },
		}
		var took [3]int64
		for i := range ways {
			way := (turn + i) % len(ways)
			began := time.Now()
			if err := ways[way](); err != nil {
				t.Fatal(err)
			}
			took[way] = time.Since(began).Nanoseconds()
		}
		fmt.Printf("\ntook %d %d %d\n", took[0], took[1], took[2])
	}
}

// bareCall is what the benchmark wants done: a recall from all shelves of offers,
// or the reading of one record.
type bareCall struct {
	Cluster       eic.ClusterID
	Words, Topics []store.Token
	ID            eic.ID
}

func (a bareCall) query() []store.Query {
	q := store.Query{Cluster: a.Cluster, Words: a.Words, Topics: a.Topics, Limit: 500}
	for kind := eic.FundOfKnowledge; kind <= eic.Study; kind++ {
		q.Shelves = append(q.Shelves, store.OfferShelf(kind, false), store.OfferShelf(kind, true))
	}
	return []store.Query{q}
}

// statement is what the store sends.
func (a bareCall) statement() (string, map[string]any) {
	if a.ID != "" {
		return fetchCypher, byLabel([]eic.ID{a.ID})
	}
	return recallCypher, parametersOf(searchesOf(a.query()))
}

func (s *Store) bareStore(t *testing.T, a bareCall) (err error) {
	if a.ID != "" {
		_, err = s.Fetch(t.Context(), []eic.ID{a.ID})
	} else {
		_, err = s.Recall(t.Context(), a.query())
	}
	return err
}

func (s *Store) bareRun(t *testing.T, statement string, parameters map[string]any) error {
	session := s.driver.NewSession(t.Context(), neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead, DatabaseName: s.config.Database})
	result, err := session.Run(t.Context(), statement, parameters)
	if err != nil {
		return err
	}
	_, err = result.Single(t.Context())
	return errors.Join(err, session.Close(t.Context()))
}

func (s *Store) bareQuery(t *testing.T, statement string, parameters map[string]any) error {
	_, err := neo4j.ExecuteQuery(t.Context(), s.driver, statement, parameters, neo4j.EagerResultTransformer,
		neo4j.ExecuteQueryWithDatabase(s.config.Database), neo4j.ExecuteQueryWithReadersRouting())
	return err
}
