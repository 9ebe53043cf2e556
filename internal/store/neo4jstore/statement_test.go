package neo4jstore_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
)

// seen is every statement that was asked, with the parameters of the first time.
type seen struct {
	mu  sync.Mutex
	all map[string]map[string]any
}

func (s *seen) note(statement string, parameters map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]map[string]any{}
	}
	if s.all[statement] == nil {
		s.all[statement] = maps.Clone(parameters)
	}
}

// files reads the statements by the names of their files.
func files(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("cypher/*.cypher")
	if err != nil || len(names) == 0 {
		t.Fatalf("no statements: %v", err)
	}
	texts := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(name), ".cypher")] = string(text)
	}
	return texts
}

var (
	comment   = regexp.MustCompile(`(?m)^\s*//.*$`)
	parameter = regexp.MustCompile(`\$(\w+)`)
)

// checkUse fails for a statement that was never asked, and for one whose
// parameters are not those it was given.
func (s *seen) checkUse(t *testing.T) {
	for name, text := range files(t) {
		given, asked := s.all[text]
		if !asked {
			t.Errorf("%s: nothing asks it", name)
			continue
		}
		var wanted []string
		for _, found := range parameter.FindAllStringSubmatch(comment.ReplaceAllString(text, ""), -1) {
			wanted = append(wanted, found[1])
		}
		slices.Sort(wanted)
		if got := slices.Sorted(maps.Keys(given)); !slices.Equal(got, slices.Compact(wanted)) {
			t.Errorf("%s: takes %v and is given %v", name, slices.Compact(wanted), got)
		}
	}
}

// Not hot: health looks at everything, and migrations run once.
var rare = []string{"health", "migrate", "collision", "forget"}

// writes may hold back the rows of their own batch, which their parameters hold
// anyway; nothing else may.
var writes = []string{"add_views", "answered", "commit_answer", "commit_audit", "commit_change", "commit_credentials", "commit_cut", "commit_disown",
	"commit_end", "commit_lock", "commit_make", "commit_note",
	"save_places", "save_snapshot", "secret"}

// ordered are the statements whose order is that of an index.
var ordered = []string{"audit", "clusters", "credentials", "events", "last_event", "needs", "offers", "organizations", "people", "products", "scan", "scan_places",
	"documents", "topics", "unlocated"}

// checkPlans fails for a hot statement that scans, joins without a condition or
// waits for all its rows before it goes on.
func (s *seen) checkPlans(t *testing.T, server *neo4jtest.Server) {
	for name, text := range files(t) {
		if slices.ContainsFunc(rare, func(word string) bool { return strings.HasPrefix(name, word) }) {
			continue
		}
		steps := operators(t, server.Explain(t, text, s.all[text]))
		for _, step := range steps {
			scans := strings.HasSuffix(step, "Scan") || step == "CartesianProduct"
			if slices.Contains(ordered, name) && (step == "Sort" || step == "Top") {
				t.Errorf("%s: reads all there is to put it in order: %v", name, steps)
			}
			if scans || step == "Eager" && !slices.Contains(writes, name) {
				t.Errorf("%s: its plan has %s: %v", name, step, steps)
			}
		}
	}
}

var step = regexp.MustCompile(`(?m)^[| ]*\+(\w+)`)

// operators lists the steps of a plan, as the server draws it.
func operators(t *testing.T, drawn string) []string {
	t.Helper()
	var all []string
	for _, found := range step.FindAllStringSubmatch(drawn, -1) {
		all = append(all, found[1])
	}
	if len(all) == 0 {
		t.Fatalf("no plan in %q", drawn)
	}
	return all
}

// populate gives a graph enough of everything for the planner to take it seriously.
func populate(t *testing.T, server *neo4jtest.Server) {
	t.Helper()
	server.Empty(t)
	s := open(t, configOf(t, server))
	town := settle(t, s)
	for from := range 3 {
		if err := s.Commit(t.Context(), store.Write{Changes: town.offers(1000*from, 1000)}); err != nil {
			t.Fatal(err)
		}
	}
	server.Query(t, "CALL db.prepareForReplanning()", nil)
	if n := server.Query(t, "MATCH (o:Offer) RETURN count(o)", nil)[0][0]; fmt.Sprint(n) != "3000" {
		t.Fatalf("%v offers, want 3000", n)
	}
}
