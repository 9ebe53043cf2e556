package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/ingest"
)

// TestDemoShowsEverything holds the fictional cluster to its purpose: its needs,
// as a steward reads them, meet every gate that is counted, and every factor
// speaks both for and against somebody.
func TestDemoShowsEverything(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo", "--data", w.dir)
	token := w.run("token", "--data", w.dir, "--source", "demo", "--person", "p-carmen-uribe").out
	_, body := ask(t, s.url+"/graphql", strings.TrimSpace(token), "en", `{"query":"{ needs(first: 50) { edges { node { externalId matches(first: 20) { excluded { gate } edges { node { fit offer { kind } unknowns reasons { factor contribution } } } } } } } }"}`)
	var answer struct {
		Data struct {
			Needs struct {
				Edges []struct {
					Node struct {
						ExternalID string
						Matches    struct {
							Excluded []struct{ Gate string }
							Edges    []struct {
								Node struct {
									Fit      string
									Offer    struct{ Kind string }
									Unknowns []string
									Reasons  []struct {
										Factor       string
										Contribution float64
									}
								}
							}
						}
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer.Data.Needs.Edges) < 15 {
		t.Fatalf("%d needs (%v): %.500s", len(answer.Data.Needs.Edges), err, body)
	}
	gates, kinds, fits, positive, negative := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, need := range answer.Data.Needs.Edges {
		for _, e := range need.Node.Matches.Excluded {
			gates[e.Gate] = true
		}
		for _, e := range need.Node.Matches.Edges {
			kinds[e.Node.Offer.Kind], fits[e.Node.Fit] = true, true
			for _, r := range e.Node.Reasons {
				positive[r.Factor] = positive[r.Factor] || r.Contribution > 0
				negative[r.Factor] = negative[r.Factor] || r.Contribution < 0
			}
		}
	}
	for gate := eic.GateSelf; gate <= eic.GateDevices; gate++ { // those before are applied in the store
		if !gates[gate.String()] {
			t.Errorf("no need meets %v: %v", gate, slices.Sorted(maps.Keys(gates)))
		}
	}
	for _, kind := range eic.EveryOfferKind() {
		if !kinds[kind.String()] {
			t.Errorf("no %v is listed", kind)
		}
	}
	for _, factor := range eic.EveryMatchFactor() {
		if !positive[factor.String()] {
			t.Errorf("%v speaks for nobody", factor)
		}
		if !negative[factor.String()] && factor > eic.FactorTopic {
			t.Errorf("%v speaks against nobody", factor)
		}
	}
	if !fits["GOOD"] || !fits["FAIR"] || !fits["POOR"] {
		t.Errorf("fits: %v", slices.Sorted(maps.Keys(fits)))
	}
}

// TestJudgedNeedsImport: the further needs of the judged set are needs of the
// demonstration as the import reads them, to the last field.
func TestJudgedNeedsImport(t *testing.T) {
	w := newWorld(t)
	cluster, err := demoText("*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	needs, err := os.ReadFile("../../internal/match/testdata/demo/needs.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	w.want(w.run("import", "--data", w.dir, w.file("cluster.ndjson", string(ingest.Dated(cluster, eic.DayOf(w.now()))))), exitOK, "rejected 0")
	got := w.run("import", "--data", w.dir, w.file("needs.ndjson", string(ingest.Dated(needs, eic.DayOf(w.now())))))
	w.want(got, exitOK, fmt.Sprintf("imported %d, updated 0, unchanged 0, rejected 0", bytes.Count(needs, []byte("\n"))))
}
