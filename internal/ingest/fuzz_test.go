package ingest

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever stands before and behind a good line, on lines of their own, the good
// line is read, each line has its own number, and nothing panics.

func FuzzNDJSON(f *testing.F) {
	for _, seed := range []string{"", "{", "[1]", "\xff", `{"type":7}`, orgA, cluster + "\r\n\r\n" + orgB, place("a", "1"), "\x00", `{"type":"Topic","externalId":"t","x":[1e999]}`} {
		f.Add([]byte(seed))
	}
	good := `{"type":"Topic","externalId":"the good one","label":"x"}`
	f.Fuzz(func(t *testing.T, junk []byte) {
		text := string(junk) + "\n" + good + "\n" + string(junk)
		entries := readAll(t, openNDJSON(linesOf(text), Options{Source: "s", Cluster: "c"}))
		want := strings.Count(string(junk), "\n") + 2
		for _, e := range entries {
			if e.number == want {
				if e.err != nil || len(e.lines) != 1 || e.lines[0].ExternalID != "the good one" {
					t.Fatalf("the good line: got %+v", e)
				}
				return
			}
		}
		t.Fatalf("the good line %d is lost", want)
	})
}

func FuzzTables(f *testing.F) {
	seeds := []string{
		"", "\"", "\"a\nb\",c,d", "1,2\n\"3,4,5\n6,\"7,7\",8", "a,\"\"\"b,c", "\xff\xfe\x00", "a\",\"\"\",", ",,,,", "x,y,MA\r\n\"x\r\n,y,MA",
	}
	for _, seed := range seeds {
		for which := range 6 {
			f.Add([]byte(seed), byte(which))
		}
	}
	f.Fuzz(func(t *testing.T, junk []byte, which byte) {
		name := []string{"schools", "irs-eo", "products", "geonames", "standards", "nsf-awards"}[which%6]
		head := []string{"School Code,School Name,State\n", "EIN,NAME,NTEE_CD\n", "LP ID,Product Name,URL\n", "",
			"identifier,humanCodingScheme,fullStatement\n", "AwardNumber,Title,Organization,Abstract\n"}[which%6]
		good := []string{"9,Good,MA", "999999999,Good,B20", "9,Good,http://x.example", "US\t99999\tGood\t\t\t\t\t\t\t1\t2\t",
			"the good one,9.X.9,Be good.", "0000000,Good,Good,"}[which%6]
		if name == "geonames" { // which may begin with headings of its own
			junk = append([]byte("-"), junk...)
		}
		format, err := formatOf(Options{Format: name, Cluster: "c"})
		if err != nil {
			t.Fatal(err)
		}
		text := head + string(junk) + "\n" + good
		from, err := format.open([]string{"-"}, Options{Cluster: "c", Source: "s", Stdin: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		defer from.close()
		entries := readAll(t, from)
		last := entries[len(entries)-1]
		if want := strings.Count(text, "\n") + 1; last.number != want || last.err != nil || len(last.lines) == 0 && last.place == nil {
			t.Fatalf("%s: the good line %d is lost: got %+v", name, want, last)
		}
	})
}

// FuzzExport: what the importer reads is exported as lines that say the same.
func FuzzExport(f *testing.F) {
	for _, seed := range strings.Split(everything, "\n") {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		entries := readAll(t, openNDJSON(linesOf(string(line)), Options{Source: "s", Cluster: "c"}))
		k := &keeper{graph: *newGraph()}
		for _, e := range entries {
			k.kept = append(k.kept, e.lines...)
		}
		first := exportedOf(t, k)
		if !utf8.ValidString(first) {
			t.Fatalf("not UTF-8: %q", first)
		}
		again := &keeper{graph: *newGraph()}
		for _, e := range readAll(t, openNDJSON(linesOf(first), Options{})) {
			if e.err != nil {
				t.Fatalf("%s: %v", first, e.err)
			}
			again.kept = append(again.kept, e.lines...)
		}
		if second := exportedOf(t, again); second != first {
			t.Fatalf("got\n%s\nwant\n%s", second, first)
		}
	})
}

// readAll reads entries to the end, which come in the order of the file.
func readAll(t *testing.T, from records) []entry {
	t.Helper()
	var entries []entry
	for {
		e, err := from.next()
		if err == io.EOF {
			return entries
		}
		if err != nil {
			t.Fatal(err)
		}
		if e.number == 0 { // a row of a file that is read again
			continue
		}
		if n := len(entries); n > 0 && e.number <= entries[n-1].number {
			t.Fatalf("line %d comes after line %d", e.number, entries[n-1].number)
		}
		if _, err := json.Marshal(e.lines); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
}
