package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// client sends operations as one person.
type client struct {
	t          *testing.T
	url        string
	token      string
	operations string
	examples   map[string]map[string]any
}

// contract serves the cluster and returns a client of it.
func contract(t *testing.T, w *world) func(person string) *client {
	t.Helper()
	w.want(w.run("import", "--data", w.dir, "--source", "judged", w.file("tucson.ndjson", tucson)), exitOK, "imported 11")
	w.want(w.run("token", "--data", w.dir, "--source", "judged", "--person", "p1"), exitOK, ".")
	s := w.serve("--data", w.dir)
	folder := filepath.Join("..", "..", "graph", "testdata", "contract")
	operations, err := os.ReadFile(filepath.Join(folder, "operations.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	examples, err := os.ReadFile(filepath.Join(folder, "examples.json"))
	if err != nil {
		t.Fatal(err)
	}
	return func(person string) *client {
		c := &client{t: t, url: s.url, operations: string(operations)}
		c.token = strings.TrimSpace(w.run("token", "--data", w.dir, "--source", "judged", "--person", person).out)
		if err := json.Unmarshal(examples, &c.examples); err != nil {
			t.Fatal(err)
		}
		return c
	}
}

func tucsonID(t eic.Type, ext string) string {
	return string(eic.DeriveID(t, eic.ClusterIDOf("tucson"), eic.External{Source: "judged", ID: ext}))
}

var placeholder = regexp.MustCompile(`^<a date (\d+) days from now>$`)

// variables returns an example with its placeholders filled in.
func (c *client) variables(name string, more map[string]any) map[string]any {
	var fill func(any) any
	fill = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for key, inner := range v {
				v[key] = fill(inner)
			}
		case string:
			if strings.HasPrefix(v, "<Cluster id") {
				return string(eic.ClusterIDOf("tucson"))
			}
			if strings.HasPrefix(v, "<Product id") {
				return tucsonID(eic.ProductType, "x1")
			}
			if m := placeholder.FindStringSubmatch(v); m != nil {
				var days int
				fmt.Sscan(m[1], &days)
				return time.Now().AddDate(0, 0, days).Format(time.DateOnly)
			}
		}
		return v
	}
	b, err := json.Marshal(c.examples[name])
	if err != nil {
		c.t.Fatal(err)
	}
	var copied map[string]any
	if err := json.Unmarshal(b, &copied); err != nil {
		c.t.Fatal(err)
	}
	fill(copied)
	maps.Copy(copied, more)
	return copied
}

// send runs an operation and decodes its data; errors fail the test.
func (c *client) send(name string, variables map[string]any, into any) {
	c.t.Helper()
	answer, raw := c.try(name, variables)
	if len(answer.Errors) > 0 {
		c.t.Fatalf("%s: %s", name, raw)
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		c.t.Fatalf("%s: %v\n%s", name, err, raw)
	}
}

type answered struct {
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Extensions map[string]any
	}
}

func (c *client) try(name string, variables map[string]any) (answered, string) {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"query": c.operations, "operationName": name, "variables": variables})
	if err != nil {
		c.t.Fatal(err)
	}
	var raw string
	var answer answered
	faulttest.Until(c.t, name+" is answered", func() bool { // who is told to come back comes back
		_, raw = ask(c.t, c.url+"/graphql", c.token, "en", string(body))
		answer = answered{}
		if err := json.Unmarshal([]byte(raw), &answer); err != nil {
			c.t.Fatalf("%s: %v\n%s", name, err, raw)
		}
		return code(answer) != "UNAVAILABLE"
	})
	return answer, raw
}

type matchParts struct {
	Score float64
	Fit   string
	Offer struct {
		Typename                    string `json:"__typename"`
		ID, ExternalID, Title, Kind string
	}
	Reasons []struct {
		Factor                      string
		Weight, Value, Contribution float64
		Summary                     string
		Path                        []struct{ From, To, Relation string }
	}
	Blockers []struct{ Gate, Summary string }
}

type matchList struct {
	Considered int
	Excluded   []struct {
		Gate  string
		Count int
	}
	Edges []struct {
		Cursor string
		Node   matchParts
	}
	PageInfo struct {
		HasNextPage bool
		EndCursor   *string
	}
}

type posted struct {
	PostNeed struct {
		Need struct {
			ID, Title, Status string
			Version           int
			Matches           matchList
		}
	}
}

func code(a answered) any {
	if len(a.Errors) == 0 {
		return nil
	}
	return a.Errors[0].Extensions["code"]
}
