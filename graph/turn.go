package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Operation is what a request asks to be done, for those who count, trace and hold
// back. It has nothing that a caller wrote.
type Operation struct {
	Kind   string   // "query", "mutation" or "subscription"
	Fields []string // the fields of the root that are asked for, each once, in order
}

// turns has operations wait for their turn. It is an extension of gqlgen's executor.
// A subscription, which does not end, has one for its beginning, and is counted as a
// stream from then on.
type turns struct {
	begin   func(context.Context, Operation) (context.Context, func(), error)
	present graphql.ErrorPresenterFunc
}

// ExtensionName implements graphql.HandlerExtension.
func (turns) ExtensionName() string { return "turns" }

// Validate implements graphql.HandlerExtension.
func (turns) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor. A query or a mutation
// is executed when its first response is asked for; there is no second.
func (t turns) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx).Operation
	if operation.Operation == ast.Subscription {
		within, end, err := t.begin(ctx, operationOf(operation))
		if err != nil {
			return graphql.OneShot(t.refused(ctx, err))
		}
		defer end()
		return next(within)
	}
	respond, asked := next(ctx), false
	return func(ctx context.Context) *graphql.Response {
		if asked {
			return nil
		}
		asked = true
		within, end, err := t.begin(ctx, operationOf(operation))
		if err != nil {
			return t.refused(ctx, err)
		}
		defer end()
		return respond(within)
	}
}

func (t turns) refused(ctx context.Context, err error) *graphql.Response {
	shown := t.present(ctx, err)
	shown.Err = err // for whoever chooses the status
	return &graphql.Response{Errors: gqlerror.List{shown}}
}

func operationOf(asked *ast.OperationDefinition) Operation {
	o := Operation{Kind: string(asked.Operation)}
	seen := map[string]bool{}
	for _, selection := range asked.SelectionSet {
		field, ok := selection.(*ast.Field) // of fragments at the root nothing is told
		if ok && field.Definition != nil && !seen[field.Name] {
			seen[field.Name] = true
			o.Fields = append(o.Fields, field.Name)
		}
	}
	return o
}
