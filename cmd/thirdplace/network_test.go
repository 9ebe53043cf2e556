package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
	"github.com/edclusters/thirdplace/internal/store/storetest/faulttest"
)

// network is a service over two real servers: the home, with the cluster mesa, and
// the cell south, with the cluster tucson.
type network struct {
	*world
	home, south *neo4jtest.Server
	service     *server
	tokens      map[string]string // of each cluster's teacher and keeper: "mesa teacher"
}

// networkLines is what there is in each cluster.
func networkLines(cluster string) string {
	return strings.ReplaceAll(`{"type":"Cluster","externalId":"CLUSTER","name":"Town of CLUSTER","review":false}
{"type":"Person","externalId":"teacher","cluster":"CLUSTER","name":"T. of CLUSTER","roles":["EDUCATOR"]}
{"type":"Person","externalId":"keeper","cluster":"CLUSTER","name":"K. of CLUSTER","roles":["COMMUNITY_PARTNER"]}
{"type":"FundOfKnowledge","externalId":"bees","cluster":"CLUSTER","offeredBy":"keeper","title":"Bees of CLUSTER","description":"I keep bees and bring a hive."}
{"type":"Need","externalId":"n","cluster":"CLUSTER","postedBy":"teacher","title":"Why do bees matter in CLUSTER?","description":"Who brings a hive to our class?"}
`, "CLUSTER", cluster)
}

// TestServersOfCells has two real servers, over HTTP, with the program as it is.
func TestServersOfCells(t *testing.T) {
	home := servers.Server(t)
	if !home.Owned() {
		t.Skip("a second server is started where the first is this test's own")
	}
	south, err := neo4jtest.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := south.Remove(); err != nil {
			t.Error(err)
		}
	}()
	for name, test := range map[string]func(*network){
		"one is stopped in the middle": cellStops, "one is silent": cellIsSilent, "a cluster moves": clusterMoves,
	} {
		t.Run(name, func(t *testing.T) { test(openNetwork(t, home, south)) })
	}
}

func openNetwork(t *testing.T, home, south *neo4jtest.Server) *network {
	t.Helper()
	south.Wipe(t)
	n := &network{world: onNeo4j(t), home: home, south: south, tokens: map[string]string{}}
	n.env["SOUTH_PASSWORD"] = n.south.Password
	n.env["THIRDPLACE_DATA"] = n.dir
	n.env["THIRDPLACE_CELLS"] = n.file("cells.json", fmt.Sprintf(
		`{"cells": [{"name": "south", "clusters": ["tucson"], "uri": %q, "username": %q, "passwordEnv": "SOUTH_PASSWORD"}]}`, n.south.URI, n.south.Username))
	all := n.file("all.ndjson", networkLines("mesa")+networkLines("tucson"))
	n.comesToBe("all is imported", func() bool { return n.run("import", all).code == exitOK })
	for _, cluster := range []string{"mesa", "tucson"} {
		for _, person := range []string{"teacher", "keeper"} {
			got := n.run("token", "--cluster", cluster, "--source", "ndjson", "--person", person)
			n.want(got, exitOK, "")
			n.tokens[cluster+" "+person] = strings.TrimSpace(got.out)
		}
	}
	n.open()
	return n
}

// open starts the service; what it reads at first it has read when that is done.
func (n *network) open() {
	n.t.Helper()
	n.service = n.serve()
	for token := range n.tokens {
		cluster, person, _ := strings.Cut(token, " ")
		n.comesToBe("all clusters answer", func() bool { return len(n.ask(cluster, person, "NETWORK").clusters) == 2 })
	}
}

func recordID(t eic.Type, cluster, key string) eic.ID {
	return eic.DeriveID(t, eic.ClusterIDOf(cluster), eic.External{Source: "ndjson", ID: key})
}

// matches is what a list of matches came to.
type matches struct {
	clusters []string // of the other side of each match, in order of their names
	missing  []string
	code     string // of the error, if there was one
	took     time.Duration
}

