package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// process is the real program serving, to be killed and started again.
type process struct {
	w       *world
	args    []string
	command *exec.Cmd
	log     *bytes.Buffer // of the last start; complete once it has ended
	drained chan struct{}
	url     atomic.Value // of string
}

// process imports a cluster with a teacher and serves it.
func (w *world) process(args ...string) (p *process, teacher *teller) {
	w.t.Helper()
	w.want(w.run("import", "--data", w.dir, w.file("small.ndjson", smallCluster)), exitOK, "imported 6")
	token := w.run("token", "--data", w.dir, "--source", "ndjson", "--person", "p1", "--ttl", "24h")
	w.want(token, exitOK, ".")
	p = &process{w: w, args: append([]string{"serve", "--data", w.dir}, args...)}
	p.url.Store("http://127.0.0.1:1") // until it is known
	w.t.Cleanup(func() {
		if p.command.ProcessState == nil {
			p.kill()
		}
	})
	return p, &teller{t: w.t, process: p, token: strings.TrimSpace(token.out)}
}

// begin starts the program, without waiting for it.
func (p *process) begin() *bufio.Reader {
	p.w.t.Helper()
	p.command, p.log, p.drained = p.w.program(p.args...), new(bytes.Buffer), make(chan struct{})
	p.command.Stderr = p.log
	out, err := p.command.StdoutPipe()
	if err == nil {
		err = p.command.Start()
	}
	if err != nil {
		p.w.t.Fatal(err)
	}
	return bufio.NewReader(out)
}

// opened waits until the program says where it is.
func (p *process) opened(lines *bufio.Reader) {
	p.w.t.Helper()
	first, err := lines.ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(first), "thirdplace: ")
	if err != nil || !ok {
		p.w.t.Fatalf("the first line is %q: %v", first, err)
	}
	p.url.Store(url)
	go func(drained chan struct{}) {
		defer close(drained)
		_, _ = io.Copy(io.Discard, lines) // what else it says is for people
	}(p.drained)
}

// start starts the program and waits until it serves.
func (p *process) start() {
	p.w.t.Helper()
	p.opened(p.begin())
}

// kill ends the program as kill -9 does.
func (p *process) kill() {
	p.w.t.Helper()
	if err := p.command.Process.Kill(); err != nil {
		p.w.t.Error(err)
	}
	if err := p.command.Wait(); err == nil {
		p.w.t.Error("the program ended by itself")
	}
}

// stop ends the program in good order.
func (p *process) stop() {
	p.w.t.Helper()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		p.w.t.Error(err)
	}
	<-p.drained
	if err := p.command.Wait(); err != nil {
		p.w.t.Errorf("it ended with %v: %s", err, p.log)
	}
	if strings.Contains(p.log.String(), "level=ERROR msg=\"request failed\"") || strings.Contains(p.log.String(), "level=ERROR msg=panic") {
		p.w.t.Errorf("it logged what should not happen:\n%s", p.log)
	}
}

// get returns status and body of an address of the program.
func (p *process) get(path string) (int, string) {
	p.w.t.Helper()
	answer, err := http.Get(p.url.Load().(string) + path)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(text)
}

// teller is a teacher who posts needs and changes them, and says of each answer
// what it came to, as faulttest wants to know it. They also look whether a
// refusal says what it must and nothing it must not.
type teller struct {
	t       *testing.T
	process *process
	token   string
	shared  []string // ids of needs that clients share
	posted  sync.Map // ids of needs by their titles
}

var (
	_ faulttest.Poster    = (*teller)(nil)
	_ faulttest.Registers = (*teller)(nil)
)

// share posts needs for a history.
func (c *teller) share(n int) {
	c.t.Helper()
	for i := range n {
		faulttest.Until(c.t, "a need to share is posted", func() bool {
			id, err := c.postNeed(c.t.Context(), faulttest.Beginning, fmt.Sprint("share ", i))
			if err == nil {
				c.shared = append(c.shared, id)
			} else if !fault.Is(err, fault.Unavailable) { // as a cold database on a busy machine may be
				c.t.Fatal(err)
			}
			return err == nil
		})
	}
}

// need is what is asked of a need.
type need struct {
	ID, Title string
	Version   int64
}

// Read implements faulttest.Registers.
func (c *teller) Read(ctx context.Context, n int) (faulttest.Value, error) {
	var data struct{ Need need }
	err := c.ask(ctx, "", `query($id: ID!) { need(id: $id) { id title version } }`, map[string]any{"id": c.shared[n]}, &data)
	return faulttest.Value{Version: data.Need.Version, Text: data.Need.Title}, err
}

