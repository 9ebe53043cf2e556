package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

func TestCheckOfAFile(t *testing.T) {
	w := newWorld(t)
	w.want(w.run("check", "--data", w.dir), exitFailed, "there is no graph")
	w.want(w.run("import", "--data", w.dir, w.file("a.ndjson", smallCluster)), exitOK, "imported 6")
	got := w.run("check", "--data", w.dir)
	w.want(got, exitOK, "invariants     ok")
	for _, line := range []string{"store          SQLite ", "connection     a file in WAL mode, answers in ", "schema         version ", "indexes        "} {
		if !strings.Contains(got.out, "\n"+line) {
			t.Errorf("%q is not said:\n%s", line, got.out)
		}
	}
}

// What is said of a database is what holds there: that it answers, which schema
// it has, and whether its indexes can be used.
func TestCheckOfNeo4j(t *testing.T) {
	w := onNeo4j(t)
	server := servers.Server(t)
	server.Wipe(t)
	w.want(w.run("check", "--data", w.dir), exitFailed, "its schema is 0")
	if found := server.Query(t, "SHOW CONSTRAINTS YIELD name RETURN count(name)", nil); found[0][0] != int64(0) {
		t.Errorf("it made %v constraints", found[0][0])
	}
	w.want(w.run("import", "--data", w.dir, w.file("a.ndjson", smallCluster)), exitOK, "imported 6")
	const counters = "MATCH (c:Counter) RETURN c.name, c.last ORDER BY c.name"
	before := fmt.Sprint(server.Query(t, counters, nil))
	got := w.run("check", "--data", w.dir)
	w.want(got, exitOK, "invariants     ok")
	for _, line := range []string{"store          Neo4j ", "connection     Bolt 5.", "schema         version ", "indexes        "} {
		if !strings.Contains(got.out, "\n"+line) {
			t.Errorf("%q is not said:\n%s", line, got.out)
		}
	}
	if !strings.Contains(got.out, " community, "+server.URI+"\n") || strings.Contains(got.out+got.err, server.Password) {
		t.Errorf("edition and address: %s", got.out)
	}
	if after := fmt.Sprint(server.Query(t, counters, nil)); after != before {
		t.Errorf("it wrote: %s, before %s", after, before)
	}
	server.Query(t, "DROP INDEX open_funds", nil)
	got = w.run("check", "--data", w.dir)
	w.want(got, exitFailed, "index          open_funds is missing\n")
	_, again, said := strings.Cut(got.out, "Make it again by: ")
	again, _, ended := strings.Cut(again, ";")
	if !said || !ended {
		t.Fatalf("how to make it again is not said:\n%s", got.out)
	}
	server.Query(t, again, nil)
	server.Query(t, "CALL db.awaitIndexes(60)", nil)
	w.want(w.run("check", "--data", w.dir), exitOK, "invariants     ok")
}

// Of several databases each is spoken of, also one that does not answer.
func TestReportOfCells(t *testing.T) {
	var out bytes.Buffer
	one := store.Health{Engine: "Neo4j 5.26.31 community", Place: "bolt://one", Protocol: "Bolt 5.8", RoundTrip: 700 * time.Microsecond, Schema: 4, Known: 4,
		Indexes: []store.Index{{Name: "a", State: store.IndexOnline}, {Name: "b", State: store.IndexPopulating}}}
	all := one
	all.Records, all.Faults = map[string]int{"Need": 2}, []string{"Cell west cannot be used."}
	all.Cells = []store.CellHealth{{Name: "home", Health: one},
		{Name: "west", Health: store.Health{Place: "bolt://west"}, Err: fault.New(fault.Unavailable, fault.Away)}}
	(&Main{Stdout: &out}).report(all, databases{cells: []cellConfig{{name: "west", external: []string{"yuma", "mesa"}}}})
	want := `cell           home, of every other cluster
store          Neo4j 5.26.31 community, bolt://one
connection     Bolt 5.8, answers in 0.70 ms
schema         version 4; this program knows 4
indexes        1 of 2 online
index          b is populating
cell           west, of yuma, mesa
store          bolt://west cannot be used: We cannot reach our records just now; please try again in a moment.
Need           2
broken         Cell west cannot be used.
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestCheckOfADatabaseThatIsAway(t *testing.T) {
	w := newWorld(t)
	addr := vacant(t)
	w.env["NEO4J_URI"], w.env["NEO4J_USERNAME"], w.env["NEO4J_PASSWORD"] = "bolt://someone:hidden@"+addr, "neo4j", "hidden too"
	got := w.run("check", "--data", w.dir)
	w.want(got, exitFailed, "the database at bolt://"+addr+" does not answer")
	if strings.Contains(got.out+got.err, "hidden") {
		t.Errorf("it tells a secret: %s%s", got.out, got.err)
	}
}
