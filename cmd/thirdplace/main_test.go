package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
)

// asProgram in the environment makes the test's own binary the program.
const asProgram = "THIRDPLACE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main() // ends the process
	}
	flag.Parse()
	os.Exit(servers.Run(m))
}

// servers is the Neo4j that tests of the whole program share.
var servers neo4jtest.Shared

// world is a machine on which the program runs: its environment, and a data
// folder that is its own.
type world struct {
	t   *testing.T
	dir string
	env map[string]string
	now func() time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	home := t.TempDir()
	return &world{
		t: t, dir: filepath.Join(home, "data"), now: time.Now,
		env: map[string]string{"HOME": home, "LocalAppData": home, "XDG_DATA_HOME": filepath.Join(home, "xdg")},
	}
}

// outcome is what a command came to.
type outcome struct {
	code     int
	out, err string
}

// run runs a command to its end.
func (w *world) run(args ...string) outcome { return w.runWith(strings.NewReader(""), args...) }

func (w *world) runWith(in io.Reader, args ...string) outcome {
	w.t.Helper()
	var out, err bytes.Buffer
	code := w.main(in, &out, &err).Run(w.t.Context(), args)
	return outcome{code, out.String(), err.String()}
}

func (w *world) main(in io.Reader, out, err io.Writer) *Main {
	env := maps.Clone(w.env)
	return &Main{Stdin: in, Stdout: out, Stderr: err, Getenv: func(name string) string { return env[name] }, Now: w.now}
}

// file writes a file and returns its path.
func (w *world) file(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.env["HOME"], name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// want fails the test if a command did not end as it should.
func (w *world) want(got outcome, code int, says string) {
	w.t.Helper()
	if got.code != code || !strings.Contains(got.out+got.err, says) {
		w.t.Fatalf("status %d, want %d and %q\nstandard output: %s\nstandard error: %s", got.code, code, says, got.out, got.err)
	}
}

// server is a serve at work.
type server struct {
	url  string
	rest *bytes.Buffer // of standard output, after the first line; complete once stopped
	log  *bytes.Buffer // complete once stopped
	stop func() int    // as SIGTERM does; returns the exit status
}

// serve starts a server on a free port and waits until it is ready.
func (w *world) serve(args ...string) *server {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	reader, writer := io.Pipe()
	s := &server{rest: new(bytes.Buffer), log: new(bytes.Buffer)}
	code, copied := make(chan int, 1), make(chan bool)
	go func() {
		code <- w.main(strings.NewReader(""), writer, s.log).Run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...))
		writer.Close()
	}()
	lines := bufio.NewReader(reader)
	first, err := lines.ReadString('\n')
	go func() { io.Copy(s.rest, lines); close(copied) }()
	s.stop = sync.OnceValue(func() int { cancel(); <-copied; return <-code })
	w.t.Cleanup(func() { s.stop() })
	if err != nil {
		w.t.Fatalf("it ended with status %d before it was ready: %s", s.stop(), s.log)
	}
	var ok bool
	if s.url, ok = strings.CutPrefix(strings.TrimSpace(first), "thirdplace: "); !ok {
		w.t.Fatalf("the first line is %q", first)
	}
	return s
}

func TestHelpNamesEveryCommand(t *testing.T) {
	w := newWorld(t)
	for _, asked := range []string{"help", "--help", "-h"} {
		got := w.run(asked)
		w.want(got, exitOK, "--demo")
		for _, c := range commands() {
			if !strings.Contains(got.out, "thirdplace "+c.name) {
				t.Errorf("%s does not name %s:\n%s", asked, c.name, got.out)
			}
		}
	}
}

