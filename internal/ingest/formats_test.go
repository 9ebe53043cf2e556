package ingest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The files in testdata are invented and have the quirks of the publishers'
// own. Their golden files have what becomes of them: the summary, the rejects,
// and the graph as NDJSON.
func TestFormats(t *testing.T) {
	tests := []struct {
		file, format string
		ntee         []string
		golden       string
	}{
		{file: "schools-massachusetts.csv", format: "schools"},
		{file: "schools-dese.csv", format: "schools"},
		{file: "schools-boston.csv", format: "schools"},
		{file: "schools-colorado.csv", format: "schools"},
		{file: "schools-hifld.csv", format: "schools"},
		{file: "schools-edge.csv", format: "schools"},
		{file: "irs-eo.csv", format: "irs-eo"},
		{file: "irs-eo.csv", format: "irs-eo", ntee: []string{"b7 ", "A"}, golden: "irs-eo-selected"},
		{file: "products.csv", format: "products"},
		{file: "geonames.txt", format: "geonames"},
		{file: "geonames-with-header.txt", format: "geonames"},
		{file: "onet", format: "onet"},
		{file: "esco", format: "esco"},
		{file: "standards.csv", format: "standards"},
		{file: "nsf-awards.csv", format: "nsf-awards"},
	}
	for _, tt := range tests {
		t.Run(tt.file+strings.Join(tt.ntee, ""), func(t *testing.T) {
			g := newGraph()
			o := Options{Format: tt.format, Cluster: "c", NTEE: tt.ntee, Files: []string{filepath.Join("testdata", tt.file)}}
			sum, rejects := imported(t, g, o)
			got := sum.String() + "\n"
			for _, r := range rejects {
				got += codesOf([]rejection{r})[0] + ": " + strings.ReplaceAll(r.Input, "\n", "\\n") + "\n"
			}
			first := exported(t, g)
			golden(t, tt.golden+map[bool]string{true: tt.file}[tt.golden == ""], got+first)
			again, _ := imported(t, g, o)
			if again.Imported+again.Updated != 0 || again.Rejected != sum.Rejected || exported(t, g) != first {
				t.Errorf("the second time: %s", again)
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}

func TestGrades(t *testing.T) {
	tests := []struct{ in, want string }{
		{"09,10,11,12", "G09 G10 G11 G12"},
		{"PK,K", "PK KG"},
		{"K-8", "KG G01 G02 G03 G04 G05 G06 G07 G08"},
		{"KG; 3", "KG G03"},
		{"1/2 Day Kindergarten", "KG"},
		{"Full Day Kindergarten", "KG"},
		{"Transitional Kindergarten", "TK"},
		{"Pre-Kindergarten", "PK"},
		{"PreK-2", "PK TK KG G01 G02"},
		{"Infant", "PK"},
		{"12th Grade", "G12"},
		{"1st grade", "G01"},
		{"Grade 2", "G02"},
		{"Grades 9-10", "G09 G10"},
		{"AE", "AE"},
		{"UG,Special,6/7-12,13,", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := strings.Join(gradeList(tt.in).Names(), " "); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestZIP(t *testing.T) {
	tests := []struct{ in, want, state string }{
		{"02128", "02128", "MA"},
		{"2128", "02128", "MA"},
		{"501", "00501", "NY"},
		{"02999-1802", "02999-1802", "RI"},
		{"029991802", "02999-1802", "RI"},
		{"29991802", "02999-1802", "RI"},
		{"00000-0000", "", ""},
		{"", "", ""},
		{"K1A 0B1", "K1A 0B1", ""},
		{"00000", "", ""},
		{"00401", "00401", ""},
		{"99950", "99950", "AK"},
		{"73344", "73344", "TX"},
	}
	for _, tt := range tests {
		got := zipCode(tt.in)
		if state := stateOfZIP(got); got != tt.want || state != tt.state {
			t.Errorf("%q: got %q in %q, want %q in %q", tt.in, got, state, tt.want, tt.state)
		}
	}
}

func TestKindOfNTEE(t *testing.T) {
	tests := []struct{ code, want string }{
		{"B20", "SCHOOL"}, {"B29Z", "SCHOOL"}, {"B43", "HIGHER_EDUCATION"}, {"B70", "LIBRARY_OR_MUSEUM"},
		{"A54", "LIBRARY_OR_MUSEUM"}, {"C41", "LIBRARY_OR_MUSEUM"}, {"C42", "NONPROFIT"}, {"D50", "LIBRARY_OR_MUSEUM"},
		{"B90", "AFTER_SCHOOL_PROGRAM"}, {"B9X", "AFTER_SCHOOL_PROGRAM"}, {"B94Z", "NONPROFIT"}, {"B99", "NONPROFIT"},
		{"O50", "AFTER_SCHOOL_PROGRAM"}, {"O40", "NONPROFIT"}, {"T22", "FOUNDATION"}, {"T31", "FOUNDATION"},
		{"H90", "RESEARCH_ORGANIZATION"}, {"V23", "RESEARCH_ORGANIZATION"}, {"B05", "RESEARCH_ORGANIZATION"},
		{"B", "NONPROFIT"}, {"0", "NONPROFIT"},
	}
	for _, tt := range tests {
		if got := kindOfNTEE(tt.code).String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.code, got, tt.want)
		}
	}
}

func TestWebAddress(t *testing.T) {
	tests := []struct{ in, want string }{
		{"http://www.palm.example", "http://www.palm.example"},
		{"www.palm.example/a?b=c", "https://www.palm.example/a?b=c"},
		{"see our page.", ""},
		{"office@palm.example", ""},
		{"none", ""},
		{"ftp://palm.example", ""},
		{"http://school/.", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := webAddress(tt.in); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	tests := []struct{ function, sectors, want string }{
		{"LC - Study Tools - Q&A", "PreK-12; Higher Ed", "Learning and curriculum: Study Tools, Q&A. For preschool to grade 12 and higher education."},
		{"LC/CM/SDO - Other", "Corporate", "Learning and curriculum, classroom management, school and district operations: Other. For learning at work."},
		{"Toys", "", "Toys."},
		{"", "PreK-12; Higher Ed; Corporate", "For preschool to grade 12, higher education and learning at work."},
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := describe(tt.function, tt.sectors); got != tt.want {
			t.Errorf("%q, %q: got %q, want %q", tt.function, tt.sectors, got, tt.want)
		}
	}
}

func TestFormatNames(t *testing.T) {
	equal(t, "formats", Formats(), []string{"ndjson", "schools", "irs-eo", "onet", "esco", "geonames", "standards", "products", "nsf-awards"})
	for _, name := range Formats() {
		if _, err := formatOf(Options{Format: name, Cluster: "c"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := formatOf(Options{Format: "irs-eo"}); codeOf(err) != fault.NeedsCluster {
		t.Errorf("got %v, want %s", err, fault.NeedsCluster)
	}
}
