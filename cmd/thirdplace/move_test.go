package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/ingest"
)

// TestMove moves a graph with every type of record from a file into a Neo4j, and
// from there into another file: what comes out is what went in, and what is moved
// again changes nothing.
func TestMove(t *testing.T) {
	there := newWorld(t)
	there.want(there.run("import", "--data", there.dir, filepath.Join("testdata", "moving.ndjson")), exitOK, "imported 18")
	first := there.exported("first.ndjson")
	for _, word := range append(typeWords(), "Place") {
		if !strings.Contains(first, `{"type":"`+word+`"`) {
			t.Errorf("there is no %s to be moved", word)
		}
	}
	lines := strings.Count(first, "\n")
	text := first
	for i, to := range []*world{onNeo4j(t), newWorld(t)} {
		file := to.file("moved.ndjson", text)
		to.want(to.run("import", "--data", to.dir, file), exitOK, fmt.Sprintf("imported %d, updated 0, unchanged 0, rejected 0", lines))
		if text = to.exported("again.ndjson"); text != first {
			t.Fatalf("after move %d: %s", i+1, difference(first, text))
		}
		to.want(to.run("import", "--data", to.dir, file), exitOK, fmt.Sprintf("imported 0, updated 0, unchanged %d, rejected 0", lines))
		to.want(to.run("check", "--data", to.dir), exitOK, "invariants     ok")
	}
}

// exported exports a world to a file and reads it.
func (w *world) exported(name string) string {
	w.t.Helper()
	path := filepath.Join(w.env["HOME"], name)
	w.want(w.run("export", "--data", w.dir, path), exitOK, "records written")
	text, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// typeWords are the types of records, as lines name them.
func typeWords() (words []string) {
	for _, t := range append(eic.OfferTypes(), eic.ClusterType, eic.OrganizationType, eic.PersonType, eic.TopicType, eic.ProductType, eic.NeedType) {
		words = append(words, t.String())
	}
	return words
}

// difference shows the first line in which two texts differ.
func difference(one, other string) string {
	lines := strings.Split(other, "\n")
	for i, line := range strings.Split(one, "\n") {
		if i >= len(lines) || lines[i] != line {
			return fmt.Sprintf("line %d was\n%s\nand is\n%s", i+1, line, strings.Join(lines[min(i, len(lines)):min(i+1, len(lines))], ""))
		}
	}
	return fmt.Sprintf("%d lines more", len(lines)-strings.Count(one, "\n")-1)
}

// heap notes the most memory in use while it is written to and read from.
type heap struct {
	io.Reader
	bytes int
	most  uint64
}

func (h *heap) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	h.pass(n)
	return n, err
}

func (h *heap) Write(p []byte) (int, error) {
	h.pass(len(p))
	return len(p), nil
}

func (h *heap) pass(n int) {
	const often = 1 << 20
	if h.bytes += n; h.bytes < often {
		return
	}
	h.bytes -= often
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h.most = max(h.most, m.HeapAlloc)
}

// TestMemoryOfAMove: four times the graph needs no more memory to be moved, in
// either direction, but for what an import remembers of each line.
func TestMemoryOfAMove(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("imports 15,000 records twice, and the race detector has memory of its own")
	}
	most := map[string]uint64{}
	for _, offers := range []int{3_000, 12_000} {
		t.Run(fmt.Sprint(offers), func(t *testing.T) {
			var lines bytes.Buffer
			if err := writeRegion(&lines, 5, offers, 100); err != nil {
				t.Fatal(err)
			}
			// 9,000 times 65 bytes, what the sizes of batches differ by, and the text itself.
			allowed := uint64(12<<20 + lines.Len())
			for _, s := range twoEngines(t, regionNoon) {
				for what, held := range s.move(t, lines.Bytes()) {
					key := fmt.Sprint(what, " of engine ", s.number)
					t.Logf("%s: at most %d MB", key, held>>20)
					if least, there := most[key]; there && held > least+allowed {
						t.Errorf("%s: %d MB, and %d MB for a quarter", key, held>>20, least>>20)
					}
					most[key] = held
				}
			}
		})
	}
}

// move moves lines into an engine and out again, and says how much memory was in use
// at most.
func (s *side) move(t *testing.T, lines []byte) map[string]uint64 {
	t.Helper()
	in, out := &heap{Reader: bytes.NewReader(lines)}, &heap{}
	sum, err := ingest.Run(t.Context(), ingest.Options{Files: []string{"-"}, Stdin: in}, s.Service)
	if err != nil || sum.Rejected > 0 {
		t.Fatalf("%s: %v", sum, err)
	}
	if _, err := ingest.Export(t.Context(), out, s.Service); err != nil {
		t.Fatal(err)
	}
	if in.most == 0 || out.most == 0 {
		t.Fatal("nothing was measured")
	}
	return map[string]uint64{"import": in.most, "export": out.most}
}
