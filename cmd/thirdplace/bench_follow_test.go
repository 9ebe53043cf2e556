package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
)

// followers is how many people follow one need, as many as the program lets.
const followers = streamsMost

// BenchmarkFollow has people follow a need by server-sent events, each over a
// connection of their own, and changes it: how long until the last of them is
// told, and what each takes of the program's memory while nothing happens.
func BenchmarkFollow(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("many addresses of one machine are there on Linux only")
	}
	t := &town{program: built(b, b.TempDir(), "build", "."), folder: filepath.Join(b.TempDir(), "data")}
	lines := filepath.Join(b.TempDir(), "small.ndjson")
	if err := os.WriteFile(lines, []byte(smallCluster), 0o600); err != nil {
		b.Fatal(err)
	}
	if out, err := t.command(b, "import", lines).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	token, err := t.command(b, "token", "--source", "ndjson", "--person", "p1", "--ttl", "24h").Output()
	if err != nil {
		b.Fatal(err)
	}
	t.token = strings.TrimSpace(string(token))
	r := t.start(b)
	defer r.stop()
	need := eic.DeriveID(eic.NeedType, eic.ClusterIDOf("tucson"), eic.External{Source: "ndjson", ID: "n1"})
	r.ask(`query($id: ID!) { need(id: $id) { id } }`, map[string]any{"id": need})

	before := r.memory()
	told := make(chan time.Time, followers)
	for i := range followers {
		r.follow(need, net.IPv4(127, 0, 1, byte(1+i/streamsMostEach)), told)
	}
	each := (r.memory() - before) * 1024 / followers
	var slowest, cpu time.Duration
	rounds := 0
	for b.Loop() {
		rounds++
		spent := r.cpu()
		r.ask(`mutation($input: UpdateNeedInput!) { updateNeed(input: $input) { need { id } } }`,
			map[string]any{"input": map[string]any{"id": need, "version": rounds, "need": map[string]any{"title": fmt.Sprint("Bees ", rounds)}}})
		began := time.Now()
		var last time.Time
		for range followers {
			last = <-told
		}
		slowest, cpu = max(slowest, last.Sub(began)), cpu+r.cpu()-spent
	}
	b.ReportMetric(each, "KB/follower")
	b.ReportMetric(float64(slowest.Milliseconds()), "ms-to-last")
	b.ReportMetric(float64(cpu.Microseconds())/float64(rounds*followers), "cpu-us/follower")
}

// follow opens a stream from an address of this machine and says when it tells of
// a change.
func (r *running) follow(need eic.ID, from net.IP, told chan<- time.Time) {
	r.b.Helper()
	address, err := url.Parse(r.url)
	if err != nil {
		r.b.Fatal(err)
	}
	conn, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}).DialContext(r.b.Context(), "tcp", address.Host)
	if err != nil {
		r.b.Fatal(err)
	}
	r.b.Cleanup(func() { conn.Close() })
	body, err := json.Marshal(map[string]any{
		"query":     `subscription($id: ID!) { needChanged(id: $id) { event need { id title status version } } }`,
		"variables": map[string]any{"id": need},
	})
	if err != nil {
		r.b.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s",
		address.Host, r.token, len(body), body)
	in := bufio.NewReaderSize(conn, 1024)
	answer, err := http.ReadResponse(in, nil)
	if err != nil || answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(answer.Body)
		r.b.Fatalf("%v, %v: %s", answer, err, text)
	}
	go func() {
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if lines.Text() == "event: next" {
				told <- time.Now()
			}
		}
	}()
}