func TestHelpShowsFlagsAndVariables(t *testing.T) {
	flags := map[string][]string{
		"serve": {"demo", "dev", "addr", "data", "cells", "origin", "metrics-addr", "oidc-issuer", "oidc-audience", "oidc-keys", "weights",
			"embeddings-url", "embeddings-model", "embeddings-dimensions",
			"rate-limit", "concurrency", "trusted-proxies", "tls-cert", "tls-key", "trusted-documents"},
		"import":   {"data", "cells", "format", "cluster", "source", "rejects", "ntee"},
		"export":   {"data", "cells"},
		"backup":   {"data", "cells"},
		"evaluate": {"json", "places", "today", "weights", "embeddings-url", "embeddings-model", "embeddings-dimensions"},
		"tune":     {"out", "places", "today", "weights", "embeddings-url", "embeddings-model", "embeddings-dimensions"},
		"token":    {"data", "cells", "cluster", "source", "person", "service-account", "ttl", "rotate", "forget"},
		"check":    {"data", "cells"},
		"ready":    {"addr", "tls-cert"},
		"version":  {},
	}
	flags["serve"] = append(flags["serve"], "keep-events", "keep-audit")
	for _, c := range commands() {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			got := w.run(c.name, "--help")
			w.want(got, exitOK, "thirdplace "+c.name)
			if shown, want := strings.Count(got.out, "\n  --"), len(flags[c.name]); shown != want {
				t.Errorf("%d flags are shown, want %d:\n%s", shown, want, got.out)
			}
			for _, name := range flags[c.name] {
				if !strings.Contains(got.out, "  --"+name) || !strings.Contains(got.out, "environment: "+variable(name)+"\n") {
					t.Errorf("--%s and %s are not shown:\n%s", name, variable(name), got.out)
				}
			}
		})
	}
}

func TestAskedWrongly(t *testing.T) {
	cases := []struct {
		name string
		args []string
		says string
	}{
		{"no such command", []string{"sreve"}, `no command "sreve"`},
		{"no such flag", []string{"--dmeo"}, "-dmeo"},
		{"an argument too many", []string{"check", "now"}, "now"},
		{"a server with an argument", []string{"serve", "here"}, "here"},
		{"import of nothing", []string{"import"}, "at least one file"},
		{"a backup to nowhere", []string{"backup"}, "one file"},
		{"export to two files", []string{"export", "a", "b"}, "one file"},
		{"a token for nobody", []string{"token"}, "--person"},
		{"a token from nowhere", []string{"token", "--person", "p1"}, "--source"},
		{"a token for no time", []string{"token", "--person", "p1", "--source", "s", "--ttl", "-1h"}, "--ttl"},
		{"a token for two", []string{"token", "--person", "p1", "--source", "s", "--service-account", "service.0123456789.0123456789abcdefghij"}, "not both"},
		{"a token for no program", []string{"token", "--service-account", "x"}, "--service-account x"},
		{"a token for two years", []string{"token", "--person", "p1", "--source", "s", "--ttl", "17520h"}, "at most a year"},
		{"forgetting without a new key", []string{"token", "--forget", "--person", "p1", "--source", "s"}, "goes with --rotate"},
		{"events for a week", []string{"serve", "--keep-events", "7"}, "--keep-events 7"},
		{"an audit log for ever", []string{"serve", "--keep-audit", "ever"}, "--keep-audit ever"},
		{"a token for ever", []string{"token", "--person", "p1", "--source", "s", "--ttl", "ever"}, "--ttl"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.want(w.run(c.args...), exitUsage, c.says)
			if _, err := os.Stat(w.env["XDG_DATA_HOME"]); err == nil {
				t.Error("something was written")
			}
		})
	}
}

func TestVersion(t *testing.T) {
	w := newWorld(t)
	got := w.run("version")
	w.want(got, exitOK, "thirdplace ")
	if strings.Count(got.out, "\n") != 1 || got.err != "" {
		t.Errorf("got %q and %q, want one line", got.out, got.err)
	}
}

func TestStrangeAddressIsRefused(t *testing.T) {
	for _, args := range [][]string{
		{"serve", "--demo"}, {"import", "x"}, {"export"}, {"backup", "x"}, {"token", "--source", "s", "--person", "p"}, {"check"},
	} {
		t.Run(args[0], func(t *testing.T) {
			w := newWorld(t)
			w.env["NEO4J_URI"] = "postgres://secret@localhost:7687"
			got := w.run(args...)
			w.want(got, exitUsage, "NEO4J_URI")
			if strings.Contains(got.err, "secret") || strings.Count(got.err, "NEO4J_URI is not") != 1 {
				t.Errorf("it says %q", got.err)
			}
		})
	}
}
