package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// given returns an input object as it was given. Where the document spells it
// out and a field is a variable without a value, gqlgen says null; that field
// was not given at all, and null would mean its default.
func given(ctx context.Context, name string, fields map[string]any) map[string]any {
	field := graphql.GetFieldContext(ctx).Field.Field
	if argument := field.Arguments.ForName(name); argument != nil {
		dropAbsent(argument.Value, fields, graphql.GetOperationContext(ctx).Variables)
	}
	return fields
}

// dropAbsent removes from a value what a variable without a value stands for.
// Maps that come from variables are left alone: they are as they were sent.
func dropAbsent(spelled *ast.Value, value any, variables map[string]any) {
	switch v := value.(type) {
	case map[string]any:
		if spelled.Kind != ast.ObjectValue {
			return
		}
		for _, child := range spelled.Children {
			if absent(child.Value, variables) {
				delete(v, child.Name)
			} else {
				dropAbsent(child.Value, v[child.Name], variables)
			}
		}
	case []any:
		if spelled.Kind != ast.ListValue || len(spelled.Children) != len(v) {
			return
		}
		for i, child := range spelled.Children {
			dropAbsent(child.Value, v[i], variables)
		}
	}
}

func absent(v *ast.Value, variables map[string]any) bool {
	if v.Kind != ast.Variable {
		return false
	}
	_, ok := variables[v.Raw]
	return !ok
}