// ask asks for the matches of the need or the offer of a cluster.
func (n *network) ask(cluster, person, scope string) matches {
	n.t.Helper()
	id := recordID(eic.NeedType, cluster, "n")
	if person == "keeper" {
		id = recordID(eic.FundOfKnowledgeType, cluster, "bees")
	}
	query, err := json.Marshal(map[string]any{"variables": map[string]any{"id": id, "scope": scope}, "query": `query($id: ID!, $scope: MatchScope) {
		node(id: $id) { ... on Need { matches(scope: $scope) { ...m } } ... on Offer { matches(scope: $scope) { ...m } } } }
		fragment m on MatchConnection { edges { node { need { cluster { externalId } postedBy { name } } offer { cluster { externalId } } } } missing { externalId name } }`})
	if err != nil {
		n.t.Fatal(err)
	}
	begun := time.Now()
	_, body := ask(n.t, n.service.url+"/graphql", n.tokens[cluster+" "+person], "en", string(query))
	found := matches{took: time.Since(begun)}
	var answer struct {
		Errors []struct{ Extensions struct{ Code string } }
		Data   struct {
			Node struct {
				Matches struct {
					Edges []struct {
						Node map[string]struct{ Cluster struct{ ExternalID string } }
					}
					Missing []struct{ ExternalID string }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		n.t.Fatalf("%v: %s", err, body)
	}
	for _, e := range answer.Errors {
		found.code = e.Extensions.Code
	}
	other := map[string]string{"teacher": "offer", "keeper": "need"}[person]
	for _, e := range answer.Data.Node.Matches.Edges {
		found.clusters = append(found.clusters, e.Node[other].Cluster.ExternalID)
	}
	for _, c := range answer.Data.Node.Matches.Missing {
		found.missing = append(found.missing, c.ExternalID)
	}
	slices.Sort(found.clusters)
	return found
}

// wants fails unless a list has matches with these clusters and is without those.
func (n *network) wants(when, cluster, person, scope string, clusters, missing string) {
	n.t.Helper()
	got := n.ask(cluster, person, scope)
	if got.code != "" || strings.Join(got.clusters, " ") != clusters || strings.Join(got.missing, " ") != missing {
		n.t.Errorf("%s: %s of %s, %s: got %+v, want %q without %q", when, person, cluster, scope, got, clusters, missing)
	}
}

// cellStops: what needs the cell alone is Unavailable, all else goes on, and when
// its server is back nothing has to be started again.
func cellStops(n *network) {
	t := n.t
	all := func(when, missing string) {
		t.Helper()
		there := "mesa tucson"
		if missing != "" {
			there = "mesa"
		}
		n.wants(when, "mesa", "teacher", "NETWORK", there, missing)
		n.wants(when, "mesa", "keeper", "NETWORK", there, missing)
		n.wants(when, "mesa", "teacher", "CLUSTER", "mesa", "")
		n.wants(when, "mesa", "keeper", "CLUSTER", "mesa", "")
	}
	all("at first", "")
	n.wants("at first", "tucson", "teacher", "NETWORK", "mesa tucson", "")
	n.want(n.run("check"), exitOK, "cell           south, of tucson")

	if err := n.south.Stop(); err != nil {
		t.Fatal(err)
	}
	all("without south", "tucson")
	if got := n.ask("tucson", "teacher", "CLUSTER"); got.code != "UNAVAILABLE" {
		t.Errorf("tucson without its server: %+v", got)
	}
	if answer, err := http.Get(n.service.url + "/readyz"); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("the service is not ready without a cell: %v, %v", answer, err)
	}
	n.want(n.run("check"), exitFailed, "Cell south cannot be used")
	n.want(n.run("export"), exitFailed, "cannot reach")
	// What all share is written while the cell is away, by another process.
	const common = `{"type":"Topic","externalId":"apiculture","label":"apiculture","lang":"en","kind":"SUBJECT"}
{"type":"Cluster","externalId":"tucson","name":"Tucson","review":false}
`
	n.want(n.run("import", n.file("common.ndjson", common)), exitOK, "imported 1, updated 1")
	n.want(n.run("import", n.file("mesa.ndjson", strings.Replace(networkLines("mesa"), "I keep bees", "I love bees", 1))), exitOK, "updated 1")

	ctx, cancel := context.WithTimeout(t.Context(), faulttest.Patience)
	defer cancel()
	if err := n.south.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	n.comesToBe("tucson answers again", func() bool { return n.ask("tucson", "teacher", "CLUSTER").code == "" })
	n.comesToBe("the cell has what it missed", func() bool {
		return fmt.Sprint(n.south.Query(t, "MATCH (t:Topic {name: 'apiculture'}) RETURN t.version", nil)) == "[[1]]" &&
			fmt.Sprint(n.south.Query(t, "MATCH (c:Cluster {externalId: 'tucson'}) RETURN c.name", nil)) == "[[Tucson]]"
	})
	n.comesToBe("nothing is missing", func() bool { return len(n.ask("mesa", "teacher", "NETWORK").missing) == 0 })
	all("when south is back", "")
	n.wants("when south is back", "tucson", "keeper", "NETWORK", "mesa tucson", "")
	n.want(n.run("check"), exitOK, "invariants     ok")
	if code := n.service.stop(); code != exitOK {
		t.Errorf("it ended with %d: %s", code, n.service.log)
	}
}

// comesToBe waits for something that happens by itself.
func (n *network) comesToBe(what string, there func() bool) {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(n.t.Context(), faulttest.Patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !there() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			n.t.Fatalf("it does not come to be that %s", what)
		}
	}
}

// cellIsSilent: a server that is paused costs a list over the network its share of
// time, and the own cluster's lists nothing.
func cellIsSilent(n *network) {
	t := n.t
	n.wants("at first", "mesa", "teacher", "NETWORK", "mesa tucson", "")
	if err := n.south.Pause(); err != nil {
		t.Fatal(err)
	}
	carryOn := sync.OnceValue(n.south.Continue)
	defer carryOn()
	first := n.ask("mesa", "teacher", "NETWORK")
	n.wants("while south is silent", "mesa", "teacher", "CLUSTER", "mesa", "")
	own := n.ask("mesa", "teacher", "CLUSTER")
	t.Logf("south is silent: its network list took %v, a list of mesa's own %v", first.took, own.took)
	if strings.Join(first.clusters, " ") != "mesa" || strings.Join(first.missing, " ") != "tucson" {
		t.Errorf("while south is silent: %+v", first)
	}
	if err := carryOn(); err != nil {
		t.Fatal(err)
	}
	n.comesToBe("all are there again", func() bool { return len(n.ask("mesa", "teacher", "NETWORK").missing) == 0 })
}

// clusterMoves: what was in one database goes to a cell of its own by an export of
// all and an import of the same.
func clusterMoves(n *network) {
	t := n.t
	n.service.stop()
	cells := n.env["THIRDPLACE_CELLS"]
	before := n.run("export")
	n.want(before, exitOK, "Bees of tucson")
	n.home.Empty(t)
	n.south.Empty(t)
	n.env["THIRDPLACE_CELLS"] = ""
	n.want(n.run("import", n.file("all.ndjson", before.out)), exitOK, "imported 10")
	one := n.run("export")
	if one.out != before.out {
		t.Errorf("one database exports otherwise than two:\n%s\n%s", one.out, before.out)
	}
	n.env["THIRDPLACE_CELLS"] = cells
	n.want(n.run("import", n.file("one.ndjson", one.out)), exitOK, "imported 4, updated 0, unchanged 6")
	after := n.run("export")
	if after.out != before.out {
		t.Errorf("what moved is exported otherwise:\n%s\n%s", after.out, before.out)
	}
	if got := n.south.Query(t, "MATCH (n:Need) RETURN count(n)", nil); got[0][0] != int64(1) {
		t.Errorf("%v needs in the cell, want 1", got[0][0])
	}
	n.open()
	n.wants("when it has moved", "tucson", "teacher", "NETWORK", "mesa tucson", "")
}
