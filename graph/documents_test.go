package graph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/edclusters/thirdplace/graph/generated"
	"github.com/edclusters/thirdplace/internal/fault"
)

// fragments are n fragments of which each spreads the next twice, so that the
// first stands for 2^n fields.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{ me { ...f0 } }")
	for i := range n {
		fmt.Fprintf(&b, " fragment f%d on Person { ...f%d ...f%d }", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment f%d on Person { name }", n)
	return b.String()
}

// chain is fields within one another, so many deep, and nested a document of them.
func chain(n int) string {
	return strings.Repeat("{ clusters ", n-1) + "{ id }" + strings.Repeat("}", n-1)
}

func nested(n int) string { return "{ me " + chain(n-1) + " }" }

func several(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(i)))
	}
	return b.String()
}

// TestDocumentsAreBounded: for each bound a document just within it, which may be
// wrong otherwise, and one just beyond. Without the survey the doubling fragments
// would not be done within a lifetime.
func TestDocumentsAreBounded(t *testing.T) {
	const person = "{ me { # } }"
	within := func(s string) string { return strings.ReplaceAll(person, "#", s) }
	cases := []struct {
		name, last, first string // the last that is accepted, the first that is not
		why               string
	}{
		{"bytes", within("name" + strings.Repeat(" ", maxSource-15)), within("name" + strings.Repeat(" ", maxSource-14)), "16 KiB"},
		{"tokens", listOf(maxTokens - 18), listOf(maxTokens - 17), "token"},
		{"depth", nested(maxDepth), nested(maxDepth + 1), "levels"},
		{"depth by fragments", within("clusters { ...f }") + " fragment f on Cluster " + chain(maxDepth-2),
			within("clusters { ...f }") + " fragment f on Cluster " + chain(maxDepth-1), "levels"},
		{"aliases", within(several(maxAliases, "a#: name ")), within(several(maxAliases+1, "a#: name ")), "aliases"},
		{"directives", within("name" + several(maxDirectives, " @skip(if: false)")), within("name" + several(maxDirectives+1, " @skip(if: false)")), "directives"},
		{"repeats", within(several(maxRepeats, "name ")), within(several(maxRepeats+1, "name ")), "one name"},
		{"repeats within inline fragments", within(several(maxRepeats, "... { name } ")), within(several(maxRepeats+1, "... { name } ")), "one name"},
		{"definitions", several(maxDefinitions, "query q# { me { name } } "), several(maxDefinitions+1, "query q# { me { name } } "), "definitions"},
		{"variables", "query(" + several(maxVariables, "$v#: Int ") + ") { me { name } }", "query(" + several(maxVariables+1, "$v#: Int ") + ") { me { name } }", "variables"},
		{"nodes", doubling(7), doubling(9), "fields"},
		{"nodes, to one", several(10, "query q# { me { ...f } } ") + fragmentOf(98), several(10, "query q# { me { ...f } } ") + fragmentOf(98) + " query q { q }", "fields"},
		{"doubling", doubling(7), doubling(maxDefinitions - 2), "fields"},
		{"several operations", several(9, "query q# { me { ...f } } ") + fragmentOf(90), several(9, "query q# { me { ...f } } ") + fragmentOf(120), "fields"},
		{"defer", within("... @skip(if: false) { name }"), within("... @defer { name }"), "@defer"},
		{"a circle", within("...f") + " fragment f on Person { name }", within("...f") + " fragment f on Person { ...g } fragment g on Person { ...f }", "contains itself"},
		{"a circle nobody spreads", within("name"), within("name") + " fragment f on Person { ...f }", "contains itself"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if why := refusedBySurvey(c.last); why != "" {
				t.Errorf("the last that is accepted: %s", why)
			}
			if why := refusedBySurvey(c.first); !strings.Contains(why, c.why) {
				t.Errorf("the first that is not: %q, want %q", why, c.why)
			}
		})
	}
}

// listOf is a document with a list of n numbers: n tokens and 18 more.
func listOf(n int) string {
	return "query($v: [Int] = [" + several(n, "1 ") + "]) { me { name } }"
}

// fragmentOf is a fragment of so many fields of different names.
func fragmentOf(n int) string {
	return "fragment f on Person { " + several(n, "x# ") + "}"
}

// refusedBySurvey says why a document is too much; that it is wrong does not count.
func refusedBySurvey(text string) string {
	_, faults := newDocuments(schema(), nil).read(text)
	for _, f := range faults {
		for _, limit := range []string{"it has more than", "it is longer", "contains itself", "token", "@defer"} {
			if strings.Contains(f.Error(), limit) {
				return f.Error()
			}
		}
	}
	return ""
}

