package neo4jtest

import (
	"os"
	"testing"
)

var servers Shared

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }

func TestServerComesBack(t *testing.T) {
	server := servers.Server(t)
	if !server.Owned() {
		t.Skip("the server is not this test's own")
	}
	server.Wipe(t)
	server.Query(t, "CREATE (:Kept {n: $n})", map[string]any{"n": 7})
	if err := server.Pause(); err != nil {
		t.Fatal(err)
	}
	if err := server.Continue(); err != nil {
		t.Fatal(err)
	}
	for name, left := range map[string]func() error{"paused": server.Pause, "dead": server.Kill} {
		if err := left(); err != nil {
			t.Fatal(err)
		}
		if rows := servers.Server(t).Query(t, "RETURN 1", nil); len(rows) != 1 {
			t.Errorf("left %s: got %v", name, rows)
		}
	}
	for name, end := range map[string]func() error{"kill": server.Kill, "stop": server.Stop} {
		if err := end(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := server.Restart(t.Context()); err != nil {
			t.Fatalf("after %s: %v", name, err)
		}
		if rows := server.Query(t, "MATCH (k:Kept) RETURN k.n", nil); len(rows) != 1 || rows[0][0] != int64(7) {
			t.Errorf("after %s: got %v, want what was kept", name, rows)
		}
	}
}
