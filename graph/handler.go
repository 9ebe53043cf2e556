package graph

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/edclusters/thirdplace/graph/generated"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/fault"
)

// operationWithin is how long a query or a mutation may take. What is not done by
// then is UNAVAILABLE; a subscription goes on.
const operationWithin = 10 * time.Second

// Options is what an endpoint is made of. App is needed; the rest has defaults.
type Options struct {
	App           UseCases
	Introspection bool                         // whether the schema may be asked for
	RequestID     func(context.Context) string // default: "", for none
	Log           *slog.Logger                 // default: discarded
	Streams       Streams                      // how many streams may be open; nil: any number
	// Spend is asked for who is signed in, first with cost 0 for a document that
	// nobody has looked at yet, then with what its operation costs (see costs) before
	// it is executed. Its error is the answer. It is also asked for each message on a
	// socket, which its error closes. Nil: any cost.
	Spend func(ctx context.Context, cost int, writes bool) error
	// Begin is asked for a turn before an operation is executed, in the context that
	// it returns; end is called when it has been, and when a subscription has begun.
	// Its error is the answer. Nil: it is always their turn.
	Begin func(ctx context.Context, o Operation) (within context.Context, end func(), err error)
	// Expires is when who is signed in stops being so, and their streams end.
	// The zero time is never; nil: always never.
	Expires func(context.Context) time.Time
	// SignIn returns a context in which whoever an authorization ("Bearer ...")
	// speaks for is signed in. Sockets need it; nil: nobody can.
	SignIn func(ctx context.Context, authorization string) (context.Context, error)
	// Trusted are the only documents to be executed. Nil: any that is not too large.
	Trusted *Trusted
}

// Endpoint is the GraphQL endpoint. It is safe for use by many goroutines.
type Endpoint struct {
	app       UseCases
	exec      *executor.Executor
	documents *documents
	present   graphql.ErrorPresenterFunc
	streams   *streams
	spend     func(ctx context.Context, cost int, writes bool) error
	signIn    func(context.Context, string) (context.Context, error)
	pace      pace // of sockets
}

// Handler returns the GraphQL endpoint: queries and mutations by POST, queries
// by GET, subscriptions as server-sent events by either, and all of them over a
// socket. Who asks is read from the request's context by App.
func Handler(o Options) *Endpoint {
	o = o.withDefaults()
	schema := generated.NewExecutableSchema(generated.Config{Resolvers: root{o.App}, Complexity: costs()})
	exec := executor.New(schema)
	p := &presenter{app: o.App, log: o.Log, requestID: o.RequestID}
	exec.SetErrorPresenter(p.present)
	exec.SetRecoverFunc(recovered)
	exec.SetQueryCache(opened{})
	exec.Use(&gate{introspection: o.Introspection, spend: o.Spend})
	exec.Use(turns{o.Begin, p.present})
	if !o.Introspection {
		exec.AroundRootFields(hideSchema)
	}
	return &Endpoint{
		app: o.App, exec: exec, documents: newDocuments(schema.Schema(), o.Trusted), present: p.present,
		streams: newStreams(o.Streams, o.Expires), spend: o.Spend, signIn: o.SignIn, pace: ordinary(),
	}
}

func (o Options) withDefaults() Options {
	if o.RequestID == nil {
		o.RequestID = func(context.Context) string { return "" }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Spend == nil {
		o.Spend = func(context.Context, int, bool) error { return nil }
	}
	if o.Begin == nil {
		o.Begin = func(ctx context.Context, _ Operation) (context.Context, func(), error) { return ctx, func() {}, nil }
	}
	if o.Expires == nil {
		o.Expires = func(context.Context) time.Time { return time.Time{} }
	}
	if o.SignIn == nil {
		o.SignIn = func(context.Context, string) (context.Context, error) {
			return nil, fault.New(fault.Unauthenticated, fault.BadToken)
		}
	}
	return o
}

// Stop ends every stream, each reader told that the service goes, and takes no
// new ones. It waits until they have ended, or ctx is over.
func (e *Endpoint) Stop(ctx context.Context) { e.streams.stop(ctx) }

// hideSchema answers questions about the schema where introspection is off: a
// type is null, as one that does not exist would be.
func hideSchema(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	switch graphql.GetRootFieldContext(ctx).Field.Name {
	case "__type":
		return graphql.Null
	case "__schema":
		graphql.AddError(ctx, fault.New(fault.Invalid, fault.BadDocument, "introspection is off here"))
		return graphql.RequiredNull
	}
	return next(ctx)
}

// ServeHTTP implements http.Handler.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	header.Add("Vary", "Accept, Accept-Language")
	ctx := e.begin(r.Context(), r)
	if upgraded(r) {
		if err := e.socket(r.Context(), w, r); err != nil {
			e.refuseAll(ctx, w, accept{media: graphqlJSON}, gqlerror.List{gqlerror.WrapPath(nil, err)})
		}
		return
	}
	accept, ok := accepted(r.Header.Values("Accept"))
	defer func() {
		if reason := recover(); reason != nil {
			e.refuse(ctx, w, accept, &refusal{status: http.StatusInternalServerError, err: recovered(ctx, reason)})
		}
	}()
	if !ok {
		e.refuse(ctx, w, accept, refuse(http.StatusNotAcceptable, "the answer can be application/json or application/graphql-response+json"))
		return
	}
	params, refused := read(w, r)
	if refused != nil {
		e.refuse(ctx, w, accept, refused)
		return
	}
	e.execute(ctx, w, r, accept, params)
}

// begin returns the context of an operation, with the memory of one request.
func (e *Endpoint) begin(ctx context.Context, r *http.Request) context.Context {
	session := view.NewSession(e.app, view.Request{
		AcceptLanguage: strings.Join(r.Header.Values("Accept-Language"), ","),
		IdempotencyKey: r.Header.Get("Idempotency-Key"),
	})
	return graphql.StartOperationTrace(session.Into(ctx))
}