// A survey visits a fragment once, however often it is spread.
func TestSurveyIsLinear(t *testing.T) {
	var doc ast.QueryDocument
	const n = 30
	for i := range n {
		spread := &ast.FragmentSpread{Name: fmt.Sprint(i + 1)}
		doc.Fragments = append(doc.Fragments, &ast.FragmentDefinition{Name: fmt.Sprint(i), SelectionSet: ast.SelectionSet{spread, spread}})
	}
	s := surveyor{fragments: map[string]*ast.FragmentDefinition{}, known: map[*ast.FragmentDefinition]*extent{}}
	for _, f := range doc.Fragments {
		s.fragments[f.Name] = f
	}
	if got := s.fragment(doc.Fragments[0]); got.nodes != maxNodes+1 || len(s.known) != n {
		t.Errorf("got %+v with %d fragments known, want more than %d nodes and %d", got, len(s.known), maxNodes, n)
	}
}

// Introspection as tools ask for it stays within what a document may have.
func TestIntrospectionIsWithinBounds(t *testing.T) {
	const query = `query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
		types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
		fragment FullType on __Type { kind name description specifiedByURL isOneOf
		fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
		inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
		enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
		fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
		fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
		ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`
	data := good(t, Handler(Options{App: tucson(1, 1), Introspection: true}), query, nil)
	if got := at(t, data, "__schema", "queryType", "name"); got != "Query" {
		t.Errorf("got %v", got)
	}
}

// Suggestions would tell of names that are not asked for: no rule makes any.
func TestNothingIsSuggested(t *testing.T) {
	h := Handler(Options{App: tucson(1, 1)})
	for _, query := range []string{
		`{ me { nam } }`,                 // FieldsOnCorrectType
		`{ me }`,                         // ScalarLeafs
		`{ need(idd: "x") { id } }`,      // KnownArgumentNames
		`query($x: Ned) { me { name } }`, // KnownTypeNames
		`{ me { ...f } } fragment f on Persn { name }`,                                     // KnownTypeNames, of a fragment
		`{ needs(filter: {statu: OPEN}) { edges { cursor } } }`,                            // ValuesOfCorrectType, a field
		`{ previewMatches(input: {title: "x"}, kinds: [PILOTT]) { considered } }`,          // ValuesOfCorrectType, an enumeration
		`mutation { postNeed(input: {need: {title: "x", grade: [G01]}}) { need { id } } }`, // and of an input
	} {
		a := post(t, h, query, nil, "Accept-Language", "en")
		if len(a.Errors) == 0 || a.Data != nil {
			t.Errorf("%s: got %+v, want to be refused", query, a)
		}
		for _, e := range a.Errors {
			if strings.Contains(e.Message, "Did you mean") {
				t.Errorf("%s: suggests: %s", query, e.Message)
			}
		}
	}
}

func TestPersistedQueries(t *testing.T) {
	h := Handler(Options{App: tucson(1, 1)})
	const query = `{ me { name } }`
	by := func(hash string) map[string]any {
		return map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}
	}
	ask := func(body map[string]any) (int, string) {
		w := send(t, h, request{body: body})
		return w.Code, w.Body.String()
	}
	steps := []struct {
		name string
		body map[string]any
		code int
		has  string
	}{
		{"unknown", map[string]any{"extensions": by(digest(query))}, 200, `{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}`},
		{"another's hash", map[string]any{"query": query, "extensions": by(digest("{ me { id } }"))}, 200, "INVALID"},
		{"with its text", map[string]any{"query": query, "extensions": by(digest(query))}, 200, "A. Teacher"},
		{"by its hash", map[string]any{"extensions": by(digest(query))}, 200, "A. Teacher"},
		{"a wrong one", map[string]any{"query": "{ nothing }", "extensions": by(digest("{ nothing }"))}, 200, "INVALID"},
		{"is not kept", map[string]any{"extensions": by(digest("{ nothing }"))}, 200, "PersistedQueryNotFound"},
		{"no hash", map[string]any{"extensions": map[string]any{"persistedQuery": 7}}, 200, "INVALID"},
	}
	for _, s := range steps {
		if code, body := ask(s.body); code != s.code || !strings.Contains(body, s.has) {
			t.Errorf("%s: got %d %s, want %d with %s", s.name, code, body, s.code, s.has)
		}
	}
}

func params(query string) *graphql.RawParams { return &graphql.RawParams{Query: query} }

