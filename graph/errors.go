package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"runtime/debug"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/wording"
)

// maxErrors is how many errors an answer has at most.
const maxErrors = 8

// presenter turns every error into what a client may read; it is the only way
// out. An error that is nobody's fault but ours is logged and not shown.
type presenter struct {
	app       UseCases
	log       *slog.Logger
	requestID func(context.Context) string
}

// present implements graphql.ErrorPresenterFunc.
func (p *presenter) present(ctx context.Context, err error) *gqlerror.Error {
	if errors.Is(err, errNotPersisted) {
		return errNotPersisted
	}
	shown := &gqlerror.Error{}
	var wrapped *gqlerror.Error
	if errors.As(err, &wrapped) {
		shown.Path, shown.Locations = wrapped.Path, wrapped.Locations
	} else {
		shown.Path = graphql.GetPath(ctx)
	}
	lang := view.From(ctx, p.app).Language(ctx)
	e := p.fault(ctx, err, wrapped)
	if len(e.Fields) > 0 && len(shown.Path) > 0 && shown.Path[0] == ast.PathName("variable") {
		shown.Path = nil // of the input, and said in the fields
	}
	shown.Message = wording.Message(lang, e)
	shown.Extensions = extensions(lang, e)
	if e.Kind == fault.Internal {
		id := p.requestID(ctx)
		shown.Message = wording.Error(lang, fault.Say(fault.Unexpected, id))
		shown.Extensions["requestId"] = id
	}
	return shown
}

// fault finds out what an error is.
func (p *presenter) fault(ctx context.Context, err error, wrapped *gqlerror.Error) *fault.Error {
	var e *fault.Error
	switch {
	case errors.As(err, &e) && e.Kind == fault.Unavailable && e.Detail.Code != fault.TooBusy:
		p.log.ErrorContext(ctx, "store unavailable", "request", p.requestID(ctx), "error", err)
		return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.Away), RetryAfter: e.RetryAfter} // not where it is
	case errors.As(err, &e) && e.Kind != fault.Internal:
		return e
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.TooBusy), RetryAfter: time.Second}
	case e == nil && wrapped != nil && wrapped.Err == nil && wrapped.Extensions["code"] != nil:
		return documentFault(wrapped)
	}
	p.log.ErrorContext(ctx, "request failed", "request", p.requestID(ctx), "path", graphql.GetPath(ctx).String(), "error", err)
	return &fault.Error{Kind: fault.Internal}
}

// documentFault says what the parser found wrong with a request. What it found
// within a variable is a fault of the field, and its path is that of the input.
func documentFault(found *gqlerror.Error) *fault.Error {
	detail := fault.Say(fault.BadDocument, clip(found.Message))
	e := &fault.Error{Kind: fault.Invalid, Detail: detail}
	if len(found.Path) > 2 && found.Path[0] == ast.PathName("variable") {
		e.Fields = []fault.Field{{Path: dotted(found.Path[2:]), Detail: detail}}
		switch found.Message {
		case "must be defined", "cannot be null":
			e.Fields[0].Detail = fault.Say(fault.Required)
		case "unknown field":
			e.Fields[0].Detail = fault.Say(fault.UnknownField, last(found.Path))
		}
		e.Detail = fault.Say(fault.CheckFields)
	}
	return e
}

// dotted writes a path as inputs have it: "need.topics.2".
func dotted(path ast.Path) string {
	parts := make([]string, len(path))
	for i, p := range path {
		parts[i] = fmt.Sprint(p)
	}
	return strings.Join(parts, ".")
}

func last(path ast.Path) string { return fmt.Sprint(path[len(path)-1]) }

// clip shortens a message that quotes what a caller sent.
func clip(s string) string {
	const most = 300
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return s
}

// extensions is what a program reads of an error.
func extensions(lang eic.Language, e *fault.Error) map[string]any {
	ext := map[string]any{"code": e.Kind.String()}
	if len(e.Fields) > 0 {
		fields := make([]map[string]any, len(e.Fields))
		for i, f := range e.Fields {
			fields[i] = map[string]any{"path": f.Path, "message": wording.Error(lang, f.Detail)}
		}
		ext["fields"] = fields
	}
	switch e.Kind {
	case fault.Conflict:
		if e.Detail.Code == fault.IllegalState {
			ext["next"] = append([]string{}, e.Legal...)
		}
		if e.Version != 0 {
			ext["version"] = e.Version
		}
	case fault.Limited, fault.Unavailable:
		ext["retryAfter"] = retryAfter(e)
	}
	return ext
}

// retryAfter is in how many seconds to come back, at least one.
func retryAfter(e *fault.Error) int { return max(1, int(math.Ceil(e.RetryAfter.Seconds()))) }

// recovered turns a panic into an error that present logs and does not show.
func recovered(_ context.Context, reason any) error {
	return &fault.Error{Kind: fault.Internal, Op: "panic", Err: fmt.Errorf("%v\n%s", reason, debug.Stack())}
}
