package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/edclusters/thirdplace/internal/eic"
)

// TestFollowOnNeo4j follows a need in both ways while the program is stopped and
// started again, and misses nothing.
func TestFollowOnNeo4j(t *testing.T) {
	p, teacher := onNeo4j(t).process()
	need := eic.DeriveID(eic.NeedType, eic.ClusterIDOf("tucson"), eic.External{Source: "ndjson", ID: "n1"})
	teacher.shared = []string{string(need)}
	version := int64(1)
	retitle := func(title string) {
		t.Helper()
		if err := teacher.Swap(t.Context(), 0, version, title); err != nil {
			t.Fatal(err)
		}
		version++
	}
	var followers []follower
	told := func(title string) {
		t.Helper()
		want := fmt.Sprintf(`{"data":{"needChanged":{"event":"%d","need":{"title":%q}}}}`, version, title)
		for i, f := range followers {
			if got := f.next(); !strings.Contains(got, want) {
				t.Fatalf("follower %d: got %s, want %s", i, got, want)
			}
		}
	}
	follow := func(from int64) {
		seen := strconv.FormatInt(from, 10)
		followers = []follower{teacher.byEvents(need, seen), teacher.bySocket(need, seen)}
	}
	p.start()
	follow(version)
	retitle("Bees in winter")
	told("Bees in winter")
	p.stop()
	for _, f := range followers {
		f.ended()
	}
	p.start()
	retitle("Bees in spring") // nobody follows now
	follow(version - 1)
	told("Bees in spring")
	retitle("Bees in summer")
	told("Bees in summer")
	p.stop()
}

// follower follows one need of a program, by server-sent events or over a socket. It
// is told of the next change as the JSON of its message.
type follower interface {
	next() string
	ended() // expects to be told that the service goes
}

const followNeed = `subscription($id: ID!, $after: String) { needChanged(id: $id, after: $after) { event need { title } } }`

// eventStream is a follower by server-sent events.
type eventStream struct {
	t     *testing.T
	lines *bufio.Scanner
}

func (c *teller) byEvents(need eic.ID, after string) follower {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"query": followNeed, "variables": map[string]any{"id": need}})
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.process.url.Load().(string)+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		c.t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Accept": "text/event-stream", "Authorization": "Bearer " + c.token, "Last-Event-ID": after} {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatalf("%v, %v", answer, err)
	}
	c.t.Cleanup(func() { answer.Body.Close() })
	return eventStream{c.t, bufio.NewScanner(answer.Body)}
}

// next implements follower.
func (s eventStream) next() string {
	s.t.Helper()
	for s.lines.Scan() {
		if data, ok := strings.CutPrefix(s.lines.Text(), "data: "); ok {
			return data
		}
	}
	s.t.Fatalf("the stream has ended: %v", s.lines.Err())
	return ""
}

// ended implements follower.
func (s eventStream) ended() {
	s.t.Helper()
	if last := s.next(); !strings.Contains(last, "UNAVAILABLE") {
		s.t.Errorf("the last event is %s, want UNAVAILABLE", last)
	}
}

// socket is a follower over a socket.
type socket struct {
	t    *testing.T
	conn *websocket.Conn
}

func (c *teller) bySocket(need eic.ID, after string) follower {
	c.t.Helper()
	conn, _, err := websocket.Dial(c.t.Context(), c.process.url.Load().(string)+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { conn.CloseNow() })
	s := socket{c.t, conn}
	variables := map[string]any{"id": need, "after": after}
	s.say(map[string]any{"type": "connection_init", "payload": map[string]any{"authorization": "Bearer " + c.token}})
	if ack := s.next(); !strings.Contains(ack, "connection_ack") {
		c.t.Fatalf("got %s", ack)
	}
	s.say(map[string]any{"type": "subscribe", "id": "1", "payload": map[string]any{"query": followNeed, "variables": variables}})
	return s
}

func (s socket) say(message map[string]any) {
	s.t.Helper()
	text, err := json.Marshal(message)
	if err == nil {
		err = s.conn.Write(s.t.Context(), websocket.MessageText, text)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// next implements follower.
func (s socket) next() string {
	s.t.Helper()
	_, text, err := s.conn.Read(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// ended implements follower.
func (s socket) ended() {
	s.t.Helper()
	if _, text, err := s.conn.Read(s.t.Context()); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		s.t.Errorf("got %s, %v, want to be closed with 1001", text, err)
	}
}
