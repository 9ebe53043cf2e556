package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
)

// told is what is to be copied, and the address of the example.
type told struct{ uri, user, password, http string }

var (
	copied  = regexp.MustCompile(`^export NEO4J_URI=(bolt://127\.0\.0\.1:\d+)\nexport NEO4J_USERNAME=(\S+) NEO4J_PASSWORD=(\S+)\n$`)
	address = regexp.MustCompile(`http://127\.0\.0\.1:\d+/db/neo4j/query/v2`)
)

// running is a server at work; end tells it to end and returns the exit status.
func running(t *testing.T, args ...string) (told, func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"-bolt", "0", "-http", "0"}, args...), &out, writer)
		writer.Close()
	}()
	var said strings.Builder
	lines := bufio.NewScanner(reader)
	for lines.Scan() && lines.Text() != "Ctrl-C ends it." {
		said.WriteString(lines.Text() + "\n")
	}
	go io.Copy(io.Discard, reader)
	end := func() int { cancel(); return <-code }
	found := copied.FindStringSubmatch(out.String())
	if found == nil {
		if status := end(); strings.Contains(said.String(), "JDK") || strings.Contains(said.String(), "Maven") {
			neo4jtest.Missing(t, errors.New(said.String()))
		} else {
			t.Fatalf("it ended with %d: %s%s", status, &out, &said)
		}
	}
	t.Cleanup(cancel)
	return told{found[1], found[2], found[3], address.FindString(said.String())}, end
}

// ask sends the example's request with a statement of its own.
func (s told) ask(t *testing.T, statement string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.http, strings.NewReader(`{"statement":"`+statement+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.SetBasicAuth(s.user, s.password)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%d %s: %v", answer.StatusCode, body, err)
	}
	return string(body)
}

// What was written in a folder is there the next time, under the same password.
func TestServeKeepsItsFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "graph")
	first, end := running(t, "-data", folder)
	first.ask(t, "CREATE (:Kept {n: 7})")
	if code := end(); code != 0 {
		t.Fatalf("it ended with %d", code)
	}
	again, end := running(t, "-data", folder)
	if got := again.ask(t, "MATCH (k:Kept) RETURN k.n"); !strings.Contains(got, "7") || again.password != first.password {
		t.Errorf("got %s, and %q for a password that was %q", got, again.password, first.password)
	}
	if code := end(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	if l, err := net.Listen("tcp", strings.TrimPrefix(again.uri, "bolt://")); err != nil {
		t.Errorf("somebody still listens: %v", err)
	} else {
		l.Close()
	}
}

func TestServeRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	strange := t.TempDir()
	if err := os.WriteFile(filepath.Join(strange, "letters.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a port that is taken", []string{"-bolt", port, "-http", "0"}, 1, port},
		{"a folder of somebody else", []string{"-bolt", "0", "-http", "0", "-data", strange}, 1, "other things"},
		{"an argument", []string{"here"}, 2, "here"},
		{"no such flag", []string{"-x"}, 2, "-x"},
		{"help", []string{"-h"}, 0, "-data"},
	}
	for _, c := range cases {
		var out, say bytes.Buffer
		code := run(t.Context(), c.args, &out, &say)
		if strings.Contains(say.String(), "JDK") || strings.Contains(say.String(), "Maven") {
			neo4jtest.Missing(t, errors.New(say.String()))
		}
		if code != c.code || !strings.Contains(say.String(), c.says) || out.Len() > 0 {
			t.Errorf("%s: status %d, %q; want %d and %q", c.name, code, &say, c.code, c.says)
		}
	}
	if left, err := os.ReadDir(strange); err != nil || len(left) != 1 {
		t.Errorf("the folder has %v now, %v", left, err)
	}
}
