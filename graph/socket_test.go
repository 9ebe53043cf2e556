package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/edclusters/thirdplace/internal/fault"
)

// talk is the client's side of a socket.
type talk struct {
	t    *testing.T
	conn *websocket.Conn
}

// dial opens a socket to an endpoint, which is stopped with the test.
func dial(t *testing.T, e *Endpoint, protocols ...string) *talk {
	t.Helper()
	server := live(t, e)
	t.Cleanup(func() { e.Stop(context.Background()) })
	conn, _, err := websocket.Dial(t.Context(), server.URL, &websocket.DialOptions{Subprotocols: protocols})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	return &talk{t, conn}
}

func (c *talk) say(text string) {
	c.t.Helper()
	if err := c.conn.Write(c.t.Context(), websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

// hear expects a message that has all of these.
func (c *talk) hear(has ...string) {
	c.t.Helper()
	_, body, err := c.conn.Read(c.t.Context())
	if err != nil {
		c.t.Fatalf("want %q: %v", has, err)
	}
	for _, part := range has {
		if !strings.Contains(string(body), part) {
			c.t.Fatalf("got %s, want %q", body, part)
		}
	}
}

// closed expects the socket to be closed, whatever is said before.
func (c *talk) closed(code websocket.StatusCode) {
	c.t.Helper()
	for {
		_, body, err := c.conn.Read(c.t.Context())
		if err == nil && strings.Contains(string(body), `"next"`) {
			c.t.Fatalf("got %s, want to be closed with %d", body, code)
		}
		if err == nil {
			continue
		}
		if got := websocket.CloseStatus(err); got != code {
			c.t.Fatalf("closed with %d (%v), want %d", got, err, code)
		}
		return
	}
}

const (
	hello = `{"type":"connection_init"}`
	me    = `{"type":"subscribe","id":"1","payload":{"query":"{ me { name } }"}}`
)

func (d *double) followingNeed(id string) string {
	return fmt.Sprintf(`{"type":"subscribe","id":%q,"payload":{"query":"subscription($id: ID!) { needChanged(id: $id, after: \"1\") { event need { title } } }","variables":{"id":%q}}}`, id, d.needs[0].ID)
}

func TestSocket(t *testing.T) {
	d := tucson(1, 1)
	c := dial(t, Handler(Options{App: d}), subprotocol)
	c.say(`{"type":"ping"}`)
	c.hear(`{"type":"pong"}`)
	c.say(hello)
	c.hear(`{"type":"connection_ack"}`)
	c.say(me)
	c.hear(`{"id":"1","type":"next","payload":{"data":{"me":{"name":"A. Teacher"}}}}`)
	c.hear(`{"id":"1","type":"complete"}`)
	c.say(`{"type":"subscribe","id":"2","payload":{"query":"{ me { nothing } }"}}`)
	c.hear(`"id":"2","type":"error","payload":[{`, "INVALID")
	c.say(`{"type":"subscribe","id":"2","payload":{"query":"mutation { postNeed(input: {need: {title: \"Bees\"}}) { need { title } } }"}}`)
	c.hear(`"type":"next"`, `Need 0`)
	c.hear(`"type":"complete"`)
	c.say(`{"type":"subscribe","id":"3","payload":{"query":"subscription { needChanged(id: \"x\") { need { id } } }"}}`)
	c.hear(`"id":"3","type":"error"`, "NOT_FOUND")

	c.say(d.followingNeed("1")) // the id is free again
	c.say(d.followingNeed("4"))
	d.retitle(2, "Bees in winter")
	want := map[string]bool{"1": true, "4": true}
	for range 2 {
		_, body, err := c.conn.Read(t.Context())
		var m message
		if err != nil || json.Unmarshal(body, &m) != nil || m.Type != "next" || !strings.Contains(string(body), `"event":"2"`) {
			t.Fatalf("got %s, %v, want the change", body, err)
		}
		delete(want, m.ID)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	c.say(`{"type":"complete","id":"1"}`)
	c.say(me) // nobody has the id
	c.hear(`"id":"1","type":"next"`, "A. Teacher")
	c.hear(`"id":"1","type":"complete"`)
	d.set(d.needs[0].ID, nil)
	c.hear(`{"id":"4","type":"complete"}`)
}

// What a client may not say closes the socket with the protocol's code.
func TestSocketIsClosed(t *testing.T) {
	d := tucson(1, 1)
	cases := []struct {
		name string
		say  []string
		code websocket.StatusCode
	}{
		{"no JSON", []string{"hello"}, 4400},
		{"no such type", []string{`{"type":"start"}`}, 4400},
		{"two values", []string{hello + hello}, 4400},
		{"no object", []string{`["ping"]`}, 4400},
		{"null", []string{`null`}, 4400},
		{"a name twice", []string{`{"type":"ping","type":"ping"}`}, 4400},
		{"names in capitals", []string{`{"TYPE":"ping"}`}, 4400},
		{"two tokens", []string{`{"type":"connection_init","payload":{"authorization":"Bearer good","authorization":"Bearer good"}}`}, 4403},
		{"subscribe before init", []string{me}, 4401},
		{"a bad token", []string{`{"type":"connection_init","payload":{"authorization":"Bearer bad"}}`}, 4403},
		{"a token of another type", []string{`{"type":"connection_init","payload":{"authorization":7}}`}, 4403},
		{"init twice", []string{hello, hello}, 4429},
		{"an id twice", []string{hello, d.followingNeed("1"), d.followingNeed("1")}, 4409},
		{"no id", []string{hello, `{"type":"subscribe","payload":{"query":"{ me { name } }"}}`}, 4400},
		{"no payload", []string{hello, `{"type":"subscribe","id":"1"}`}, 4400},
		{"a payload of another type", []string{hello, `{"type":"subscribe","id":"1","payload":{"query":7}}`}, 4400},
		{"a byte too long", []string{hello, `{"type":"ping","payload":{"x":"` + strings.Repeat("x", maxMessage-len(`{"type":"ping","payload":{"x":""}}`)+1) + `"}}`}, websocket.StatusMessageTooBig},
		{"too long", []string{hello, `{"type":"ping","payload":{"x":"` + strings.Repeat("x", maxMessage) + `"}}`}, websocket.StatusMessageTooBig},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			talk := dial(t, Handler(Options{App: d, SignIn: signedIn}), subprotocol)
			for _, text := range c.say {
				talk.say(text)
			}
			talk.closed(c.code)
		})
	}
}

type signedInKey struct{}

// signedIn lets anybody in who does not say to be bad, until they say they expire.
func signedIn(ctx context.Context, authorization string) (context.Context, error) {
	if authorization == "Bearer bad" {
		return nil, fault.New(fault.Unauthenticated, fault.BadToken)
	}
	return context.WithValue(ctx, signedInKey{}, authorization), nil
}

func TestSocketNeedsTheProtocol(t *testing.T) {
	for _, protocols := range [][]string{nil, {"graphql-ws"}} {
		dial(t, Handler(Options{App: tucson(1, 1)}), protocols...).closed(4406)
	}
}

func TestSocketRefusesBinary(t *testing.T) {
	c := dial(t, Handler(Options{App: tucson(1, 1)}), subprotocol)
	if err := c.conn.Write(t.Context(), websocket.MessageBinary, []byte(hello)); err != nil {
		t.Fatal(err)
	}
	c.closed(4400)
}

// One who says nothing is not waited for. The timer is real, since a network is not
// of the test's time, and shortened.
func TestSocketWaitsForInit(t *testing.T) {
	e := Handler(Options{App: tucson(1, 1)})
	if got, want := e.pace.init, 5*time.Second; got != want {
		t.Errorf("it waits for %v, want %v", got, want)
	}
	e.pace.init = 20 * time.Millisecond
	c := dial(t, e, subprotocol)
	c.say(`{"type":"ping"}`) // is no initialisation
	c.closed(4408)
}

func TestSocketEndsWithItsToken(t *testing.T) {
	past := time.Now().Add(-time.Minute)
	e := Handler(Options{App: tucson(1, 1), SignIn: signedIn, Expires: func(ctx context.Context) time.Time {
		if ctx.Value(signedInKey{}) == "Bearer old" {
			return past
		}
		return time.Time{}
	}})
	c := dial(t, e, subprotocol)
	c.say(`{"type":"connection_init","payload":{"authorization":"Bearer old"}}`)
	c.closed(4403)
}

func TestSocketEndsWithTheService(t *testing.T) {
	d := tucson(1, 1)
	e := Handler(Options{App: d})
	c := dial(t, e, subprotocol)
	c.say(hello)
	c.hear("connection_ack")
	c.say(d.followingNeed("1"))
	stopped := make(chan struct{})
	go func() {
		e.Stop(t.Context())
		close(stopped)
	}()
	c.closed(websocket.StatusGoingAway)
	<-stopped
}

func TestSocketHasSoManyOperations(t *testing.T) {
	d := tucson(1, 1)
	c := dial(t, Handler(Options{App: d}), subprotocol)
	c.say(hello)
	c.hear("connection_ack")
	for i := range maxOperations + 1 {
		c.say(d.followingNeed(fmt.Sprint(i)))
	}
	c.hear(fmt.Sprintf(`"id":"%d","type":"error"`, maxOperations), "LIMITED", "retryAfter")
	c.say(`{"type":"complete","id":"7"}`)
	c.say(strings.Replace(me, `"1"`, `"7"`, 1))
	c.hear(`"id":"7","type":"next"`)
}

// Sockets are streams, and counted.
func TestSocketsAreLimited(t *testing.T) {
	limit := &doors{free: 1, released: make(chan string, 1)}
	e := Handler(Options{App: tucson(1, 1), Streams: limit})
	server := live(t, e)
	c := dial(t, e, subprotocol)
	c.say(hello)
	c.hear("connection_ack")
	_, answer, err := websocket.Dial(t.Context(), server.URL, &websocket.DialOptions{Subprotocols: []string{subprotocol}})
	if err == nil || answer == nil || answer.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a second: %v, %v, want 429", answer, err)
	}
	c.conn.CloseNow()
	if got := <-limit.released; got != "127.0.0.1" {
		t.Errorf("released %q", got)
	}
}
