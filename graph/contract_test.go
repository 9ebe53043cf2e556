package graph

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// contract returns the operations that outside programs send, and variables for
// each.
func contract(t *testing.T) (operations string, examples map[string]map[string]any) {
	t.Helper()
	text, err := os.ReadFile("testdata/contract/operations.graphql")
	if err != nil {
		t.Fatal(err)
	}
	variables, err := os.ReadFile("testdata/contract/examples.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(variables, &examples); err != nil {
		t.Fatal(err)
	}
	return string(text), examples
}

func TestContractValidates(t *testing.T) {
	operations, examples := contract(t)
	doc, err := gqlparser.LoadQueryWithRules(schema(), operations, quietRules())
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, operation := range doc.Operations {
		seen = append(seen, operation.Name)
		variables, ok := examples[operation.Name]
		if !ok {
			t.Errorf("%s: has no example", operation.Name)
		}
		if _, err := validator.VariableValues(schema(), operation, variables); err != nil {
			t.Errorf("%s: %v", operation.Name, err)
		}
	}
	for name := range examples {
		if !slices.Contains(seen, name) {
			t.Errorf("%s: is an example of no operation", name)
		}
	}
}

// alone returns the text of one operation and of the fragment it uses, as a
// program sends it.
func alone(operations, name string) string {
	var fragment, operation string
	for _, block := range strings.Split(operations, "\n\n") {
		if strings.Contains(block, "fragment MatchParts ") {
			fragment = block
		}
		if strings.Contains(block, " "+name+"(") || strings.Contains(block, " "+name+" {") {
			operation = block
		}
	}
	if strings.Contains(operation, "...MatchParts") {
		operation += "\n" + fragment
	}
	return operation
}

func TestContractAnswers(t *testing.T) {
	operations, examples := contract(t)
	d := tucson(2, 3)
	h := Handler(Options{App: d})
	d.suggested = []app.TopicSuggestion{{Topic: &eic.Topic{Head: eic.Head{ID: "topic-bees"}, Label: "bees"}}}
	need, offer := string(d.needs[0].ID), string(d.offers[0].ID)
	cases := []struct {
		name string
		ids  map[string]any // real ones for those the examples leave open
		path []any
		want any
	}{
		{"PostNeed", nil, []any{"postNeed", "need", "matches", "edges", 1, "node", "offer", "kind"}, "PILOT"},
		{"PreviewMatches", nil, []any{"previewMatches", "edges", 0, "node", "reasons", 0, "path", 0, "relation"}, "BRIDGED"},
		{"NeedMatches", map[string]any{"id": need}, []any{"need", "matches", "pageInfo", "endCursor"}, "after " + string(d.offers[2].ID)},
		{"OfferMatches", map[string]any{"id": offer}, []any{"offer", "matches", "edges", 0, "node", "need", "grades", 0}, "G04"},
		{"SuggestTopics", nil, []any{"suggestTopics", 0, "topic", "label"}, "bees"},
		{"ExplainMatch", map[string]any{"need": need, "offer": offer}, []any{"explainMatch", "listed"}, true},
		{"ByExternalId", nil, []any{"byExternalId", 1, "externalId"}, "o2"},
		{"Me", nil, []any{"me", "clusters", 0, "name"}, "Tucson"},
		{"PublishFundOfKnowledge", nil, []any{"publishFundOfKnowledge", "offer", "title"}, "Offer 0"},
		{"PublishPilotOffer", nil, []any{"publishPilotOffer", "offer", "title"}, "Offer 1"},
		{"WithdrawNeed", map[string]any{"id": need}, []any{"withdrawNeed", "need", "status"}, "OPEN"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			variables := examples[c.name]
			for name, id := range c.ids {
				variables[name] = id
			}
			if got := at(t, good(t, h, alone(operations, c.name), variables), c.path...); got != c.want {
				t.Errorf("%v: got %v, want %v", c.path, got, c.want)
			}
		})
	}
}

// TestLongestOperationFits keeps the limit on tokens away from what is sent: the
// whole file of operations, of which one is run.
func TestLongestOperationFits(t *testing.T) {
	operations, _ := contract(t)
	d := tucson(1, 1)
	w := send(t, Handler(Options{App: d}), request{body: map[string]any{"query": operations, "operationName": "Me"}})
	if w.Code != 200 || !strings.Contains(w.Body.String(), "A. Teacher") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestInputsArriveAsGiven(t *testing.T) {
	d := tucson(1, 1)
	h := Handler(Options{App: d})
	good(t, h, `mutation($title: String, $start: Date, $group: Int, $grade: GradeLevel!) {
		updateNeed(input: {id: "x", version: 2, need: {title: $title, description: null, groupSize: $group, grades: [$grade], window: {start: $start}}}) { need { id } }
	}`, map[string]any{"grade": "G04", "group": 28})
	need, _ := d.wrote[0].Input["need"].(map[string]any)
	if _, given := need["title"]; given {
		t.Error("title: a variable without a value was given")
	}
	if v, given := need["description"]; !given || v != nil {
		t.Errorf("description: got %v, %t; want null, given", v, given)
	}
	if grades, _ := need["grades"].([]any); len(grades) != 1 || grades[0] != "G04" {
		t.Errorf("grades: got %v, want [G04]", need["grades"])
	}
	if window, _ := need["window"].(map[string]any); window == nil || len(window) != 0 {
		t.Errorf("window: got %v, want an empty object", need["window"])
	}
	if need["groupSize"] == nil {
		t.Error("groupSize: was not given")
	}
}

func TestFilterIsHandedOn(t *testing.T) {
	d := tucson(1, 1)
	h := Handler(Options{App: d})
	data := good(t, h, `{ needs(filter: {statuses: [OPEN], near: {postalCode: "85713", km: 5}}, first: null, after: "x") { edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor } } }`, nil)
	got := d.lists[0]
	if got.First != 20 || got.After != "x" || got.Filter["near"].(map[string]any)["postalCode"] != "85713" {
		t.Errorf("got %+v", got)
	}
	if at(t, data, "needs", "pageInfo", "hasPreviousPage") != true || at(t, data, "needs", "pageInfo", "startCursor") != "after "+string(d.needs[0].ID) {
		t.Errorf("got %v", data)
	}
}

func TestPreviewHasNoNeed(t *testing.T) {
	d := tucson(1, 1)
	h := Handler(Options{App: d})
	data := good(t, h, `{ previewMatches(input: {title: "bees"}, kinds: [PILOT], balance: null) { edges { node { need { id } unknowns } } } }`, nil)
	if at(t, data, "previewMatches", "edges", 0, "node", "need") != nil {
		t.Errorf("got %v, want no need", data)
	}
	if p := d.preview; !p.Balance || p.First != 10 || len(p.Kinds) != 1 || p.Kinds[0] != eic.PilotOffer || p.Need["title"] != "bees" {
		t.Errorf("got %+v", p)
	}
}
