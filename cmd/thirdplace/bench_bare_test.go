package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// beside is a test of another package that does what it is told, line by line, in
// a process of its own, and says how many nanoseconds each of the ways took in
// which it did it.
type beside struct {
	b    *testing.B
	in   io.WriteCloser
	out  *bufio.Scanner
	wait func() error
}

// newBeside starts a test by its name.
func newBeside(b *testing.B, tester, test string, env ...string) *beside {
	b.Helper()
	command := exec.CommandContext(b.Context(), tester, "-test.run", "^"+test+"$")
	command.Env = append(os.Environ(), env...)
	in, err := command.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	return &beside{b, in, bufio.NewScanner(out), command.Wait}
}

// do says what is to be done and returns what it took.
func (s *beside) do(what any) []time.Duration {
	s.b.Helper()
	line, err := json.Marshal(what)
	if err != nil {
		s.b.Fatal(err)
	}
	if _, err := s.in.Write(append(line, '\n')); err != nil {
		s.b.Fatal(err)
	}
	for s.out.Scan() {
		numbers, ok := strings.CutPrefix(s.out.Text(), "took ")
		if !ok {
			continue
		}
		var took []time.Duration
		for number := range strings.FieldsSeq(numbers) {
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				s.b.Fatal(err)
			}
			took = append(took, time.Duration(n))
		}
		return took
	}
	s.b.Fatalf("it has ended: %v", s.wait())
	return nil
}

func (s *beside) stop() {
	s.b.Helper()
	s.in.Close()
	for s.out.Scan() { // what the test says at its end
	}
	if err := s.wait(); err != nil {
		s.b.Error(err)
	}
}

// bare searches the index of a graph with the words that a preview would search
// it with, and does nothing else: what a preview takes more is our own work. The
// search itself runs in the tests of the engine, where its language is.
type bare struct {
	*beside
	model *match.Model
}

// newBare searches the full-text index of a folder.
func newBare(b *testing.B, tester, folder string) *bare {
	b.Helper()
	path := filepath.Join(folder, storeFile)
	graph, err := sqlitestore.OpenReader(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	defer graph.Close()
	return &bare{newBeside(b, tester, "TestBareSearch", "THIRDPLACE_BENCH_STORE="+path), modelOf(b, graph)}
}

// modelOf reads what the program chooses words by.
func modelOf(b *testing.B, graph store.Store) *match.Model {
	b.Helper()
	topics, err := graph.Topics(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	m := &match.Model{Weights: match.DefaultWeights()}
	if m.Taxonomy, err = match.NewTaxonomy(topics); err != nil {
		b.Fatal(err)
	}
	stored, err := graph.Snapshot(b.Context(), eic.ClusterIDOf("town"), store.OfferSide, 0)
	if err != nil || stored == nil {
		b.Fatalf("no statistics: %v", err)
	}
	var saved struct{ Statistics []byte }
	if err := json.Unmarshal(stored.Data, &saved); err != nil {
		b.Fatal(err)
	}
	if m.Offers, err = match.DecodeStatistics(saved.Statistics); err != nil {
		b.Fatal(err)
	}
	return m
}

// query is what a need would be matched with.
func (s *bare) query(title, description string) match.Query {
	text := match.Analyse(title, description)
	return s.model.OffersQuery(match.NewNeed(&eic.Need{Title: title}, text, s.model.Taxonomy.Link(text, match.Given{Type: eic.NeedType, Language: eic.English}), nil))
}

// search searches for what a need would be matched with.
func (s *bare) search(title, description string) []time.Duration {
	s.b.Helper()
	return s.do(s.query(title, description))
}