// Swap implements faulttest.Registers.
func (c *teller) Swap(ctx context.Context, n int, from int64, text string) error {
	var data struct{ UpdateNeed struct{ Need need } }
	err := c.ask(ctx, "", `mutation($input: UpdateNeedInput!) { updateNeed(input: $input) { need { id title version } } }`,
		map[string]any{"input": map[string]any{"id": c.shared[n], "version": from, "need": map[string]any{"title": text}}}, &data)
	if err == nil && data.UpdateNeed.Need.Title == "" {
		return fault.New(fault.Internal, fault.Unexpected, "an answer without a need")
	}
	return err
}

// Post implements faulttest.Poster.
func (c *teller) Post(ctx context.Context, key string) error {
	id, err := c.postNeed(ctx, key, key)
	if err == nil {
		c.posted.Store(key, id)
	}
	return err
}

func (c *teller) postNeed(ctx context.Context, title, key string) (id string, err error) {
	var data struct{ PostNeed struct{ Need need } }
	err = c.ask(ctx, key, `mutation($input: PostNeedInput!) { postNeed(input: $input) { need { id title version } } }`,
		map[string]any{"input": map[string]any{"need": map[string]any{"title": title}}}, &data)
	if got := data.PostNeed.Need; err == nil && (got.Title != title || got.ID == "") {
		err = fault.New(fault.Internal, fault.Unexpected, fmt.Sprintf("%q was answered with %+v", title, got))
	}
	return data.PostNeed.Need.ID, err
}

// Look implements faulttest.Poster.
func (c *teller) Look(ctx context.Context, key string) error {
	id, _ := c.posted.Load(key)
	var data struct{ Need *need }
	err := c.ask(ctx, "", `query($id: ID!) { need(id: $id) { id title } }`, map[string]any{"id": id}, &data)
	if err == nil && (data.Need == nil || data.Need.Title != key) {
		err = fault.New(fault.Internal, fault.Unexpected, "what was acknowledged is not there")
	}
	return err
}

// ask sends a request. What is not answered, or only in part, is Unavailable.
func (c *teller) ask(ctx context.Context, key, query string, variables map[string]any, into any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.process.url.Load().(string)+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + c.token, "Idempotency-Key": key} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return unanswered(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return unanswered(err)
	}
	return told(answer.StatusCode, text, into)
}

func unanswered(err error) error {
	return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.Away), Err: err}
}

// unsaid is what drivers, networks and databases say, and an answer must not.
var unsaid = []string{"Neo4j", "Neo.", "neo4j", "Connectivity", "dial", "127.0.0.1", "bolt", "EOF", "reset by", "sqlite", "SQLITE", "deadline"}

// told reads an answer: its data, or its first error as a fault.
func told(status int, text []byte, into any) error {
	var answer struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct {
				Code       string
				Version    int64
				RetryAfter int
			}
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return fmt.Errorf("status %d: %w: %q", status, err, text)
	}
	if len(answer.Errors) == 0 {
		return json.Unmarshal(answer.Data, into)
	}
	for _, words := range unsaid {
		if strings.Contains(string(text), words) {
			return fmt.Errorf("an answer says %q: %s", words, text)
		}
	}
	first := answer.Errors[0]
	e := &fault.Error{Kind: fault.Internal, Version: first.Extensions.Version, Err: errors.New(string(text))}
	switch first.Extensions.Code {
	case "CONFLICT":
		e.Kind = fault.Conflict
	case "UNAVAILABLE", "LIMITED":
		if first.Extensions.RetryAfter < 1 || first.Message == "" {
			return fmt.Errorf("a refusal without a sentence or a time to come back: %s", text)
		}
		e.Kind = fault.Unavailable
	}
	return e
}

// whole is what its posts must come to.
func (c *teller) whole() faulttest.Whole {
	person := eic.DeriveID(eic.PersonType, eic.ClusterIDOf("tucson"), eic.External{Source: "ndjson", ID: "p1"})
	return faulttest.Whole{Each: 1, Person: eic.PersonID(person), Mutation: "post need"}
}

// goroutines reads from the metrics at an address how many the program has.
func (p *process) goroutines(metrics string) int {
	p.w.t.Helper()
	answer, err := http.Get("http://" + metrics + "/metrics")
	if err != nil {
		p.w.t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if number, ok := strings.CutPrefix(lines.Text(), "go_goroutines "); ok {
			n, err := strconv.Atoi(number)
			if err != nil {
				p.w.t.Fatal(err)
			}
			return n
		}
	}
	p.w.t.Fatalf("%s does not say how many goroutines there are", metrics)
	return 0
}

// checkCalls fails the test for a call that took longer than its operation may, and a
// good while to be answered on a machine with other work.
func checkCalls(t *testing.T, calls []faulttest.Call) {
	t.Helper()
	const most = 10*time.Second + 3*time.Second
	for _, call := range calls {
		if call.Took > most {
			t.Errorf("%s took %v, want at most %v: %v", call.What, call.Took, most, call.Err)
		}
	}
}
