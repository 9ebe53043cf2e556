package ingest

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"
)

// linesOf makes the lines of a text.
func linesOf(text string) *lines {
	raw := &counter{from: strings.NewReader(text)}
	return newLines(&file{name: "x", raw: raw, content: bufio.NewReader(raw)})
}

// rowsOf reads a table whole: "line: cell|cell", or "line: code".
func rowsOf(t *testing.T, text string) []string {
	t.Helper()
	table := &table{in: linesOf(text)}
	if _, err := table.start(); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for {
		r, err := table.next()
		switch {
		case err == io.EOF:
			return rows
		case err != nil:
			t.Fatal(err)
		case r.err != nil:
			rows = append(rows, fmt.Sprintf("%d: %s", r.number, codeOf(r.err)))
		default:
			rows = append(rows, fmt.Sprintf("%d: %s", r.number, strings.Join(r.cells, "|")))
		}
	}
}

func TestTable(t *testing.T) {
	filler := strings.Repeat("some,thing\n", maxLine/len("some,thing\n"))
	tests := []struct {
		name, text string
		want       []string
	}{
		{"plain", "a,b\n1,2\n3,4\n", []string{"2: 1|2", "3: 3|4"}},
		{"no line end, CR LF, blank lines", "a,b\r\n\r\n1,2\r\n  \r\n3,4", []string{"3: 1|2", "5: 3|4"}},
		{"quotes", "a,b\n\"1,\"\"x\"\"\",\"\"\n", []string{"2: 1,\"x\"|"}},
		{"line breaks in a cell", "a,b\n\"1\n\n,x\",2\n3,4\n", []string{"2: 1\n\n,x|2", "5: 3|4"}},
		{"line break in the heading", "\"a\nb\",c\n1,2\n", []string{"3: 1|2"}},
		{"too few and too many", "a,b\n1\n1,2,3\n4,5\n", []string{"2: column_count", "3: column_count", "4: 4|5"}},
		{"tabs", "a\tb\n1,5\t2\n", []string{"2: 1,5|2"}},
		{"bars", "a|b|c\n1|2,3|4\n", []string{"2: 1|2,3|4"}},
		{"semicolons", "a;b\n1;2,3\n", []string{"2: 1|2,3"}},
		{"bare quote", "a,b\n5\" pipe,2\n3,4\n", []string{"2: 5\" pipe|2", "3: 3|4"}},
		{"quotes within quotes", "a,b\n\"the \"old\" one\",2\n3,4\n", []string{"2: the \"old\" one|2", "3: 3|4"}},
		{"quote never closed", "a,b\n\"1,2\n3,4\n5,6\n", []string{"2: column_count", "3: 3|4", "4: 5|6"}},
		{"quote never closed before good quotes", "a,b\n\"1,2\n3,\"4,4\"\n5,6\n", []string{"2: column_count", "3: 3|4,4", "4: 5|6"}},
		{"quote never closed in the last cell", "a,b\n1,\"2\n3,4\n", []string{"2: 1|2", "3: 3|4"}},
		{"two of them", "a,b\n\"1,2\n3,4\n\"5,6\n7,8\n", []string{"2: column_count", "3: 3|4", "4: column_count", "5: 7|8"}},
		{"a megabyte behind it", "a,b\n\"1,2\n" + filler + "3,4\n", append(append([]string{"2: column_count"}, fillerRows(filler)...), "95328: 3|4")},
		{"long line", "a,b\n" + strings.Repeat("x", maxLine+1) + "\n3,4\n", []string{"2: line_too_long", "3: 3|4"}},
		{"Windows-1252", "a,b\nJos\xe9,\x93M\xfcller\x94 \x80\nJosé,2\n", []string{"2: José|“Müller” €", "3: José|2"}},
		{"heading only", "a,b\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { equal(t, "rows", rowsOf(t, tt.text), tt.want) })
	}
}

func fillerRows(filler string) []string {
	var rows []string
	for i := range strings.Count(filler, "\n") {
		rows = append(rows, fmt.Sprintf("%d: some|thing", 3+i))
	}
	return rows
}

// Each line opens a quote and none closes it: to look a megabyte ahead from each
// would take hours.
func TestTableGoneWrong(t *testing.T) {
	const lines = 300_000
	rows := rowsOf(t, "a,b,c\n"+strings.Repeat("a\",\"\"\",\n", lines)+"1,2,3\n")
	if got, want := rows[len(rows)-1], fmt.Sprintf("%d: 1|2|3", lines+2); len(rows) != lines+1 || got != want {
		t.Errorf("got %d rows, the last %s, want %d, the last %s", len(rows), got, lines+1, want)
	}
}

func TestHeader(t *testing.T) {
	h := newHeader([]string{"\u00a0Org Name ", "ORG_CODE", "Sector(s)", "org code", ""})
	tests := []struct {
		headings []string
		want     int
	}{
		{[]string{"org name"}, 0},
		{[]string{"Org Code"}, 1},
		{[]string{"sectors"}, 2},
		{[]string{"School Code", "Org-Code"}, 1},
		{[]string{"State"}, -1},
	}
	for _, tt := range tests {
		if got := h.find(tt.headings...); got != tt.want {
			t.Errorf("%v: got %d, want %d", tt.headings, got, tt.want)
		}
	}
}

func TestToUTF8(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain", "plain"},
		{"é€", "é€"},
		{"\xe9", "é"},
		{"\x80\x85\x92\x9f\xa0\xff", "€…’Ÿ\u00a0ÿ"},
		{"\x81\x8d\x8f\x90\x9d", "\ufffd\ufffd\ufffd\ufffd\ufffd"},
	}
	for _, tt := range tests {
		if got := string(toUTF8([]byte(tt.in))); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
	if got, want := len([]rune(windows1252)), 0x20; got != want {
		t.Errorf("table: got %d characters, want %d", got, want)
	}
}
