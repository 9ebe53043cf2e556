package ingest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestProgressString(t *testing.T) {
	tests := []struct {
		name string
		p    Progress
		want string
	}{
		{"nothing yet", Progress{}, "0 lines"},
		// 41,000 lines in 5 s; 38 of 100 bytes are left: 5 s * 38/62 = 3.06 s.
		{"in the middle", Progress{Lines: 41_000, Read: 62, Total: 100, Elapsed: 5 * time.Second}, "41,000 lines, 62%, 8,200 a second, 3s left"},
		{"unknown size", Progress{Lines: 999, Read: 62, Elapsed: time.Second}, "999 lines, 999 a second"},
		{"lines that wait", Progress{Lines: 1_234_567, Waiting: 1_000, Read: 100, Total: 100, Elapsed: time.Hour}, "1,234,567 lines, 100%, 342 a second, 1,000 waiting, 0s left"},
		{"done", Progress{Lines: 10, Read: 100, Total: 100, Elapsed: 10 * time.Second, Done: true}, "10 lines, 1 a second"},
		{"a file that grew", Progress{Lines: 10, Read: 101, Total: 100, Elapsed: time.Second}, "10 lines, 10 a second"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.p.String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMeter(t *testing.T) {
	clock := time.Unix(0, 0)
	var told []Progress
	m := newMeter(func(p Progress) { told = append(told, p) }, 1_000, func() time.Time { return clock })
	for line := 1; line <= 1_000; line++ { // a millisecond each: a second, ten reports
		clock = clock.Add(time.Millisecond)
		m.tick(line, int64(line)/2, 0)
	}
	if got, want := len(told), 10; got != want {
		t.Errorf("got %d reports in a second, want %d", got, want)
	}
	m.endFile(500)
	clock = clock.Add(time.Second)
	m.tick(1, 100, 3)
	if got, want := told[10], (Progress{Lines: 1_001, Waiting: 3, Read: 600, Total: 1_000, Elapsed: 2 * time.Second}); got != want {
		t.Errorf("second file: got %+v, want %+v", got, want)
	}
	m.endFile(500)
	m.end()
	if got, want := told[11], (Progress{Lines: 1_001, Read: 1_000, Total: 1_000, Elapsed: 2 * time.Second, Done: true}); got != want {
		t.Errorf("end: got %+v, want %+v", got, want)
	}
}

// The bytes are those on the disk, of gzip too.
func TestRunProgress(t *testing.T) {
	plain := write(t, "plain", text(cluster, orgA))
	gzipped := write(t, "gzipped", zipped(t, text(cluster, orgB)))
	var last Progress
	o := Options{Files: []string{plain, gzipped}, Progress: func(p Progress) { last = p }}
	if _, err := Run(t.Context(), o, newGraph()); err != nil {
		t.Fatal(err)
	}
	if want := totalSize(o.Files); last.Read != want || last.Total != want || last.Lines != 4 || !last.Done {
		t.Errorf("got %+v, want 4 lines and all of %d bytes", last, want)
	}
}

// Of a folder every file that is read counts once, though some are read twice,
// and none that is not read.
func TestRunProgressOfFolder(t *testing.T) {
	for _, format := range []string{"onet", "esco"} {
		folder := filepath.Join("testdata", format)
		appended := copyOf(t, format)
		if err := os.WriteFile(filepath.Join(appended, "Read Me.txt"), []byte("nobody reads this"), 0o600); err != nil {
			t.Fatal(err)
		}
		files, err := filesIn([]string{folder})
		if err != nil {
			t.Fatal(err)
		}
		want := totalSize(slices.DeleteFunc(files, func(path string) bool { return strings.Contains(path, "conceptSchemes") }))
		var last Progress
		o := Options{Format: format, Files: []string{appended}, Progress: func(p Progress) { last = p }}
		if _, err := Run(t.Context(), o, newGraph()); err != nil {
			t.Fatal(err)
		}
		if last.Read != want || last.Total != want || !last.Done {
			t.Errorf("%s: got %+v, want all of %d bytes", format, last, want)
		}
	}
	table := filepath.Join("testdata", "standards.csv")
	var last Progress
	if _, err := Run(t.Context(), Options{Format: "standards", Files: []string{table}, Progress: func(p Progress) { last = p }}, newGraph()); err != nil {
		t.Fatal(err)
	}
	if want := totalSize([]string{table}); last.Read != want || last.Total != want || last.Lines != 10 {
		t.Errorf("got %+v, want 10 lines and all of %d bytes", last, want)
	}
}
