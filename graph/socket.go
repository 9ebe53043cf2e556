package graph

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/edclusters/thirdplace/internal/fault"
)

// The protocol graphql-transport-ws, and what a socket may take.
const (
	subprotocol   = "graphql-transport-ws"
	maxMessage    = 64 << 10 // bytes
	maxOperations = 50       // at a time
)

// A message costs a tenth of a document, and one that is long as much again for
// each ten KiB, whatever it says: pings, and ids that nobody has, are work too.
const (
	messageCost = 10
	costlyBytes = 1 << 10
)

// pace is how long a socket waits for what.
type pace struct {
	init  time.Duration // for connection_init
	ping  time.Duration // until it sees whether the other side is there
	write time.Duration // for the other side to take a message, or to answer a ping
	free  time.Duration // until a message costs nothing again
}

func ordinary() pace {
	return pace{init: 5 * time.Second, ping: 20 * time.Second, write: writeWithin, free: time.Second}
}

// How a socket is closed. The codes from 4400 on are the protocol's; 4403 has
// clients come back with a new token, and 1013, of RFC 6455's registry, a while later:
// the protocol's own code for too many requests, 4429, is of initialisation, and
// clients do not come back after it.
const (
	closeTooMuch                           = websocket.StatusTryAgainLater
	closeBadMessage   websocket.StatusCode = 4400
	closeUnauthorized websocket.StatusCode = 4401
	closeForbidden    websocket.StatusCode = 4403
	closeSubprotocol  websocket.StatusCode = 4406
	closeInitTimeout  websocket.StatusCode = 4408
	closeSameID       websocket.StatusCode = 4409
	closeSecondInit   websocket.StatusCode = 4429
)

// message is what either side says.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *message) UnmarshalJSON(body []byte) error {
	return object(body, func(name string) any {
		switch name {
		case "id":
			return &m.ID
		case "type":
			return &m.Type
		case "payload":
			return &m.Payload
		}
		return nil
	})
}

// socket is one connection: it reads one message after the other and runs
// operations at the same time. It is closed by whoever first finds a reason.
type socket struct {
	e    *Endpoint
	conn *websocket.Conn
	in   context.Context // over when the socket is to end, and says why
	as   context.Context // in, with who is signed in; nil until connection_init
	done []func()        // to be called when it has ended, the last first
	r    *http.Request
	// free is when a message costs nothing again, and flooded says that it is being
	// closed for frames that are not messages. Both are for whoever reads.
	free    time.Time
	flooded bool

	mu         sync.Mutex
	operations map[string]*operation
	running    sync.WaitGroup
}

// operation is one that runs; its id may be another's when it has ended.
type operation struct{ cancel context.CancelFunc }

// upgraded reports whether a request asks for a socket.
func upgraded(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// socket answers a request by a connection on which both sides speak
// graphql-transport-ws. That the page asking for it is of a good origin has been
// seen to before (package httpserver).
func (e *Endpoint) socket(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	in, done, err := e.streams.begin(ctx, r)
	if err != nil {
		return err
	}
	s := &socket{e: e, in: in, r: r, done: []func(){done}, operations: map[string]*operation{}}
	defer s.end()
	s.conn, err = websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{subprotocol}, InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled,
		OnPingReceived: func(context.Context, []byte) bool { return s.frame() },
		OnPongReceived: func(context.Context, []byte) { s.frame() },
	})
	if err != nil {
		return nil // it is answered already
	}
	defer s.conn.CloseNow()
	s.conn.SetReadLimit(maxMessage)
	if s.conn.Subprotocol() != subprotocol {
		s.close(closeSubprotocol, "Subprotocol not acceptable")
		return nil
	}
	timeout := time.AfterFunc(e.pace.init, func() { s.close(closeInitTimeout, "Connection initialisation timeout") })
	defer timeout.Stop()
	forget := context.AfterFunc(in, s.over)
	defer forget()
	s.listen(timeout)
	return nil
}

// end stops what runs and gives back what the socket took.
func (s *socket) end() {
	s.mu.Lock()
	for _, o := range s.operations {
		o.cancel()
	}
	s.mu.Unlock()
	s.running.Wait()
	for i := len(s.done) - 1; i >= 0; i-- {
		s.done[i]()
	}
}

func (s *socket) close(code websocket.StatusCode, reason string) { _ = s.conn.Close(code, reason) }

// over closes a socket whose time is over.
func (s *socket) over() {
	if errors.Is(ended(s.in), errStopping) {
		s.close(websocket.StatusGoingAway, "The service is stopping; come back in a moment")
		return
	}
	_ = s.conn.CloseNow()
}

// expired closes a socket whose token is not good any more.
func (s *socket) expired() {
	if errors.Is(context.Cause(s.as), errExpired) {
		s.close(closeForbidden, "Sign in again")
	}
}

// pays takes the cost of what was received, as long as there is enough. One thing a
// second is free, so that who only stays alive does so whatever others of the same
// address ask for.
func (s *socket) pays(bytes int) bool {
	if now := time.Now(); !now.Before(s.free) {
		s.free = now.Add(s.e.pace.free)
		return true
	}
	from := s.in
	if s.as != nil {
		from = s.as
	}
	return s.e.spend(from, messageCost+bytes/costlyBytes, false) == nil
}

// frame takes the cost of a ping or a pong of the transport, which are not messages.
// It is called while one is waited for, so that closing cannot be.
func (s *socket) frame() bool {
	paid := s.pays(0)
	if !paid && !s.flooded {
		s.flooded = true
		s.running.Go(func() { s.close(closeTooMuch, "Too many messages") })
	}
	return paid
}

