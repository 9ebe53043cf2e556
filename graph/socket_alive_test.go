package graph

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/edclusters/thirdplace/internal/fault"
)

func TestSocketAnswersPings(t *testing.T) {
	c := dial(t, Handler(Options{App: tucson(1, 1)}), subprotocol)
	c.conn.SetReadLimit(maxMessage)
	longest := `{"type":"ping","payload":{"x":"` + strings.Repeat("x", maxMessage-len(`{"type":"ping","payload":{"x":""}}`)) + `"}}`
	for _, text := range []string{longest, hello, `{"type":"ping"}`, `{"type":"ping","payload":{"at":[1, "x"]}}`, `{"type":"pong","payload":{}}`, me} {
		c.say(text)
	}
	c.hear(`{"type":"pong","payload":{"x":"xxx`)
	c.hear("connection_ack")
	c.hear(`{"type":"pong"}`)
	c.hear(`{"type":"pong","payload":{"at":[1,"x"]}}`)
	c.hear(`"id":"1","type":"next"`) // a pong is not answered
}

// pinging is an endpoint that pings as soon as a socket is open, and waits for an
// answer for so long.
func pinging(answer time.Duration) (e *Endpoint, ended chan string) {
	limit := &doors{free: 1, released: make(chan string, 1)}
	e = Handler(Options{App: tucson(1, 1), Streams: limit})
	e.pace = pace{init: time.Minute, ping: time.Millisecond, write: answer, free: time.Second}
	return e, limit.released
}

// A client reads no pings unless it reads: this one is there and says nothing more.
func TestSocketOfTheDeadEnds(t *testing.T) {
	e, ended := pinging(50 * time.Millisecond)
	c := dial(t, e, subprotocol)
	c.say(hello)
	<-ended
}

func TestSocketOfTheLivingStays(t *testing.T) {
	e, _ := pinging(time.Minute)
	server := live(t, e)
	t.Cleanup(func() { e.Stop(context.Background()) })
	pinged := make(chan bool, 1)
	var pings atomic.Int32
	conn, _, err := websocket.Dial(t.Context(), server.URL, &websocket.DialOptions{
		Subprotocols: []string{subprotocol}, OnPingReceived: func(context.Context, []byte) bool {
			if pings.Add(1) == 3 {
				pinged <- true
			}
			return true
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	c := &talk{t, conn}
	c.say(hello)
	c.hear("connection_ack")
	go func() {
		<-pinged
		_ = conn.Write(t.Context(), websocket.MessageText, []byte(me))
	}()
	c.hear(`"id":"1","type":"next"`, "A. Teacher")
}

// purse has so much to spend.
type purse struct{ left atomic.Int64 }

func (p *purse) spend(_ context.Context, cost int, _ bool) error {
	if p.left.Add(-int64(max(cost, 1))) < 0 {
		return fault.New(fault.Limited, fault.TooOften)
	}
	return nil
}

// Whatever is said on a socket has its cost, also what is no document: whoever says
// too much is sent away, to come back later.
func TestSocketsFloodedAreClosed(t *testing.T) {
	d := tucson(1, 1)
	const enough = 40 // messages
	cases := []struct {
		name  string
		first []string
		flood func(c *talk, i int) error
	}{
		{"pings", []string{hello}, saying(`{"type":"ping"}`)},
		{"pings before initialisation", nil, saying(`{"type":"ping"}`)},
		{"pongs", []string{hello}, saying(`{"type":"pong"}`)},
		{"completes of nothing", []string{hello}, saying(`{"type":"complete","id":"#"}`)},
		{"pings of the transport", []string{hello}, func(c *talk, _ int) error { return c.conn.Ping(c.t.Context()) }},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			p := &purse{}
			p.left.Store(enough * messageCost)
			e := Handler(Options{App: d, Spend: p.spend})
			e.pace.free = time.Hour // after the first
			c := dial(t, e, subprotocol)
			for _, text := range tt.first {
				c.say(text)
			}
			go func() {
				for i := range 2 * enough {
					if tt.flood(c, i) != nil {
						return
					}
				}
				_ = c.conn.Write(t.Context(), websocket.MessageText, []byte("that was all")) // closes with another code
			}()
			c.closed(closeTooMuch)
		})
	}
}

// saying floods with a text, in which # is the number of the message.
func saying(text string) func(*talk, int) error {
	return func(c *talk, i int) error {
		return c.conn.Write(c.t.Context(), websocket.MessageText, []byte(strings.ReplaceAll(text, "#", strconv.Itoa(i))))
	}
}

// Who only stays alive does so, however little there is left to spend.
func TestSocketsOfThePoliteStay(t *testing.T) {
	e := Handler(Options{App: tucson(1, 1), Spend: (&purse{}).spend})
	e.pace.free = 0 // each message comes late enough
	c := dial(t, e, subprotocol)
	c.say(hello)
	c.hear("connection_ack")
	for range 3 {
		c.say(`{"type":"ping"}`)
		c.hear("pong")
	}
	c.say(me)
	c.hear(`"id":"1","type":"error"`, "LIMITED")
}

// A long message costs more than a short one.
func TestSocketMessagesCostByLength(t *testing.T) {
	p := &purse{}
	p.left.Store(3 * messageCost)
	e := Handler(Options{App: tucson(1, 1), Spend: p.spend})
	e.pace.free = time.Hour // after the first
	c := dial(t, e, subprotocol)
	c.say(hello)
	c.hear("connection_ack")
	c.say(`{"type":"ping"}`)
	c.hear("pong")
	c.say(fmt.Sprintf(`{"type":"ping","payload":{"x":"%020000d"}}`, 0))
	_ = c.conn.Write(t.Context(), websocket.MessageText, []byte("that was all"))
	c.closed(closeTooMuch)
}
