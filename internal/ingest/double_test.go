package ingest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/fault"
)

// graph is an application in memory: it stores lines as they are and knows
// which of their fields are references.
type graph struct {
	lines    map[string]app.Line // by refOf
	places   map[string]app.PlaceLine
	batches  []int // lines of each batch
	finals   int
	finished int
	noted    []string // formats
	failing  error    // of the next batch
}

func newGraph() *graph {
	return &graph{lines: map[string]app.Line{}, places: map[string]app.PlaceLine{}}
}

func refOf(source, id string) string { return source + "\x00" + id }

// refsIn lists what a line refers to.
func refsIn(l app.Line) []string {
	var list []string
	for _, field := range []string{"partOf", "company", "postedBy", "offeredBy", "product", "broader", "related", "topics"} {
		switch v := l.Fields[field].(type) {
		case string:
			list = append(list, refOf(l.Source, v))
		case []any:
			for _, item := range v {
				list = append(list, refOf(l.Source, item.(string)))
			}
		case map[string]any:
			list = append(list, refOf(v["source"].(string), v["id"].(string)))
		}
	}
	return list
}

func (g *graph) ApplyLines(_ context.Context, lines []app.Line, final bool) ([]app.Result, error) {
	if g.failing != nil {
		return nil, g.failing
	}
	g.batches = append(g.batches, len(lines))
	if final {
		g.finals++
	}
	results := make([]app.Result, len(lines))
	in := map[string]bool{}
	for i, l := range lines {
		if title, _ := l.Fields["title"].(string); title == "bad" {
			results[i] = app.Result{Outcome: app.Rejected, Err: fault.At("title", fault.Required)}
			continue
		}
		in[refOf(l.Source, l.ExternalID)] = true
	}
	for changed := true; changed; {
		changed = false
		for i, l := range lines {
			missing := func(ref string) bool { _, ok := g.lines[ref]; return !ok && !in[ref] }
			if results[i].Outcome == 0 && slices.ContainsFunc(refsIn(l), missing) {
				results[i] = app.Result{Outcome: app.Waiting, Err: fault.At("ref", fault.UnknownRef, "any", "?")}
				if final {
					results[i].Outcome = app.Rejected
				}
				delete(in, refOf(l.Source, l.ExternalID))
				changed = true
			}
		}
	}
	for i, l := range lines {
		if results[i].Outcome == 0 {
			results[i].Outcome = g.store(l)
		}
	}
	return results, nil
}

func (g *graph) store(l app.Line) app.Outcome {
	ref := refOf(l.Source, l.ExternalID)
	before, ok := g.lines[ref]
	g.lines[ref] = l
	switch {
	case !ok:
		return app.Added
	case fingerprint(before.Fields) != fingerprint(l.Fields):
		return app.Updated
	}
	return app.Unchanged
}

func (g *graph) ApplyPlaces(_ context.Context, places []app.PlaceLine) ([]app.Result, error) {
	results := make([]app.Result, len(places))
	for i, p := range places {
		p.Number = 0
		before, ok := g.places[p.Country+":"+p.Code]
		g.places[p.Country+":"+p.Code] = p
		switch {
		case !ok:
			results[i].Outcome = app.Added
		case before != p:
			results[i].Outcome = app.Updated
		default:
			results[i].Outcome = app.Unchanged
		}
	}
	return results, nil
}

func (g *graph) NoteImport(ctx context.Context, format string) error {
	g.noted = append(g.noted, format)
	return ctx.Err()
}

func (g *graph) FinishImport(context.Context) error { g.finished++; return nil }

func (g *graph) Export(_ context.Context, visit func(app.Line) error) error {
	lines := slices.SortedFunc(maps.Values(g.lines), func(a, b app.Line) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ExternalID, b.ExternalID))
	})
	return each(lines, visit)
}

func (g *graph) ExportPlaces(_ context.Context, visit func(app.PlaceLine) error) error {
	places := slices.SortedFunc(maps.Values(g.places), func(a, b app.PlaceLine) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.Code, b.Code))
	})
	return each(places, visit)
}

func each[T any](list []T, visit func(T) error) error {
	for _, v := range list {
		if err := visit(v); err != nil {
			return err
		}
	}
	return nil
}

// rejectFile keeps what is written to it.
type rejectFile struct {
	bytes.Buffer
	opened, closed int
}

func (f *rejectFile) Close() error { f.closed++; return nil }

func (f *rejectFile) open() (io.WriteCloser, error) { f.opened++; return f, nil }

func (f *rejectFile) rejections(t *testing.T) []rejection {
	t.Helper()
	var list []rejection
	for in := json.NewDecoder(&f.Buffer); ; {
		var r rejection
		if err := in.Decode(&r); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
}

// imported runs an import into g and returns what it says.
func imported(t *testing.T, g *graph, o Options) (Summary, []rejection) {
	t.Helper()
	file := &rejectFile{}
	o.Rejects = file.open
	sum, err := Run(t.Context(), o, g)
	if err != nil {
		t.Fatal(err)
	}
	return sum, file.rejections(t)
}

// importText imports one input of NDJSON.
func importText(t *testing.T, g *graph, text string) (Summary, []rejection) {
	t.Helper()
	return imported(t, g, Options{Files: []string{"-"}, Stdin: strings.NewReader(text)})
}

// brief is a summary in four numbers, with a mark if nothing could be read.
func brief(s Summary) string {
	text := strings.NewReplacer("imported ", "", " updated ", "", " unchanged ", "", " rejected ", "").Replace(s.String())
	if !s.Read {
		text += " unread"
	}
	return text
}

// codesOf lists rejects as "line code field".
func codesOf(list []rejection) []string {
	var codes []string
	for _, r := range list {
		codes = append(codes, strings.TrimSpace(grouped(r.Line)+" "+string(r.Code)+" "+r.Field))
	}
	return codes
}

// exported returns a graph as NDJSON.
func exported(t *testing.T, g *graph) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := Export(t.Context(), &b, g); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// write puts a file into the test's folder and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func equal[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func codeOf(err error) fault.Code {
	var e *fault.Error
	if !errors.As(err, &e) {
		return ""
	}
	code, _ := firstFault(e)
	return code
}
