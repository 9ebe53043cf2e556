package ingest

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
)

// sink takes lines and keeps none; it notes the most memory in use.
type sink struct {
	graph
	calls int
	most  uint64
}

func (s *sink) measure() {
	if s.calls++; s.calls%20 != 0 {
		return
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	s.most = max(s.most, m.HeapAlloc)
}

// numbered writes n lines with different keys, and gives them as a reader.
type numbered struct {
	n, next int
	rest    bytes.Buffer
	line    func(*bytes.Buffer, int)
}

func (r *numbered) Read(p []byte) (int, error) {
	for r.rest.Len() < len(p) && r.next < r.n {
		r.line(&r.rest, r.next)
		r.next++
	}
	return r.rest.Read(p)
}

func (s *sink) peak() uint64 { return s.most }

// answer gives each line of a batch the same outcome.
func (s *sink) answer(n int, outcome app.Outcome) []app.Result {
	s.measure()
	results := make([]app.Result, n)
	for i := range results {
		results[i].Outcome = outcome
	}
	return results
}

// added takes everything.
type added struct{ sink }

func (a *added) ApplyLines(_ context.Context, lines []app.Line, _ bool) ([]app.Result, error) {
	return a.answer(len(lines), app.Added), nil
}

// later lets every line wait when it comes first.
type later struct {
	sink
	first int // lines that came first, before any came again
	total int
}

func (l *later) ApplyLines(_ context.Context, lines []app.Line, _ bool) ([]app.Result, error) {
	if l.first < l.total {
		l.first += len(lines)
		return l.answer(len(lines), app.Waiting), nil
	}
	return l.answer(len(lines), app.Added), nil
}

// Two hundred megabytes need no more memory than the keys and a few batches.
func TestMemory(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("reads 200 MB twice, and the race detector has memory of its own")
	}
	const lines, size = 200_000, 1_000
	filler := strings.Repeat("x", size-100)
	line := func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, `{"type":"Organization","externalId":"%d","cluster":"c","kind":"SCHOOL","name":"%s"}`+"\n", i, filler)
	}
	// Keys: at most 65 bytes each, 13 MB. Batches: 4 MB of text, at most four
	// times that decoded, in reading or in the first passes.
	const most = 65*lines + 60<<20
	tests := []struct {
		name   string
		target interface {
			Target
			peak() uint64
		}
	}{
		{"added at once", &added{}},
		{"all wait", &later{total: lines}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			runtime.GC()
			var before runtime.MemStats
			runtime.ReadMemStats(&before)
			sum, err := Run(t.Context(), Options{Files: []string{"-"}, Stdin: &numbered{n: lines, line: line}}, tt.target)
			if err != nil || sum.Imported != lines {
				t.Fatalf("got %s, error %v", sum, err)
			}
			if got := tt.target.peak() - before.HeapAlloc; tt.target.peak() == 0 || got > most {
				t.Errorf("grew by %d bytes, want at most %d", got, most)
			}
		})
	}
}
