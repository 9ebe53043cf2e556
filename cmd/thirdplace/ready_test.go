package main

import (
	"net"
	"strings"
	"testing"
)

func TestReady(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo", "--data", w.dir)
	addr := strings.TrimPrefix(s.url, "http://")
	w.want(w.run("ready", "--addr", addr), exitOK, "ready\n")
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	for _, everywhere := range []string{":" + port, "0.0.0.0:" + port, "[::]:" + port} {
		w.want(w.run("ready", "--addr", everywhere), exitOK, "ready\n")
	}
	w.env["THIRDPLACE_ADDR"] = addr
	w.want(w.run("ready"), exitOK, "ready\n")
	s.stop()
	w.want(w.run("ready"), exitFailed, "nothing answers at "+addr)
	w.want(w.run("ready", "--addr", "here"), exitUsage, "--addr here")
}