// listen reads messages until the socket is closed. What closes it ends reading:
// no context does, since that would cut it without a word.
func (s *socket) listen(timeout *time.Timer) {
	for {
		kind, body, err := s.conn.Read(context.WithoutCancel(s.in))
		if err != nil {
			return
		}
		if !s.pays(len(body)) {
			s.close(closeTooMuch, "Too many messages")
			return
		}
		var m message
		if kind != websocket.MessageText || decode(body, &m) != nil {
			s.close(closeBadMessage, "Invalid message")
			return
		}
		switch m.Type {
		case "connection_init":
			if s.as != nil {
				s.close(closeSecondInit, "Too many initialisation requests")
				return
			}
			timeout.Stop()
			if err := s.signIn(m.Payload); err != nil {
				s.close(closeForbidden, "Forbidden")
				return
			}
			s.say(message{Type: "connection_ack"})
			ping := time.AfterFunc(s.e.pace.ping, s.ping())
			s.done = append(s.done, func() { ping.Stop() })
		case "ping":
			s.say(message{Type: "pong", Payload: m.Payload})
		case "pong":
		case "subscribe":
			if !s.subscribe(m) {
				return
			}
		case "complete":
			s.finish(m.ID, nil)
		default:
			s.close(closeBadMessage, "Invalid message")
			return
		}
	}
}

// signIn finds out for whom the socket is from the payload of connection_init,
// {"authorization": "Bearer ..."}, or the header of the request.
func (s *socket) signIn(payload json.RawMessage) error {
	authorization := ""
	if len(payload) > 0 && string(payload) != "null" && object(payload, func(name string) any {
		if name == "authorization" {
			return &authorization
		}
		return nil
	}) != nil {
		return fault.New(fault.Unauthenticated, fault.BadToken)
	}
	as, err := s.in, error(nil)
	if authorization != "" {
		as, err = s.e.signIn(as, authorization)
	}
	if err != nil {
		return err
	}
	as, expire := s.e.streams.until(as, s.e.streams.expires(as))
	s.as = as
	forget := context.AfterFunc(as, s.expired)
	s.done = append(s.done, func() { forget(); expire() })
	return nil
}

// ping returns what sees from time to time whether the other side is there.
func (s *socket) ping() func() {
	return func() {
		ctx, cancel := context.WithTimeout(s.as, s.e.pace.write)
		defer cancel()
		if s.conn.Ping(ctx) != nil {
			_ = s.conn.CloseNow()
			return
		}
		again := time.AfterFunc(s.e.pace.ping, s.ping())
		context.AfterFunc(s.as, func() { again.Stop() })
	}
}

// say sends a message. One who takes too long for it is cut off.
func (s *socket) say(m message) {
	body, err := json.Marshal(m)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.in), s.e.pace.write)
	defer cancel()
	_ = s.conn.Write(ctx, websocket.MessageText, body)
}

// subscribe begins an operation. It returns false if the socket is closed for it.
func (s *socket) subscribe(m message) bool {
	if s.as == nil {
		s.close(closeUnauthorized, "Unauthorized")
		return false
	}
	var f fields
	if m.ID == "" || len(m.Payload) == 0 || decode(m.Payload, &f) != nil {
		s.close(closeBadMessage, "Invalid message")
		return false
	}
	ctx, cancel := context.WithCancel(s.as)
	o := &operation{cancel}
	s.mu.Lock()
	_, same := s.operations[m.ID]
	full := len(s.operations) >= maxOperations
	if !same && !full {
		s.operations[m.ID] = o
	}
	s.mu.Unlock()
	switch {
	case same:
		cancel()
		s.close(closeSameID, "Subscriber already exists")
		return false
	case full:
		cancel()
		refused := fault.New(fault.Limited, fault.TooBusy)
		refused.RetryAfter = time.Second
		s.say(failed(m.ID, gqlerror.List{s.e.present(s.as, refused)}))
		return true
	}
	s.running.Go(func() {
		last := s.run(ctx, m.ID, f.params(s.r.Header))
		if s.finish(m.ID, o) { // before the client learns that the id is free
			s.say(last)
		}
	})
	return true
}

// run carries an operation out and returns what is to be said last of it.
func (s *socket) run(ctx context.Context, id string, params *graphql.RawParams) (last message) {
	ctx = s.e.begin(ctx, s.r)
	ctx, operation, faults := s.e.prepare(ctx, params)
	if faults != nil {
		return failed(id, s.e.shown(ctx, faults))
	}
	feed := &feed{}
	respond, ctx := s.e.exec.DispatchOperation(feed.into(ctx), operation)
	last = message{ID: id, Type: "complete"}
	s.e.each(ctx, feed, respond, func(r *graphql.Response) {
		if r.Data == nil && len(r.Errors) > 0 {
			last = failed(id, r.Errors)
			return
		}
		if payload, err := encode(r); err == nil && ctx.Err() == nil {
			s.say(message{ID: id, Type: "next", Payload: payload})
		}
	})
	return last
}

// failed says that an operation was not executed.
func failed(id string, faults gqlerror.List) message {
	payload, err := json.Marshal(faults[:min(len(faults), maxErrors)])
	if err != nil {
		payload = []byte("[]")
	}
	return message{ID: id, Type: "error", Payload: payload}
}

// finish ends the operation with an id, if there is one and, where o is given, it
// is o.
func (s *socket) finish(id string, o *operation) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	is := s.operations[id]
	if is == nil || o != nil && is != o {
		return false
	}
	is.cancel()
	delete(s.operations, id)
	return true
}
