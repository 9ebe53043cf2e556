package neo4jtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// startup bounds the first start, which may fetch the server.
const startup = 10 * time.Minute

// Shared is the one server of a test package. The zero value is ready.
type Shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Run runs the tests of a package and ends the server if one was started. It
// returns the exit code, as m.Run does.
func (s *Shared) Run(m *testing.M) int {
	code := m.Run()
	if s.server != nil {
		if err := s.server.Remove(); err != nil {
			fmt.Fprintln(os.Stderr, "neo4jtest:", err)
		}
	}
	return code
}

// Server returns the package's server, started at the first call, and started again
// if the test before left it paused or dead. Without one the test is skipped; in CI it fails.
func (s *Shared) Server(t testing.TB) *Server {
	t.Helper()
	s.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), startup)
		defer cancel()
		s.server, s.err = Start(ctx)
	})
	if s.err != nil {
		Missing(t, s.err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), startup)
	defer cancel()
	if err := s.server.Revive(ctx); err != nil {
		t.Fatal(err)
	}
	return s.server
}

// Missing ends a test for want of a server: it is skipped, and in CI it fails.
func Missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("no Neo4j to test with: %v", err)
	}
	t.Skipf("no Neo4j to test with: %v; set NEO4J_TEST_URI, or install a JDK and Maven", err)
}