// prepare finds the operation of a request and whether it may be executed. A
// document is paid for before it is looked at: one that is refused was work as well,
// and of those on a socket nobody else knows.
func (e *Endpoint) prepare(ctx context.Context, params *graphql.RawParams) (context.Context, *graphql.OperationContext, gqlerror.List) {
	if err := e.spend(ctx, 0, false); err != nil {
		return ctx, nil, gqlerror.List{gqlerror.WrapPath(nil, err)}
	}
	doc, faults := e.documents.open(params)
	if faults != nil {
		return ctx, nil, faults
	}
	ctx = context.WithValue(ctx, openedKey{}, doc)
	operation, faults := e.exec.CreateOperationContext(ctx, params)
	return ctx, operation, faults
}

// shown turns faults into what a client may read.
func (e *Endpoint) shown(ctx context.Context, faults gqlerror.List) gqlerror.List {
	all := make(gqlerror.List, min(len(faults), maxErrors))
	for i := range all {
		all[i] = e.present(ctx, faults[i])
	}
	return all
}

// execute runs a well-formed request.
func (e *Endpoint) execute(ctx context.Context, w http.ResponseWriter, r *http.Request, accept accept, params *graphql.RawParams) {
	ctx, operation, faults := e.prepare(ctx, params)
	if len(faults) > 0 {
		e.refuseAll(ctx, w, accept, faults)
		return
	}
	kind := operation.Operation.Operation
	switch {
	case r.Method == http.MethodGet && kind == ast.Mutation:
		refused := refuse(http.StatusMethodNotAllowed, "a mutation is to be sent by POST")
		refused.allow = http.MethodPost
		e.refuse(ctx, w, accept, refused)
		return
	case kind == ast.Subscription && !accept.stream:
		e.refuse(ctx, w, accept, refuse(http.StatusNotAcceptable, "a subscription is answered as text/event-stream; accept that"))
		return
	}
	if kind == ast.Subscription {
		within, done, err := e.streams.begin(ctx, r)
		if err != nil {
			e.refuseAll(ctx, w, accept, gqlerror.List{gqlerror.WrapPath(nil, err)})
			return
		}
		defer done()
		ctx = within
	}
	feed := &feed{after: r.Header.Get("Last-Event-ID")}
	ctx = feed.into(ctx)
	respond, ctx := e.exec.DispatchOperation(ctx, operation)
	if kind != ast.Subscription {
		timed, cancel := context.WithTimeout(ctx, operationWithin)
		respond = settled(timed, respond)
		cancel()
	}
	if kind == ast.Subscription || accept.media == eventStream {
		e.stream(ctx, w, feed, respond)
		return
	}
	e.reply(w, accept, respond(ctx))
}

// reply answers with what a query or a mutation came to; nil: the client has gone.
func (e *Endpoint) reply(w http.ResponseWriter, accept accept, response *graphql.Response) {
	switch {
	case response == nil:
	case response.Data == nil && later(response.Errors) != nil: // its turn did not come
		e.unexecuted(w, accept, response, response.Errors)
	default:
		answer(w, http.StatusOK, accept.media, response)
	}
}

// refuse answers a request that is not executed.
func (e *Endpoint) refuse(ctx context.Context, w http.ResponseWriter, accept accept, why *refusal) {
	if why.allow != "" {
		w.Header().Set("Allow", why.allow)
	}
	answer(w, why.status, accept.media, &graphql.Response{Errors: gqlerror.List{e.present(ctx, why.err)}})
}

// refuseAll answers a well-formed request that is not executed because of faults.
// In a stream they are its only event, unless the caller is to come back later.
func (e *Endpoint) refuseAll(ctx context.Context, w http.ResponseWriter, accept accept, faults gqlerror.List) {
	response := &graphql.Response{Errors: e.shown(ctx, faults)}
	if accept.media == eventStream && later(faults) == nil {
		e.stream(ctx, w, &feed{}, graphql.OneShot(response))
		return
	}
	e.unexecuted(w, accept, response, faults)
}

// unexecuted writes a response that says why an operation is not executed. Under
// plain JSON that is 200, as it always was for GraphQL, unless the caller is to
// come back later.
func (e *Endpoint) unexecuted(w http.ResponseWriter, accept accept, response *graphql.Response, faults gqlerror.List) {
	status := http.StatusOK
	if accept.media == graphqlJSON {
		status = http.StatusBadRequest
	}
	if why := later(faults); why != nil {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter(why)))
		status = http.StatusServiceUnavailable
		if why.Kind == fault.Limited {
			status = http.StatusTooManyRequests
		}
	}
	answer(w, status, accept.media, response)
}

// later is the fault, if there is one, after which a caller is to come back.
func later(faults gqlerror.List) *fault.Error {
	var why *fault.Error
	if errors.As(faults, &why) && why.RetryAfter > 0 {
		return why
	}
	return nil
}

// answer writes a response. A client that reads a stream reads refusals as JSON.
func answer(w http.ResponseWriter, status int, media string, r *graphql.Response) {
	body, err := encode(r)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	if media == eventStream {
		media = plainJSON
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has gone is no error
}

// encode writes a response as JSON. One without data was not executed: it has
// none, not even null.
func encode(r *graphql.Response) ([]byte, error) {
	return json.Marshal(struct {
		Errors     gqlerror.List   `json:"errors,omitempty"`
		Data       json.RawMessage `json:"data,omitempty"`
		Extensions map[string]any  `json:"extensions,omitempty"`
	}{r.Errors[:min(len(r.Errors), maxErrors)], r.Data, r.Extensions})
}
