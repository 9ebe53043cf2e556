package main

import (
	"flag"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
)

var million = flag.Bool("million", false, "measure Neo4j with a million offers in 20 clusters too")

// BenchmarkNeo4jTown measures what BenchmarkTown does on one Neo4j, beside the
// driver's own session.Run of the statement that is sent: what a preview takes more
// is our own work. Whatever is compared is asked in turns, so that a busy machine
// slows all of it.
func BenchmarkNeo4jTown(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("processor time and memory of the program are read on Linux only")
	}
	server := servers.Server(b)
	tools := b.TempDir()
	town := remoteTown{server: server, town: town{
		program: built(b, tools, "build", "."),
		tester:  built(b, tools, "test", "-c", "../../internal/store/neo4jstore"),
		env: []string{"NEO4J_URI=" + server.URI, "NEO4J_USERNAME=" + server.Username, "NEO4J_PASSWORD=" + server.Password,
			"NEO4J_DATABASE=" + server.Database, "THIRDPLACE_BENCH_URI=" + server.URI},
	}}
	sizes := []int{10_000, 100_000}
	if *million {
		sizes = append(sizes, 1_000_000)
	}
	for _, offers := range sizes {
		b.Run(fmt.Sprintf("offers=%d", offers), func(b *testing.B) {
			t := town
			t.offers, t.clusters, t.folder = offers, max(1, offers/50_000), filepath.Join(b.TempDir(), "data")
			server.Wipe(b)
			t.measure(b)
		})
	}
}

// remoteTown is a town whose graph is in a Neo4j.
type remoteTown struct {
	town
	server *neo4jtest.Server
}

func (t *remoteTown) measure(b *testing.B) {
	b.Run("import", t.importedThere)
	if t.token == "" {
		b.Fatal("there is no town to measure")
	}
	b.Run("move", t.moved)
	b.Run("start", t.started)
	b.Run("lookup", t.looked)
	for _, words := range []int{4, 12, 60} {
		b.Run(fmt.Sprintf("preview/words=%d", words), func(b *testing.B) { t.previewedThere(b, words) })
	}
	b.Run("cold", t.cold)
	b.Run("list", t.listed)
	b.Run("memory", t.remembered)
}

// importedThere measures a whole import and what it takes of the server.
func (t *remoteTown) importedThere(b *testing.B) {
	before := cpuOf(b, t.server.Pid())
	t.imported(b)
	report(b, ms(cpuOf(b, t.server.Pid())-before)/float64(t.offers), "server-cpu-ms/offer")
}

// bareThere asks the server what a preview would ask it.
func (t *remoteTown) bareThere(b *testing.B) *bare {
	b.Helper()
	graph, err := neo4jstore.Open(b.Context(), neo4jstore.Config{
		URI: t.server.URI, Username: t.server.Username, Password: t.server.Password, Database: t.server.Database})
	if err != nil {
		b.Fatal(err)
	}
	defer graph.Close()
	return &bare{newBeside(b, t.tester, "TestBareCalls", t.env...), modelOf(b, graph)}
}

// recall asks for what a preview would, and says how long session.Run, ExecuteQuery
// and the store took.
func (s *bare) recall(title, description string) []time.Duration {
	s.b.Helper()
	q := s.query(title, description)
	return s.do(map[string]any{"Cluster": eic.ClusterIDOf("town"), "Words": q.Words, "Topics": q.Topics})
}

const (
	warmed = 200 // questions before those that are measured
	asked  = 200
)

// previewedThere measures previews of needs that nobody has asked about before,
// each beside the bare recall of the same.
func (t *remoteTown) previewedThere(b *testing.B, words int) {
	a, err := newAuthor(uint64(words))
	if err != nil {
		b.Fatal(err)
	}
	r, s := t.start(b), t.bareThere(b)
	defer r.stop()
	defer s.stop()
	var took, run, query, recall []time.Duration
	var service, server time.Duration
	for i := range warmed + asked {
		title, description := a.need(words)
		var bare []time.Duration
		if i%2 == 0 { // whoever asks second finds the server warm
			bare = s.recall(title, description)
		}
		began, begun := r.cpu(), cpuOf(b, t.server.Pid())
		one, _ := r.ask(previewing, map[string]any{"title": title, "description": description})
		spent, served := r.cpu()-began, cpuOf(b, t.server.Pid())-begun
		if i%2 == 1 {
			bare = s.recall(title, description)
		}
		if i >= warmed {
			took, run, query, recall = append(took, one), append(run, bare[0]), append(query, bare[1]), append(recall, bare[2])
			service, server = service+spent, server+served
		}
	}
	report(b, ms(middle(took)), "p50-ms")
	report(b, ms(high(took)), "p99-ms")
	report(b, ms(middle(run)), "run-ms")
	report(b, ms(middle(query)), "query-ms")
	report(b, ms(middle(recall)), "recall-ms")
	report(b, float64(middle(took))/float64(middle(run)), "ratio")
	report(b, ms(middle(took))-1.4*ms(middle(run)), "over-1.4-ms") // the aim: 3
	report(b, ms(service)/asked, "cpu-ms")
	report(b, ms(server)/asked, "server-cpu-ms")
}

// cold measures previews whose candidates are not in memory: the first of a start.
func (t *remoteTown) cold(b *testing.B) {
	a, err := newAuthor(4)
	if err != nil {
		b.Fatal(err)
	}
	s := t.bareThere(b)
	defer s.stop()
	var took, run []time.Duration
	for range 15 {
		r := t.start(b)
		r.preview(a, 1) // statistics and the taxonomy are read by the first
		title, description, one := r.preview(a, 12)
		took, run = append(took, one), append(run, s.recall(title, description)[0])
		r.stop()
	}
	report(b, ms(middle(took)), "p50-ms")
	report(b, ms(middle(run)), "run-ms")
}

// looked measures the reading of one offer by its id.
func (t *remoteTown) looked(b *testing.B) {
	a, err := newAuthor(5)
	if err != nil {
		b.Fatal(err)
	}
	r, s := t.start(b), t.bareThere(b)
	defer r.stop()
	defer s.stop()
	var took, run, query, fetch []time.Duration
	for i := range warmed + asked {
		n := a.random.IntN(t.offers/max(1, t.clusters)) * max(1, t.clusters) // those of the first cluster
		id := eic.DeriveID(eic.FundOfKnowledgeType, eic.ClusterIDOf("town"), eic.External{Source: "ndjson", ID: fmt.Sprint("o", n)})
		one, _ := r.ask("query($id: ID!) { offer(id: $id) { id title } }", map[string]any{"id": id})
		bare := s.do(map[string]any{"ID": id})
		if i >= warmed {
			took, run, query, fetch = append(took, one), append(run, bare[0]), append(query, bare[1]), append(fetch, bare[2])
		}
	}
	report(b, ms(middle(run)), "run-ms")
	report(b, ms(middle(query)), "query-ms")
	report(b, ms(middle(fetch)), "fetch-ms")
	report(b, ms(middle(took)), "offer-ms")
}