// Whatever is sent, what is kept of documents stays within its bound, and those
// that are refused leave nothing.
func TestShelfIsBounded(t *testing.T) {
	d := newDocuments(schema(), nil)
	if _, faults := d.open(params("{ nothing }")); faults == nil || d.accepted.Use().Entries > 0 {
		t.Errorf("%d refused documents are kept: %v", d.accepted.Use().Entries, faults)
	}
	for i := range 3 * shelfBytes / shelfLeast {
		if _, faults := d.open(params(fmt.Sprintf("query q%d { me { name } }", i))); faults != nil {
			t.Fatal(faults)
		}
		if _, faults := d.open(params(fmt.Sprintf("query q%d { me { nothing } }", i))); faults == nil {
			t.Fatal("it is accepted")
		}
	}
	if use := d.accepted.Use(); use.Bytes > shelfBytes || use.Entries != shelfBytes/shelfLeast {
		t.Errorf("%+v", use)
	}
	long := "{ me { name } } #" + strings.Repeat("x", maxSource-20)
	for i := range 300 {
		d.accepted.Put(fmt.Sprint(i), readDocument{&ast.QueryDocument{}, len(long)})
	}
	if use := d.accepted.Use(); use.Bytes > shelfBytes {
		t.Errorf("%+v", use)
	}
}

func TestTrustedDocuments(t *testing.T) {
	const me, id = `query Me { me { name } }`, `query ID { me { id } }`
	cases := []struct{ name, file string }{
		{"by name", `{"` + digest(me) + `": "` + me + `", "short": "` + id + `"}`},
		{"apollo", `{"format":"apollo-persisted-query-manifest","version":1,"operations":[
			{"id":"` + digest(me) + `","name":"Me","type":"query","body":"` + me + `"},{"id":"short","name":"ID","type":"query","body":"` + id + `"}]}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			trusted, err := ReadTrusted(strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			h := Handler(Options{App: tucson(1, 1), Trusted: trusted})
			good(t, h, me, nil)
			for hash, code := range map[string]string{digest(me): "", "short": "", digest(id): "", "other": "FORBIDDEN"} {
				w := send(t, h, request{body: map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}}})
				if strings.Contains(w.Body.String(), "errors") != (code != "") || !strings.Contains(w.Body.String(), code) {
					t.Errorf("%s: got %s, want %q", hash, w.Body, code)
				}
			}
			a := post(t, h, `{ me { name } }`, nil, "Accept-Language", "en")
			if len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != "FORBIDDEN" || !strings.Contains(a.Errors[0].Message, "programs made for it") {
				t.Errorf("another document: %+v", a)
			}
		})
	}
}

func TestTrustedDocumentsAreChecked(t *testing.T) {
	cases := []struct{ name, file, field string }{
		{"no JSON", `{`, ""}, {"nothing", `{}`, ""}, {"another manifest", `{"format":"x","operations":[{"id":"a","body":"{ me { id } }"}]}`, ""},
		{"wrong", `{"a": "{ me { id } }", "b": "{ me { nothing } }"}`, "b"},
		{"too deep", `{"deep": "` + nested(maxDepth+1) + `"}`, "deep"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadTrusted(strings.NewReader(c.file))
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.field) {
				t.Errorf("got %v, want Invalid at %q", err, c.field)
			}
		})
	}
}

// Every field that answers a list has a cost of its own, so that a new one cannot
// be asked for as if it were a single value.
func TestListsHaveCosts(t *testing.T) {
	executable := generated.NewExecutableSchema(generated.Config{Complexity: costs()})
	for name, def := range executable.Schema().Types {
		if def.Kind != ast.Object || strings.HasPrefix(name, "__") {
			continue
		}
		for _, field := range def.Fields {
			if !isList(field) || len(executable.Schema().Types[field.Type.Name()].Fields) == 0 {
				continue
			}
			args := map[string]any{}
			for _, a := range field.Arguments {
				if a.Type.Name() == "String" && a.Type.Elem != nil {
					args[a.Name] = []any{"x", "y"}
				} else if a.Type.NonNull {
					args[a.Name] = something(executable.Schema(), a.Type)
				}
			}
			if cost, ok := executable.Complexity(t.Context(), name, field.Name, 100, args); !ok || cost < 200 {
				t.Errorf("%s.%s is a list of what costs 100, and costs %d: give it a cost", name, field.Name, cost)
			}
		}
	}
}

// isList reports whether a field has several items: a list, or the edges of one
// that its connection pays for.
func isList(f *ast.FieldDefinition) bool {
	return f.Type.Elem != nil && f.Name != "edges" || strings.HasSuffix(f.Type.Name(), "Connection")
}

func something(schema *ast.Schema, t *ast.Type) any {
	if schema.Types[t.Name()].Kind == ast.InputObject {
		return map[string]any{}
	}
	return "x"
}
