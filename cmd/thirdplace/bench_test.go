package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkTown measures the real program from outside: each size is a graph
// that it imports, serves and is asked about over HTTP. Counts are fixed, and one
// round is enough: make bench says -benchtime=1x.
func BenchmarkTown(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("processor time and memory of the program are read on Linux only")
	}
	tools := b.TempDir()
	program := built(b, tools, "build", ".")
	tester := built(b, tools, "test", "-c", "../../internal/store/sqlitestore")
	for _, offers := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("offers=%d", offers), func(b *testing.B) {
			t := &town{program: program, tester: tester, folder: filepath.Join(b.TempDir(), "data"), offers: offers}
			b.Run("import", t.imported)
			if t.token == "" {
				b.Fatal("there is no town to measure")
			}
			b.Run("start", t.started)
			for _, words := range []int{4, 12, 60} {
				b.Run(fmt.Sprintf("preview/words=%d", words), func(b *testing.B) { t.previewed(b, words) })
			}
			b.Run("list", t.listed)
			b.Run("memory", t.remembered)
		})
	}
}

// town is a graph and the programs that read it.
type town struct {
	program, tester string
	folder, token   string
	env             []string // where the graph is, if it is not in the folder
	offers          int
	clusters        int // 0 is one
}

// imported measures a whole import, and makes the token to ask with.
func (t *town) imported(b *testing.B) {
	took, most := t.read(b, t.written(b))
	token, err := t.command(b, "token", "--source", "ndjson", "--cluster", "town", "--person", "p0", "--ttl", "24h").Output()
	if err != nil {
		b.Fatal(err)
	}
	t.token = strings.TrimSpace(string(token))
	report(b, float64(t.offers)/took.Seconds(), "offers/s")
	report(b, most, "rss-MB")
}

// written writes the lines of the town to a file.
func (t *town) written(b *testing.B) string {
	b.Helper()
	lines := filepath.Join(b.TempDir(), "town.ndjson")
	file, err := os.Create(lines)
	if err != nil {
		b.Fatal(err)
	}
	a, err := newAuthor(1)
	if err == nil {
		err = a.town(file, t.offers, max(1, t.clusters))
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	return lines
}

// read imports a file, and says how long that took and how many MB of RAM the
// program held at most.
func (t *town) read(b *testing.B, lines string) (took time.Duration, most float64) {
	b.Helper()
	command := t.command(b, "import", lines)
	began := time.Now()
	out, err := command.CombinedOutput()
	took = time.Since(began)
	if err != nil || !strings.Contains(string(out), "rejected 0") {
		b.Fatalf("%v: %s", err, out)
	}
	return took, held(command)
}

// held is how many MB of RAM a command that has ended held at most.
func held(command *exec.Cmd) float64 {
	usage, _ := command.ProcessState.SysUsage().(*syscall.Rusage)
	if usage == nil {
		return 0
	}
	return float64(usage.Maxrss) / 1024
}

// previewing is the contract's PreviewMatches.
const previewing = `query($title: String!, $description: String) {
	previewMatches(input: { title: $title, description: $description, grades: [G04] }, first: 10) {
		considered excluded { gate count }
		edges { node { score fit offer { __typename id externalId title kind }
			reasons { factor weight value contribution summary path { from relation to } } blockers { gate summary } } }
	}
}`

// preview asks for the matches of a new need of some words.
func (r *running) preview(a *author, words int) (title, description string, took time.Duration) {
	title, description = a.need(words)
	took, _ = r.ask(previewing, map[string]any{"title": title, "description": description})
	return title, description, took
}

// started measures starts: until the program is ready, and the first answer after.
func (t *town) started(b *testing.B) {
	a, err := newAuthor(2)
	if err != nil {
		b.Fatal(err)
	}
	var ready, first []time.Duration
	for range 7 {
		r := t.start(b)
		_, _, took := r.preview(a, 12)
		r.stop()
		ready, first = append(ready, r.ready), append(first, took)
	}
	report(b, ms(middle(ready)), "ready-ms")
	report(b, ms(middle(first)), "first-ms")
}

// previewed measures previews of needs that nobody has asked about before,
// each beside the bare search for the same words.
func (t *town) previewed(b *testing.B, words int) {
	a, err := newAuthor(uint64(words))
	if err != nil {
		b.Fatal(err)
	}
	r, s := t.start(b), newBare(b, t.tester, t.folder)
	defer r.stop()
	defer s.stop()
	for range 50 {
		title, description, _ := r.preview(a, words)
		s.search(title, description)
	}
	var took, bare []time.Duration
	before := r.cpu()
	for range 200 {
		title, description, one := r.preview(a, words)
		took, bare = append(took, one), append(bare, s.search(title, description)[0])
	}
	report(b, ms(r.cpu()-before)/200, "cpu-ms")
	report(b, ms(middle(took)), "p50-ms")
	report(b, ms(high(took)), "p99-ms")
	report(b, ms(middle(bare)), "bare-ms")
	report(b, float64(middle(took))/float64(middle(bare)), "ratio")
}

// listed measures a page of 20 needs with 10 matches each.
func (t *town) listed(b *testing.B) {
	r := t.start(b)
	defer r.stop()
	const query = `{ needs(first: 20) { edges { node { id title status
		matches(first: 10) { edges { cursor node { score fit offer { id title } } } } } } } }`
	var took []time.Duration
	r.ask(query, nil)
	r.ask(query, nil)
	before := r.cpu()
	for range 10 {
		one, matches := r.ask(query, nil)
		if matches != 200 {
			b.Fatalf("%d matches, want 200", matches)
		}
		took = append(took, one)
	}
	report(b, ms(r.cpu()-before)/10, "cpu-ms")
	report(b, ms(middle(took)), "p50-ms")
}

// remembered measures what the program holds after a few hundred questions.
func (t *town) remembered(b *testing.B) {
	a, err := newAuthor(3)
	if err != nil {
		b.Fatal(err)
	}
	r := t.start(b)
	defer r.stop()
	most := 0.0
	for range 100 {
		for _, words := range []int{4, 12, 60} {
			r.preview(a, words)
			most = max(most, r.memory())
		}
	}
	report(b, most, "rss-MB")
}

func report(b *testing.B, figure float64, unit string) {
	b.ReportMetric(0, "ns/op") // a round is no unit of anything
	b.ReportMetric(figure, unit)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// middle is the median, high the 99th percentile.
func middle(times []time.Duration) time.Duration { return percentile(times, .5) }
func high(times []time.Duration) time.Duration   { return percentile(times, .99) }

func percentile(times []time.Duration, p float64) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[int(p*float64(len(sorted)-1))]
}
