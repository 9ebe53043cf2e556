package graph

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/edclusters/thirdplace/internal/fault"
)

const (
	// pingEvery is how often a silent stream says that it is alive, so that nobody
	// between takes it for dead.
	pingEvery = 15 * time.Second
	// writeWithin is how long a reader may take for one message. One who is slower
	// is cut off, and goes on from the last event it has read when it comes back.
	writeWithin = 10 * time.Second
)

// stream answers as server-sent events: "next" for each response, then
// "complete" (GraphQL over SSE, distinct connections mode). An event that can be
// gone on from has an id. Where we end a stream its last response says why.
func (e *Endpoint) stream(ctx context.Context, w http.ResponseWriter, feed *feed, respond graphql.ResponseHandler) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w.Header().Set("Content-Type", eventStream+"; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	out := &events{w: w, out: http.NewResponseController(w), gone: cancel}
	out.send("")
	defer out.close()
	e.each(ctx, feed, respond, func(r *graphql.Response) { out.send(eventOf(feed.last, r)) })
	if why := ended(ctx); why != nil {
		out.send(eventOf("", &graphql.Response{Errors: gqlerror.List{e.present(context.WithoutCancel(ctx), why)}}))
	}
	if ctx.Err() == nil || ended(ctx) != nil {
		out.send("event: complete\ndata:\n\n")
	}
}

// each hands on the responses of an operation until there are no more.
func (e *Endpoint) each(ctx context.Context, feed *feed, respond graphql.ResponseHandler, send func(*graphql.Response)) {
	defer func() {
		if reason := recover(); reason != nil {
			send(&graphql.Response{Errors: gqlerror.List{e.present(ctx, recovered(ctx, reason))}})
		}
	}()
	for feed.next(ctx) {
		timed, cancel := context.WithTimeout(ctx, operationWithin)
		r := respond(timed)
		cancel()
		if r == nil {
			break
		}
		send(r)
	}
}

// ended is why we ended a stream; nil if its reader did, or nobody has.
func ended(ctx context.Context) error {
	var why *fault.Error
	if errors.As(context.Cause(ctx), &why) {
		return why
	}
	return nil
}

// events writes an event stream and, while there is nothing to say, that it is
// alive. A reader that is gone or too slow ends it.
type events struct {
	mu     sync.Mutex
	w      io.Writer
	out    *http.ResponseController
	gone   context.CancelCauseFunc
	ping   *time.Timer
	closed bool
}

// errGone ends the stream of a reader that cannot be written to.
var errGone = errors.New("the reader is gone or too slow")

func (s *events) send(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.out.SetWriteDeadline(time.Now().Add(writeWithin)) // a writer that has none is one of a test
	_, err := io.WriteString(s.w, event)
	if err == nil {
		err = s.out.Flush()
	}
	if err != nil {
		s.closed = true
		s.gone(errGone)
		return
	}
	if s.ping == nil {
		s.ping = time.AfterFunc(pingEvery, func() { s.send(":\n\n") })
	}
	s.ping.Reset(pingEvery)
}

func (s *events) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.ping != nil {
		s.ping.Stop()
	}
}

// eventOf writes a response as an event.
func eventOf(id string, r *graphql.Response) string {
	body, err := encode(r)
	if err != nil {
		return ":\n\n"
	}
	if id != "" {
		id = "id: " + id + "\n"
	}
	return "event: next\n" + id + "data: " + string(body) + "\n\n"
}

// settled carries an operation out and hands its responses on, so that what it
// wrote is known by the time the answer begins, and headers can tell of it.
func settled(ctx context.Context, respond graphql.ResponseHandler) graphql.ResponseHandler {
	var all []*graphql.Response
	for r := respond(ctx); r != nil; r = respond(ctx) {
		all = append(all, r)
	}
	return func(context.Context) *graphql.Response {
		if len(all) == 0 {
			return nil
		}
		next := all[0]
		all = all[1:]
		return next
	}
}
