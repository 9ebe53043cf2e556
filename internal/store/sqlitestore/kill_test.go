package sqlitestore

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// killPath names, in the environment of a child, the store it is to write to.
const killPath = "SQLITESTORE_KILL_PATH"

// TestFaultKill kills a child that commits in a loop, several times, and finds all
// that it acknowledged: the record, its event and its place in the index, and
// nothing half written.
func TestFaultKill(t *testing.T) {
	if path := os.Getenv(killPath); path != "" {
		commitForever(t, path)
	}
	path := filepath.Join(t.TempDir(), "graph.db")
	var all []eic.ID
	for round := range *kills {
		all = append(all, acknowledgedByChild(t, path, 15+20*(round%5))...)
		s, err := Open(context.Background(), path)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		checkAcknowledged(t, s, all)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if want := 2 * 15 * *kills; len(all) < want {
		t.Errorf("only %d offers were acknowledged, want %d at least", len(all), want)
	}
}

// commitForever is the child: it commits two offers at a time and prints their
// ids once they are acknowledged.
func commitForever(t *testing.T, path string) {
	s, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	w := newTown("town")
	settle := w.settle()
	if records, err := s.Fetch(t.Context(), []eic.ID{eic.ID(w.cluster)}); err != nil || records[0] == nil {
		mustCommit(t, s, settle)
	}
	first, err := s.number(t.Context(), "test", "SELECT count(*) FROM offer")
	if err != nil {
		t.Fatal(err)
	}
	for n := int(first); ; n += 2 {
		offers := w.offers(n, 2)
		mustCommit(t, s, offers)
		fmt.Println("acknowledged", offers[0].Record.Header().ID, offers[1].Record.Header().ID)
	}
}

// acknowledgedByChild starts a child, kills it after it has acknowledged some
// writes, and returns the ids it printed.
func acknowledgedByChild(t *testing.T, path string, writes int) (ids []eic.ID) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestFaultKill$", "-test.v")
	child.Env = append(os.Environ(), killPath+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines, seen := bufio.NewScanner(out), 0
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) != 3 || words[0] != "acknowledged" {
			continue
		}
		ids = append(ids, eic.ID(words[1]), eic.ID(words[2]))
		if seen++; seen == writes {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	child.Wait()
	if seen < writes {
		t.Fatalf("the child ended after %d writes", seen)
	}
	return ids
}

func checkAcknowledged(t *testing.T, s *Store, ids []eic.ID) {
	t.Helper()
	records, err := s.Fetch(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	events, err := s.Events(t.Context(), newTown("town").cluster, 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	told := map[eic.ID]int{}
	for _, e := range events {
		told[e.Record]++
	}
	for i, id := range ids {
		if records[i] == nil || told[id] != 1 {
			t.Errorf("%s was acknowledged: got %v with %d events", id, records[i], told[id])
		}
	}
	h, err := s.Health(t.Context())
	if err != nil || len(h.Faults) != 0 {
		t.Errorf("Health: %v, %v", h.Faults, err)
	}
	if n := h.Records["FundOfKnowledge"]; n != len(events) || n%2 != 0 {
		t.Errorf("%d offers and %d events, in writes of two", n, len(events))
	}
	w := newTown("town")
	common := store.Query{Cluster: w.cluster, Shelves: []store.Shelf{store.OpenFunds}, Words: []store.Token{{Text: "e0", Weight: 1}, {Text: "e1", Weight: 1}, {Text: "e2", Weight: 1}, {Text: "e3", Weight: 1}}, Limit: 100_000}
	found, err := s.Recall(t.Context(), []store.Query{common})
	if err != nil || len(found[0][store.OpenFunds]) < len(ids)*9/10 {
		t.Errorf("recalled %d of %d offers: %v", len(found[0][store.OpenFunds]), len(ids), err)
	}
}
