package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestServeWithoutItsDatabase: a service whose database is away starts, says
// so, tells requests to come back, and ends as it should.
func TestServeWithoutItsDatabase(t *testing.T) {
	w := newWorld(t)
	w.want(w.run("token", "--data", w.dir, "--source", "x", "--person", "x"), exitFailed, "there is no graph")
	w.env["NEO4J_URI"] = "bolt://" + vacant(t)
	addr := vacant(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out, err bytes.Buffer // read after the end only
	ended := make(chan int, 1)
	go func() {
		ended <- w.main(strings.NewReader(""), &out, &err).Run(ctx, []string{"serve", "--dev", "--data", w.dir, "--addr", addr})
	}()
	url := "http://" + addr
	for deadline := time.Now().Add(20 * time.Second); ; {
		if answer, err := http.Get(url + "/healthz"); err == nil {
			answer.Body.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("it does not listen")
		}
		select {
		case code := <-ended:
			t.Fatalf("it ended with %d: %s", code, &err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	if answer, err := http.Get(url + "/readyz"); err != nil || answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("ready: %v %v", answer, err)
	}
	w.want(w.run("ready", "--addr", addr), exitFailed, "is not ready")
	status, body := ask(t, url+"/graphql", "", "es", `{"query":"{ me { name } }"}`)
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "UNAVAILABLE") || !strings.Contains(body, "retryAfter") {
		t.Errorf("asked: %d %s", status, body)
	}
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("it ended with %d: %s", code, &err)
	}
	if out.Len() > 0 || !strings.Contains(err.String(), "does not answer yet") {
		t.Errorf("standard output %q, standard error %q", &out, &err)
	}
}

// vacant returns an address of this machine on which nobody listens.
func vacant(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
