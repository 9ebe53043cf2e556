package neo4jtest

import (
	"context"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"
)

func (s *Server) driver() (neo4j.DriverWithContext, error) {
	return neo4j.NewDriverWithContext(s.URI, neo4j.BasicAuth(s.Username, s.Password, ""), func(c *config.Config) {
		c.SocketConnectTimeout, c.MaxTransactionRetryTime = time.Second, 0
		c.ConnectionAcquisitionTimeout = 5 * time.Second
	})
}

// Query runs a statement with parameters and returns its rows; a failure ends the test.
func (s *Server) Query(t testing.TB, statement string, parameters map[string]any) [][]any {
	t.Helper()
	rows, _ := s.summarized(t, statement, parameters)
	return rows
}

// Explain returns the plan of a statement, as the server draws it.
func (s *Server) Explain(t testing.TB, statement string, parameters map[string]any) string {
	t.Helper()
	_, summary := s.summarized(t, "EXPLAIN "+statement, parameters)
	if summary.Plan() == nil {
		t.Fatalf("%.60q has no plan", statement)
	}
	drawn, _ := summary.Plan().Arguments()["string-representation"].(string)
	return drawn
}

// Warnings returns what the server has against a statement, without running it.
func (s *Server) Warnings(t testing.TB, statement string) []string {
	t.Helper()
	_, summary := s.summarized(t, "EXPLAIN "+statement, nil)
	var all []string
	for _, n := range summary.Notifications() {
		if n.SeverityLevel() == notifications.Warning {
			all = append(all, n.Code()+": "+n.Description())
		}
	}
	return all
}

// Try runs a statement and returns why the server refused it, or nil.
func (s *Server) Try(t testing.TB, statement string, parameters map[string]any) error {
	t.Helper()
	_, _, err := s.ask(t, statement, parameters)
	return err
}

func (s *Server) summarized(t testing.TB, statement string, parameters map[string]any) ([][]any, neo4j.ResultSummary) {
	t.Helper()
	rows, summary, err := s.ask(t, statement, parameters)
	if err != nil {
		t.Fatalf("%.60q: %v", statement, err)
	}
	return rows, summary
}

func (s *Server) ask(t testing.TB, statement string, parameters map[string]any) (rows [][]any, summary neo4j.ResultSummary, err error) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	driver, err := s.driver()
	if err != nil {
		return nil, nil, err
	}
	defer driver.Close(ctx)
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: s.Database})
	defer session.Close(ctx)
	result, err := session.Run(ctx, statement, parameters)
	if err != nil {
		return nil, nil, err
	}
	for result.Next(ctx) {
		rows = append(rows, result.Record().Values)
	}
	summary, err = result.Consume(ctx)
	return rows, summary, err
}

// Empty removes every node but those that say how far the schema is.
func (s *Server) Empty(t testing.TB) {
	t.Helper()
	s.Query(t, "MATCH (n) WHERE NOT n:__Neo4jMigration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS", nil)
}

// Wipe removes everything: nodes, constraints and indexes.
func (s *Server) Wipe(t testing.TB) {
	t.Helper()
	s.Query(t, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS", nil)
	for _, row := range s.Query(t, "SHOW CONSTRAINTS YIELD name", nil) {
		s.Query(t, "DROP CONSTRAINT $name", map[string]any{"name": row[0]})
	}
	for _, row := range s.Query(t, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'", nil) {
		s.Query(t, "DROP INDEX $name", map[string]any{"name": row[0]})
	}
}
