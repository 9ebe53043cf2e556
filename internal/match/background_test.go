package match

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write files that are computed")

// fieldData returns the folder of public records that larger tests read: the one
// that THIRDPLACE_FIELD_DATA names, else the one beside the repository. It skips
// the test where there is none, and under the race detector, which these tests of
// pure functions tell nothing and take minutes with: make check runs them without.
func fieldData(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("THIRDPLACE_FIELD_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("there are no public records in %s", dir)
	}
	if raced {
		t.Skip("runs without the race detector")
	}
	return dir
}

const backgroundHeader = `# How common words are in English and Spanish: each line is a word without case
# and accents and its share of running text. Numbers only, computed by
# TestBackgroundTable (-update) from word counts of
#
#   the task statements of the O*NET 29.2 Database by the U.S. Department of
#   Labor, Employment and Training Administration (USDOL/ETA), used under the
#   CC BY 4.0 licence, which has not approved or endorsed this; O*NET is a
#   trademark of USDOL/ETA;
#
#   the descriptions of skills and occupations of ESCO 1.1.1, the
#   classification of the European Commission;
#
#   everyday texts about school written for this program, English and Spanish
#   (testdata/everyday-*.txt).
#
# An English share is half that of the first two and half that of the third.
# Words that people use whatever they speak of have at least the share that
# testdata/usual-*.txt gives them. Function words, which matching does not look at,
# are left out.
`

// TestBackgroundTable computes the table anew where the public records are.
func TestBackgroundTable(t *testing.T) {
	dir := fieldData(t)
	work, english, spanish := wordCounts{}, wordCounts{}, wordCounts{}
	work.addColumn(t, filepath.Join(dir, "occupations/Task Statements.txt.gz"), '\t', "Task")
	work.addColumn(t, filepath.Join(dir, "skills/skills_en.csv.gz"), ',', "description")
	work.addColumn(t, filepath.Join(dir, "skills/occupations_en.csv.gz"), ',', "description")
	english.addFile(t, "testdata/everyday-en.txt")
	spanish.addFile(t, "testdata/everyday-es.txt")

	all := map[string]float64{}
	for word, n := range work {
		all[word] += .5 * work.share(n)
	}
	for word, n := range english {
		all[word] += .5 * english.share(n)
	}
	for word, n := range spanish {
		all[word] += spanish.share(n)
	}
	for _, name := range []string{"testdata/usual-en.txt", "testdata/usual-es.txt"} {
		for word, share := range usualWords(t, name) {
			all[word] = max(all[word], share)
		}
	}
	got := backgroundHeader + backgroundLines(all, 4500)
	if *update {
		if err := os.WriteFile("background.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := backgroundTable; !*update && got != want {
		t.Error("background.txt is not what the records give; run with -update")
	}
}

func backgroundLines(all map[string]float64, most int) string {
	words := make([]string, 0, len(all))
	for word := range all {
		if s := newSurface(word); s.counts() && s.plain && len(word) > 1 && all[word] > 0 {
			words = append(words, word)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(all[b], all[a]), strings.Compare(a, b))
	})
	words = words[:min(most, len(words))]
	slices.Sort(words)
	var b strings.Builder
	for _, word := range words {
		fmt.Fprintf(&b, "%s %.3g\n", word, all[word])
	}
	return b.String()
}

// wordCounts counts folded words; "" is how many there are in all.
type wordCounts map[string]int

// share is the word's share, with one count taken off (absolute discounting: Ney,
// Essen and Kneser 1994): what is said once is mostly what one sentence is about.
func (c wordCounts) share(n int) float64 { return float64(n-1) / float64(c[""]) }

// usualWords reads words under the headings of how often in a million words they
// stand.
func usualWords(t *testing.T, name string) map[string]float64 {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	shares, share := map[string]float64{}, 0.
	for line := range strings.Lines(string(text)) {
		if heading, ok := strings.CutPrefix(line, "= "); ok {
			perMillion, err := strconv.Atoi(strings.TrimSpace(heading))
			if err != nil {
				t.Fatalf("%s: %q is no number", name, heading)
			}
			share = float64(perMillion) / 1e6
		} else if !strings.HasPrefix(line, "#") {
			for word := range strings.FieldsSeq(line) {
				folded := newSurface(word).folded
				shares[folded] = max(shares[folded], share)
			}
		}
	}
	return shares
}

func (c wordCounts) add(text string) {
	for s := range split(text) {
		c[s.folded]++
		c[""]++
	}
}

func (c wordCounts) addFile(t *testing.T, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c.add(string(text))
}

// addColumn counts the words of one column of a table with a header.
func (c wordCounts) addColumn(t *testing.T, name string, comma rune, column string) {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	table := csv.NewReader(bufio.NewReader(unzipped))
	table.Comma, table.LazyQuotes, table.FieldsPerRecord = comma, true, -1
	header, err := table.Read()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(header, column)
	if at < 0 {
		t.Fatalf("%s: no column %q in %q", name, column, header)
	}
	for {
		row, err := table.Read()
		if err == io.EOF {
			return
		}
		if err == nil && at < len(row) {
			c.add(row[at])
		}
	}
}
