package graph

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// pingEvery is how often a silent stream says that it is alive, so that nobody
// between takes it for dead.
const pingEvery = 15 * time.Second

// stream answers as server-sent events: "next" for each response, then
// "complete" (GraphQL over SSE, distinct connections mode).
func (e *endpoint) stream(ctx context.Context, w http.ResponseWriter, respond graphql.ResponseHandler) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w.Header().Set("Content-Type", eventStream+"; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	if out.Flush() != nil {
		return
	}
	responses := make(chan *graphql.Response)
	go e.collect(ctx, respond, responses)
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		event, done := ":\n\n", false
		select {
		case <-ctx.Done():
			return
		case <-ping.C:
		case r, more := <-responses:
			event, done = eventOf(r), !more
		}
		if _, err := io.WriteString(w, event); err != nil || out.Flush() != nil || done {
			return
		}
	}
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

// eventOf writes a response as an event; nil is the last.
func eventOf(r *graphql.Response) string {
	if r == nil {
		return "event: complete\ndata:\n\n"
	}
	body, err := encode(r)
	if err != nil {
		return ":\n\n"
	}
	return "event: next\ndata: " + string(body) + "\n\n"
}

// collect hands on responses until there are no more.
func (e *endpoint) collect(ctx context.Context, respond graphql.ResponseHandler, responses chan<- *graphql.Response) {
	defer close(responses)
	send := func(r *graphql.Response) bool {
		select {
		case <-ctx.Done():
			return false
		case responses <- r:
			return true
		}
	}
	defer func() {
		if reason := recover(); reason != nil {
			send(&graphql.Response{Errors: gqlerror.List{e.present(ctx, recovered(ctx, reason))}})
		}
	}()
	for r := respond(ctx); r != nil && send(r); r = respond(ctx) {
	}
}
