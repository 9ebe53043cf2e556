package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// clients is where the programs are that other people's clients are tried by.
const clients = "testdata/clients"

// tools returns a folder with those programs and what they need, which npm
// fetches once for each state of the lock file.
func tools(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is needed to try other people's clients: %v", program, err)
			}
			t.Skipf("%s is not installed, and other people's clients are not tried", program)
		}
	}
	lock, err := os.ReadFile(filepath.Join(clients, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256(lock)
	fetched := filepath.Join(cache, "thirdplace", "clients-"+hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(fetched); err != nil {
		fetch(t, fetched)
	}
	folder := t.TempDir()
	if err := os.Symlink(filepath.Join(fetched, "node_modules"), filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(folder, "run"), os.DirFS(clients)); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "run")
}

// fetch installs what the lock file names. Several tests may do so at once: the
// first to be ready is kept.
func fetch(t *testing.T, into string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(into), 0o755); err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp(filepath.Dir(into), "fetching-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if err := os.CopyFS(folder, os.DirFS(clients)); err != nil {
		t.Fatal(err)
	}
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = folder
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	if err := os.Rename(folder, into); err != nil {
		if _, other := os.Stat(into); other != nil {
			t.Fatal(err)
		}
	}
}

// try runs a program against the service and returns how many cases it told of,
// each of which is a test.
func try(t *testing.T, program string, arguments ...string) (cases int) {
	t.Helper()
	node := exec.CommandContext(t.Context(), "node", append([]string{filepath.Join(tools(t), program)}, arguments...)...)
	var failed strings.Builder
	node.Stderr = &failed
	out, err := node.StdoutPipe()
	if err == nil {
		err = node.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); cases++ {
		var told struct {
			Name, Why string
			OK        bool
		}
		if err := json.Unmarshal(lines.Bytes(), &told); err != nil {
			t.Errorf("%s says %q: %v", program, lines.Text(), err)
		}
		t.Run(told.Name, func(t *testing.T) {
			if !told.OK {
				t.Error(told.Why)
			}
		})
	}
	if err := node.Wait(); err != nil {
		t.Errorf("%s: %v: %s", program, err, &failed)
	}
	return cases
}

// TestGraphQLOverHTTP has the audits of the specification's authors try the real
// program, without introspection.
func TestGraphQLOverHTTP(t *testing.T) {
	p, teacher := newWorld(t).process()
	p.start()
	if got := try(t, "audits.mjs", p.url.Load().(string)+"/graphql", teacher.token); got != 61 {
		t.Errorf("%d audits, want 61", got)
	}
	p.stop()
}

// TestClients has the usual clients of both protocols of subscriptions talk to the
// real program.
func TestClients(t *testing.T) {
	p, teacher := newWorld(t).process()
	p.start()
	teacher.share(1)
	if got := try(t, "clients.mjs", p.url.Load().(string)+"/graphql", teacher.token, teacher.shared[0]); got != 10 {
		t.Errorf("%d cases, want 10", got)
	}
	p.stop()
}
