package main

import (
	"bufio"
	"encoding/json"
	"io"
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

// bare searches the full-text index of a folder with the words that a preview
// would search it with, and does nothing else: what a preview takes more is our
// own work. The search itself runs in the tests of sqlitestore, where SQL is.
type bare struct {
	b     *testing.B
	model *match.Model
	in    io.WriteCloser
	out   *bufio.Scanner
	wait  func() error
}

func newBare(b *testing.B, tester, folder string) *bare {
	b.Helper()
	command := exec.CommandContext(b.Context(), tester, "-test.run", "^TestBareSearch$")
	command.Env = append(command.Environ(), "THIRDPLACE_BENCH_STORE="+filepath.Join(folder, storeFile))
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
	return &bare{b, modelOf(b, folder), in, bufio.NewScanner(out), command.Wait}
}

// modelOf reads what the program chooses words by.
func modelOf(b *testing.B, folder string) *match.Model {
	b.Helper()
	graph, err := sqlitestore.OpenReader(b.Context(), filepath.Join(folder, storeFile))
	if err != nil {
		b.Fatal(err)
	}
	defer graph.Close()
	topics, err := graph.Topics(b.Context())
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

// search searches for what a need would be matched with.
func (s *bare) search(title, description string) time.Duration {
	s.b.Helper()
	text := match.Analyse(title, description)
	need := match.NewNeed(&eic.Need{Title: title}, text, s.model.Taxonomy.Link(text, match.Given{Type: eic.NeedType}), nil)
	query, err := json.Marshal(s.model.OffersQuery(need))
	if err != nil {
		s.b.Fatal(err)
	}
	if _, err := s.in.Write(append(query, '\n')); err != nil {
		s.b.Fatal(err)
	}
	for s.out.Scan() {
		if number, ok := strings.CutPrefix(s.out.Text(), "searched "); ok {
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				s.b.Fatal(err)
			}
			return time.Duration(n)
		}
	}
	s.b.Fatalf("it has ended: %v", s.wait())
	return 0
}

func (s *bare) stop() {
	s.b.Helper()
	s.in.Close()
	for s.out.Scan() { // what the test says at its end
	}
	if err := s.wait(); err != nil {
		s.b.Error(err)
	}
}
