package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
)

const (
	cluster = `{"type":"Cluster","externalId":"tucson","name":"Tucson"}`
	orgA    = `{"type":"Organization","externalId":"a","cluster":"tucson","kind":"SCHOOL","name":"A"}`
	orgB    = `{"type":"Organization","externalId":"b","cluster":"tucson","kind":"SCHOOL","name":"B","partOf":"a"}`
)

func text(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

var ndjsonTests = []struct {
	name    string
	text    string
	want    string
	rejects []string
}{
	{"two records", text(cluster, orgA), "2,0,0,0", nil},
	{"no line end at the end", cluster, "1,0,0,0", nil},
	{"nothing in the file", "", "0,0,0,0", nil},
	{"blank lines, CR LF and a byte order mark", "\xef\xbb\xbf" + cluster + "\r\n\r\n  \r\n" + orgA + "\r\n", "2,0,0,0", nil},
	{"reference before its record", text(orgB, orgA), "2,0,0,0", nil},
	{"reference to nothing", text(orgA, orgB, `{"type":"Need","externalId":"n","cluster":"c","postedBy":"x"}`), "2,0,0,1", []string{"3 unknown_ref ref"}},
	{"refused by the application", text(`{"type":"Need","externalId":"n","cluster":"c","title":"bad"}`, orgA), "1,0,0,1", []string{"1 required title"}},
	{"cut JSON", text(`{"type":"Org`, orgA), "1,0,0,1", []string{"1 not_json"}},
	{"two objects in a line", text(orgA+orgB, orgA), "1,0,0,1", []string{"1 not_json"}},
	{"something after an object", text(orgA+"}", orgA), "1,0,0,1", []string{"1 not_json"}},
	{"a list", text(`[1]`, `null`, `"x"`, orgA), "1,0,0,3", []string{"1 not_an_object", "2 not_an_object", "3 not_an_object"}},
	{"not UTF-8", text("{\"type\":\"Cluster\",\"externalId\":\"\xff\"}", orgA), "1,0,0,1", []string{"1 not_utf8"}},
	{"no type", text(`{"externalId":"a"}`), "0,0,0,1", []string{"1 required type"}},
	{"unknown type", text(`{"type":"School","externalId":"a","cluster":"c"}`), "0,0,0,1", []string{"1 unknown_type type"}},
	{"type of another kind", text(`{"type":7,"externalId":"a","cluster":"c"}`), "0,0,0,1", []string{"1 wrong_type type"}},
	{"no id", text(`{"type":"Cluster"}`), "0,0,0,1", []string{"1 required externalId"}},
	{"number as id", text(`{"type":"Cluster","externalId":7}`), "0,0,0,1", []string{"1 wrong_type externalId"}},
	{"no cluster", text(`{"type":"Person","externalId":"p"}`), "0,0,0,1", []string{"1 required cluster"}},
	{"null is the default", text(`{"type":"Cluster","externalId":"a","source":null}`), "1,0,0,0", nil},
	{"topic without a cluster", text(`{"type":"Topic","externalId":"t","label":"bees"}`), "1,0,0,0", nil},
	{"repeated name in an object", text(`{"type":"Topic","externalId":"t","label":"a","label":"b"}`), "1,0,0,0", nil},
	{"the same line again", text(orgA, orgA, orgA), "1,0,2,0", nil},
	{"the same line in another order of fields", text(cluster, `{"name":"Tucson","externalId":"tucson","type":"Cluster"}`), "1,0,1,0", nil},
	{"a waiting line again", text(orgB, orgB, orgA), "2,0,1,0", nil},
	{"key used again", text(orgA, strings.Replace(orgA, `"A"`, `"Z"`, 1), orgB), "2,0,0,1", []string{"2 key_used_again externalId"}},
	{"key used again behind a bad line", text(strings.Replace(orgA, `"name"`, `"title":"bad","name"`, 1), orgA), "0,0,0,2", []string{"2 key_used_again externalId", "1 required title"}},
	{"a bad line again", text(`{"type":"Cluster","externalId":"a","title":"bad"}`, `{"type":"Cluster","externalId":"a","title":"bad"}`), "0,0,0,2", []string{"1 required title", "2 repeated externalId"}},
	{"one id, several types and sources", text(cluster, `{"type":"Topic","externalId":"tucson"}`, `{"type":"Topic","source":"s","externalId":"tucson"}`), "2,1,0,0", nil},
	{"place", text(`{"type":"Place","source":"geonames","externalId":"US:85701","name":"Tucson","lat":32.2,"lng":-110.9}`), "1,0,0,0", nil},
	{"places again", text(place("a", "1"), place("a", "1"), place("a", "2")), "1,0,1,1", []string{"3 key_used_again externalId"}},
	{"place off the earth", text(place("a", "91")), "0,0,0,1", []string{"1 out_of_range lat"}},
	{"place without a point", text(`{"type":"Place","externalId":"US:1"}`), "0,0,0,1", []string{"1 required lat"}},
	{"place without a country", text(`{"type":"Place","externalId":"85701","lat":1,"lng":1}`), "0,0,0,1", []string{"1 malformed externalId"}},
	{"place with something else", text(`{"type":"Place","externalId":"US:1","lat":1,"lng":1,"zip":1}`), "0,0,0,1", []string{"1 unknown_field zip"}},
}

func TestRunNDJSON(t *testing.T) {
	for _, tt := range ndjsonTests {
		t.Run(tt.name, func(t *testing.T) {
			sum, rejects := importText(t, newGraph(), tt.text)
			if got := brief(sum); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			equal(t, "rejects", codesOf(rejects), tt.rejects)
		})
	}
}

func place(name, lat string) string {
	return `{"type":"Place","externalId":"US:85701","name":"` + name + `","lat":` + lat + `,"lng":-110.9}`
}

func TestRunTwice(t *testing.T) {
	g := newGraph()
	importText(t, g, text(orgB, orgA, cluster))
	first := exported(t, g)
	sum, _ := importText(t, g, text(orgB, orgA, cluster))
	if got, want := brief(sum), "0,0,3,0"; got != want {
		t.Errorf("again: got %s, want %s", got, want)
	}
	if got := exported(t, g); got != first {
		t.Errorf("again: got %s, want %s", got, first)
	}
	sum, _ = importText(t, g, text(orgB, strings.Replace(orgA, `"A"`, `"Z"`, 1)))
	if got, want := brief(sum), "0,1,1,0"; got != want {
		t.Errorf("changed: got %s, want %s", got, want)
	}
}

// Lines that refer to each other, in batches far from each other, among lines
// that refer to nothing.
func TestRunWaiting(t *testing.T) {
	var b strings.Builder
	topic := func(id, related string) {
		fmt.Fprintf(&b, `{"type":"Topic","externalId":%q,"label":"x","related":[%q]}`+"\n", id, related)
	}
	topic("left", "right")
	for i := range 2500 {
		topic(fmt.Sprint("chain", i), fmt.Sprint("chain", i+1))
	}
	for i := range 1200 {
		topic(fmt.Sprint("lost", i), "nowhere")
	}
	topic("right", "left")
	b.WriteString(`{"type":"Topic","externalId":"chain2500","label":"x"}` + "\n")
	g := newGraph()
	sum, rejects := importText(t, g, b.String())
	if got, want := brief(sum), "2503,0,0,1200"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(rejects) != 1200 || rejects[0].Line != 2502 || rejects[0].Code != fault.UnknownRef {
		t.Errorf("rejects: got %d, first %+v", len(rejects), rejects[0])
	}
	if g.finals != 1 || g.finished != 1 || !slices.Equal(g.noted, []string{"ndjson"}) {
		t.Errorf("got %d final batches, %d ends and the notes %q, want 1, 1 and ndjson", g.finals, g.finished, g.noted)
	}
	if g.batches[0] != fewLines().lines {
		t.Errorf("first batch: got %d lines, want %d", g.batches[0], fewLines().lines)
	}
}

func TestRunSeveralFiles(t *testing.T) {
	changed := strings.Replace(orgB, `"B"`, `"New"`, 1)
	tests := []struct {
		name  string
		files []string
		want  string
		says  string // in the graph at the end
	}{
		{"a later file has what an earlier one refers to", []string{orgB, orgA}, "2,0,0,0", `"name":"B"`},
		{"a later file updates", []string{text(orgA, orgB), changed}, "2,1,0,0", `"name":"New"`},
		{"a later file updates what waits", []string{orgB, text(orgA, changed)}, "2,0,1,0", `"name":"New"`},
		{"a later file updates what waits and waits itself", []string{orgB, changed, orgA}, "2,0,1,0", `"name":"New"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := newGraph()
			var paths []string
			for _, content := range tt.files {
				paths = append(paths, write(t, "x.ndjson", content))
			}
			sum, _ := imported(t, g, Options{Files: paths})
			if got := brief(sum); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if got := exported(t, g); !strings.Contains(got, tt.says) {
				t.Errorf("got %s, want %s in it", got, tt.says)
			}
		})
	}
}

func TestRunRejectFile(t *testing.T) {
	long := `{"type":"Nothing <&>","x":"` + strings.Repeat("é", maxInput) + `"}`
	file := &rejectFile{}
	_, err := Run(t.Context(), Options{
		Files: []string{"-"}, Stdin: strings.NewReader(text(cluster, "{", long)),
		Rejects: file.open, Sentence: func(error) string { return "A reason." },
	}, newGraph())
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(file.String(), "\n")
	want := `{"file":"-","line":2,"reason":"A reason.","code":"not_json","field":"","input":"{"}`
	if first != want {
		t.Errorf("got %s, want %s", first, want)
	}
	if !strings.Contains(file.String(), "<&>") {
		t.Error("the input is escaped for HTML")
	}
	if got := file.rejections(t)[1].Input; len(got) > maxInput || !strings.HasPrefix(long, got) || len(got) < maxInput-4 {
		t.Errorf("input: got %d bytes, want %d of the line", len(got), maxInput)
	}
	if file.opened != 1 || file.closed != 1 {
		t.Errorf("opened %d, closed %d times, want once", file.opened, file.closed)
	}
	file = &rejectFile{}
	if _, err := Run(t.Context(), Options{Files: []string{"-"}, Stdin: strings.NewReader(cluster), Rejects: file.open}, newGraph()); err != nil || file.opened != 0 {
		t.Errorf("without a reject: opened %d times, error %v", file.opened, err)
	}
}

func TestRunErrors(t *testing.T) {
	away := fault.New(fault.Unavailable, fault.Away)
	broken := func() (io.WriteCloser, error) { return nil, errors.New("disk full") }
	tests := []struct {
		name    string
		options Options
		failing error
		want    fault.Code
		kind    fault.Kind
	}{
		{"unknown format", Options{Format: "xml"}, nil, fault.UnknownFormat, fault.Invalid},
		{"no cluster", Options{Format: "schools"}, nil, fault.NeedsCluster, fault.Invalid},
		{"store away", Options{}, away, fault.Away, fault.Unavailable},
		{"no reject file", Options{Rejects: broken}, nil, "", fault.Internal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := newGraph()
			g.failing = tt.failing
			tt.options.Files, tt.options.Stdin = []string{"-"}, strings.NewReader(text(cluster, "{"))
			_, err := Run(t.Context(), tt.options, g)
			if err == nil || codeOf(err) != tt.want || fault.KindOf(err) != tt.kind {
				t.Errorf("got %v, want %s %s", err, tt.kind, tt.want)
			}
		})
	}
}

// What was imported before an import ended is told of, however it ended.
func TestRunNotesWhatWasDone(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	g := newGraph()
	_, err := Run(ctx, Options{Files: []string{"-"}, Stdin: strings.NewReader(text(cluster, orgA, "{")), Rejected: func(int, error) { stop() }}, g)
	if !errors.Is(err, context.Canceled) || !slices.Equal(g.noted, []string{"ndjson"}) {
		t.Errorf("got %v and the notes %q, want that it was stopped, and one", err, g.noted)
	}
	g = newGraph()
	g.failing = fault.New(fault.Unavailable, fault.Away)
	if _, err := Run(t.Context(), Options{Files: []string{"-"}, Stdin: strings.NewReader(text(cluster))}, g); !fault.Is(err, fault.Unavailable) || len(g.noted) != 1 {
		t.Errorf("got %v and the notes %q, want what failed, and one", err, g.noted)
	}
}

func TestRunUnreadable(t *testing.T) {
	whole := zipped(t, text(cluster, orgA))
	tests := []struct {
		name, format, content string
		want, reject          string
	}{
		{"gzip, whatever its name", "", whole, "2,0,0,0", ""},
		{"gzip cut in its head", "", whole[:5], "0,0,0,1 unread", "0 bad_gzip"},
		{"something like gzip", "", "\x1f\x8bxyz-xyz-xyz", "0,0,0,1 unread", "0 bad_gzip"},
		{"table without anything", "schools", "\n", "0,0,0,1 unread", "0 no_header"},
		{"table without its columns", "schools", "a,b\n1,2\n", "0,0,0,1 unread", "1 no_column externalId"},
		{"postal codes without a column", "geonames", "Postal Code\tName\n1\t2\n", "0,0,0,1 unread", "1 no_column country"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sum, rejects := imported(t, newGraph(), Options{Format: tt.format, Cluster: "c", Files: []string{write(t, "x.csv", tt.content)}})
			if got := brief(sum); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if got := strings.Join(codesOf(rejects), ";"); got != tt.reject {
				t.Errorf("reject: got %s, want %s", got, tt.reject)
			}
		})
	}
	for _, path := range []string{t.TempDir(), t.TempDir() + "/none", "-"} {
		g := newGraph()
		sum, rejects := imported(t, g, Options{Files: []string{path}})
		if brief(sum) != "0,0,0,1 unread" || rejects[0].Code != fault.CannotOpen || g.finished != 0 {
			t.Errorf("%s: got %s, %v", path, brief(sum), rejects)
		}
	}
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
