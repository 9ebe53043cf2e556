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
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/edclusters/thirdplace/graph/generated"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/fault"
)

// maxTokens is how many tokens a document may have. The longest operation that
// programs are known to send has about 200.
const maxTokens = 2000

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
	// Spend is asked before an operation is executed, for who is signed in, with
	// what it costs (see costs). Its error is the answer. Nil: any cost.
	Spend func(ctx context.Context, cost int, writes bool) error
	// Begin is asked for a turn before a query or a mutation is executed, in the
	// context that it returns; end is called when it has been. Its error is the
	// answer. Nil: it is always their turn.
	Begin func(ctx context.Context, o Operation) (within context.Context, end func(), err error)
	// Expires is when who is signed in stops being so, and their streams end.
	// The zero time is never; nil: always never.
	Expires func(context.Context) time.Time
}

// Endpoint is the GraphQL endpoint. It is safe for use by many goroutines.
type Endpoint struct {
	app     UseCases
	exec    *executor.Executor
	present graphql.ErrorPresenterFunc
	streams *streams
}

// Handler returns the GraphQL endpoint: queries and mutations by POST, queries
// by GET, subscriptions as server-sent events by either. Who asks is read from
// the request's context by App.
func Handler(o Options) *Endpoint {
	o = o.withDefaults()
	exec := executor.New(generated.NewExecutableSchema(generated.Config{
		Resolvers: root{o.App}, Complexity: costs(),
	}))
	p := &presenter{app: o.App, log: o.Log, requestID: o.RequestID}
	exec.SetErrorPresenter(p.present)
	exec.SetRecoverFunc(recovered)
	exec.SetParserTokenLimit(maxTokens)
	exec.SetDisableSuggestion(true)
	exec.SetDefaultRulesFn(quietRules)
	exec.Use(&gate{introspection: o.Introspection, spend: o.Spend})
	exec.Use(turns{o.Begin, p.present})
	if !o.Introspection {
		exec.AroundRootFields(hideSchema)
	}
	return &Endpoint{app: o.App, exec: exec, present: p.present, streams: newStreams(o.Streams, o.Expires)}
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
	return o
}

// Stop ends every stream, each reader told that the service goes, and takes no
// new ones. It waits until they have ended, or ctx is over.
func (e *Endpoint) Stop(ctx context.Context) { e.streams.stop(ctx) }

// quietRules are the rules of validation without those that, where a name is
// wrong, tell which names there are.
func quietRules() *rules.Rules {
	r := rules.NewDefaultRules()
	for _, name := range []string{"FieldsOnCorrectType", "ScalarLeafs", "KnownArgumentNames", "KnownTypeNames", "ValuesOfCorrectType"} {
		r.RemoveRule(name)
	}
	r.AddRule(rules.FieldsOnCorrectTypeRuleWithoutSuggestions.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
	r.AddRule(rules.ScalarLeafsRuleWithoutSuggestions.Name, rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc)
	r.AddRule(rules.KnownArgumentNamesRuleWithoutSuggestions.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
	r.AddRule(rules.KnownTypeNamesRuleWithoutSuggestions.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
	r.AddRule(rules.ValuesOfCorrectTypeRuleWithoutSuggestions.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
	return r
}

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
	session := view.NewSession(e.app, view.Request{
		AcceptLanguage: strings.Join(r.Header.Values("Accept-Language"), ","),
		IdempotencyKey: r.Header.Get("Idempotency-Key"),
	})
	ctx := graphql.StartOperationTrace(session.Into(r.Context()))
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

// execute runs a well-formed request.
func (e *Endpoint) execute(ctx context.Context, w http.ResponseWriter, r *http.Request, accept accept, params *graphql.RawParams) {
	operation, faults := e.exec.CreateOperationContext(ctx, params)
	if len(faults) > 0 {
		faults = faults[:min(len(faults), maxErrors)]
		e.refuseAll(w, accept, e.exec.DispatchError(graphql.WithOperationContext(ctx, operation), faults), faults)
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
			e.refuseAll(w, accept, &graphql.Response{Errors: gqlerror.List{e.present(ctx, err)}}, gqlerror.List{gqlerror.Wrap(err)})
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
		e.refuseAll(w, accept, response, response.Errors)
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

// refuseAll answers a well-formed request that is not executed because of
// faults. Under plain JSON that is 200, as it always was for GraphQL, unless the
// caller is to come back later.
func (e *Endpoint) refuseAll(w http.ResponseWriter, accept accept, response *graphql.Response, faults gqlerror.List) {
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
