package match

import (
	"bufio"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
)

// demoSet is the judged set of the fictional cluster, which
// testdata/demo/README.md describes. needs and offers are in the order of their
// external ids; every need was judged against every offer.
type demoSet struct {
	needs, offers []demoRecord
	grades        map[demoPair]int    // 1 to 3; a pair that is not in it was judged 0
	half          map[string]demoHalf // by need
	style         map[string]string   // by need
}

// demoPair is a need and an offer, by external id.
type demoPair struct{ need, offer string }

// demoHalf says what a need may be used for.
type demoHalf string

const (
	demoDev  demoHalf = "dev"  // weights may be fitted to it
	demoTest demoHalf = "test" // held out: measured, never fitted to
)

// demoRecord is a need or an offer: what a test asks of it, and its line as
// the import reads it.
type demoRecord struct {
	Type                string
	ExternalID          string
	PostedBy, OfferedBy string
	Kinds, Grades       []string
	Status              string
	line                []byte
}

const (
	demoCluster = "../../cmd/thirdplace/demo/cluster.ndjson"
	demoFolder  = "testdata/demo"
)

// demoToday is the day from which the files count theirs, a Monday.
var demoToday = eic.DayOf(time.Date(2031, time.January, 6, 0, 0, 0, 0, time.UTC))

// readDemoSet reads the set.
func readDemoSet(t testing.TB) demoSet {
	t.Helper()
	set := demoSet{grades: map[demoPair]int{}, half: map[string]demoHalf{}, style: map[string]string{}}
	for _, r := range slices.Concat(demoRecords(t, demoCluster), demoRecords(t, filepath.Join(demoFolder, "needs.ndjson"))) {
		switch r.Type {
		case "Need":
			set.needs = append(set.needs, r)
		case "FundOfKnowledge", "PilotOffer", "Grant", "Study":
			set.offers = append(set.offers, r)
		}
	}
	byID := func(a, b demoRecord) int { return cmp.Compare(a.ExternalID, b.ExternalID) }
	slices.SortFunc(set.needs, byID)
	slices.SortFunc(set.offers, byID)
	for _, row := range demoRows(t, "judgements.tsv", "need", "offer", "grade", "rationale") {
		grade, err := strconv.Atoi(row[2])
		if err != nil || grade < 1 || grade > 3 {
			t.Fatalf("judgements.tsv: %q: the grade is not 1, 2 or 3", row)
		}
		set.grades[demoPair{row[0], row[1]}] = grade
	}
	for _, row := range demoRows(t, "split.tsv", "need", "split", "style") {
		set.half[row[0]], set.style[row[0]] = demoHalf(row[1]), row[2]
	}
	return set
}

// demoRecords reads lines of the import, with days counted from demoToday.
func demoRecords(t testing.TB, path string) []demoRecord {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`"@[+-]\d{1,5}"`).ReplaceAllFunc(text, func(found []byte) []byte {
		days, _ := strconv.Atoi(string(found[2 : len(found)-1])) // the pattern is a small number
		return strconv.AppendQuote(nil, (demoToday + eic.Day(days)).String())
	})
	var all []demoRecord
	for line := range strings.Lines(string(text)) {
		r := demoRecord{line: []byte(line)}
		if err := json.Unmarshal(r.line, &r); err != nil {
			t.Fatalf("%s: %v: %.80s", path, err, line)
		}
		all = append(all, r)
	}
	return all
}

// demoRows reads a table of the set and holds it to its header.
func demoRows(t testing.TB, name string, header ...string) [][]string {
	t.Helper()
	file, err := os.Open(filepath.Join(demoFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var rows [][]string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		row := strings.Split(lines.Text(), "\t")
		if len(row) != len(header) {
			t.Fatalf("%s: %d columns, want %d: %q", name, len(row), len(header), row)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header) {
		t.Fatalf("%s does not begin with %q", name, header)
	}
	return rows[1:]
}
