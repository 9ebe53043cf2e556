package graph

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/complexity"
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/edclusters/thirdplace/internal/fault"
)

// gate decides whether a valid document is executed: not if it asks for too
// much at once, or for more than its caller may spend. It is an extension of gqlgen's executor.
type gate struct {
	introspection bool
	spend         func(ctx context.Context, cost int, writes bool) error
	schema        graphql.ExecutableSchema
}

// ExtensionName implements graphql.HandlerExtension.
func (g *gate) ExtensionName() string { return "gate" }

// Validate implements graphql.HandlerExtension.
func (g *gate) Validate(schema graphql.ExecutableSchema) error {
	g.schema = schema
	return nil
}

// MutateOperationContext implements graphql.OperationContextMutator.
func (g *gate) MutateOperationContext(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	operation.DisableIntrospection = !g.introspection
	cost := complexity.Calculate(ctx, g.schema, operation.Operation, operation.Variables)
	if cost > maxCost {
		why := fmt.Sprintf("it asks for about %d values at once, and %d are possible; ask for fewer items or fields", cost, maxCost)
		return gqlerror.WrapPath(nil, fault.New(fault.Invalid, fault.BadDocument, why))
	}
	if err := g.spend(ctx, cost, operation.Operation.Operation == ast.Mutation); err != nil {
		return gqlerror.WrapPath(nil, err)
	}
	return nil
}
