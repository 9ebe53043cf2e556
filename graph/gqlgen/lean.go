package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"golang.org/x/tools/imports"
)

// cuts are what is taken out of the executor that gqlgen writes, or put in its place:
// for every object of an answer it would make what @defer needs, the object's path
// among it, and for every field an error that nobody sees, together a third of what
// an answer allocates; and for every item of a list it would begin a goroutine.
var cuts = []struct {
	what string
	find *regexp.Regexp
	put  string
}{
	{"the fields put off", regexp.MustCompile(`\n\tdeferredFieldSet := graphql\.NewFieldSet\(nil\)\n\tdeferLabelToView := [^\n]*`), ""},
	{"putting one off", regexp.MustCompile(`(?s)\n\t\t\tif field\.IsDeferred\(\) \{.*?\n\t\t\t\}\n`), ""},
	{"answering them", regexp.MustCompile(`(?s)\n\tatomic\.AddInt32\(&ec\.Deferred, .*?\n\t\}\)\n`), ""},
	{"errors", regexp.MustCompile(`errors\.New\("field of type \w+ does not have child fields"\)`), "errNoChildren"},
	{"lists", regexp.MustCompile(`graphql\.MarshalSliceConcurrently\(ctx, len\(v\), 0, false, `), "marshalSlice(ctx, sel, len(v), "},
}

var (
	objects = regexp.MustCompile(`(?s)\nfunc \(ec \*executionContext\) _(\w+)\(ctx context\.Context, sel ast\.SelectionSet.*?\n}\n`)
	waiting = regexp.MustCompile(`case "(\w+)":\n\t\t\tfield := field\n`)
)

// waits writes which fields of which objects gqlgen has waited for in goroutines.
func waits(text []byte) string {
	var b strings.Builder
	b.WriteString("\n// waits has the fields that are waited for, by their objects.\nvar waits = map[string]map[string]bool{\n")
	for _, object := range objects.FindAllSubmatch(text, -1) {
		if fields := waiting.FindAllSubmatch(object[0], -1); fields != nil {
			fmt.Fprintf(&b, "%q: {", object[1])
			for _, field := range fields {
				fmt.Fprintf(&b, "%q: true, ", field[1])
			}
			b.WriteString("},\n")
		}
	}
	b.WriteString("}\n")
	return b.String()
}

const declared = `
// errNoChildren is for a field that has none.
var errNoChildren = errors.New("it does not have child fields")

// marshalSlice makes the items of a list one after the other, or at the same time if
// something in them is waited for.
func marshalSlice(ctx context.Context, sel ast.SelectionSet, n int, item func(context.Context, int) graphql.Marshaler) (all graphql.Array) {
	if n < 2 || anyWaits(sel) {
		return graphql.MarshalSliceConcurrently(ctx, n, 0, false, item)
	}
	defer func() {
		if reason := recover(); reason != nil {
			graphql.AddError(ctx, graphql.Recover(ctx, reason))
			all = nil
		}
	}()
	all = make(graphql.Array, n)
	for i := range n {
		all[i] = item(graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &i}), i)
	}
	return all
}

// anyWaits reports whether a selection has a field that is waited for.
func anyWaits(sel ast.SelectionSet) bool {
	for _, selected := range sel {
		within := false
		switch s := selected.(type) {
		case *ast.Field:
			within = s.ObjectDefinition != nil && fieldWaits(s) || anyWaits(s.SelectionSet)
		case *ast.InlineFragment:
			within = anyWaits(s.SelectionSet)
		case *ast.FragmentSpread:
			within = s.Definition != nil && anyWaits(s.Definition.SelectionSet)
		}
		if within {
			return true
		}
	}
	return false
}

// fieldWaits reports whether a field is waited for; one of an interface, if it is
// in any object.
func fieldWaits(f *ast.Field) bool {
	if f.ObjectDefinition.Kind == ast.Object {
		return waits[f.ObjectDefinition.Name][f.Name]
	}
	for _, fields := range waits {
		if fields[f.Name] {
			return true
		}
	}
	return false
}
`

// lean rewrites the executor in a file. It fails if gqlgen does not write any more
// what is to be taken out.
func lean(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	waited := waits(text)
	for _, cut := range cuts {
		if !cut.find.Match(text) {
			return fmt.Errorf("%s: gqlgen writes %s in another way: see to lean.go", file, cut.what)
		}
		text = cut.find.ReplaceAll(text, []byte(cut.put))
	}
	text, err = imports.Process(file, append(text, declared+waited...), nil)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
