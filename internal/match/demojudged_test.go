package match

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// TestDemoJudgements holds the judged set to what its README promises. With -v
// it prints how the grades are distributed.
func TestDemoJudgements(t *testing.T) {
	set := readDemoSet(t)
	needs, offers := demoByID(t, set.needs), demoByID(t, set.offers)
	rows := demoRows(t, "judgements.tsv", "need", "offer", "grade", "rationale")
	if !slices.IsSortedFunc(rows, slices.Compare[[]string]) {
		t.Error("the judgements are not in the order of need and offer")
	}
	if len(set.grades) != len(rows) {
		t.Errorf("%d pairs in %d rows: some pair is judged twice", len(set.grades), len(rows))
	}
	for _, row := range rows {
		need, asked := needs[row[0]]
		offer, offered := offers[row[1]]
		if !asked || !offered {
			t.Errorf("%q: need known %t, offer known %t", row, asked, offered)
			continue
		}
		if len(row[3]) < 10 || !strings.HasSuffix(row[3], ".") {
			t.Errorf("%q: the rationale is no sentence", row)
		}
		if why := demoImpossible(t, need, offer); why != "" {
			t.Errorf("%q: %s, which is grade 0", row, why)
		}
	}
	best := map[string]int{}
	for pair, grade := range set.grades {
		best[pair.need] = max(best[pair.need], grade)
	}
	exact := 0
	for _, need := range set.needs {
		if best[need.ExternalID] == 3 {
			exact++
		}
		if nobody := set.style[need.ExternalID] == "nobody"; nobody != (best[need.ExternalID] == 0) {
			t.Errorf("%s: style %q, best grade %d", need.ExternalID, set.style[need.ExternalID], best[need.ExternalID])
		}
	}
	if len(needs) < 48 || len(offers) != 102 || exact < 40 {
		t.Errorf("%d needs, %d offers, %d needs with a grade 3; want at least 48, exactly 102, at least 40", len(needs), len(offers), exact)
	}
	logDemoGrades(t, set)
}

// TestDemoSplit: every need has its half and its style, and no style leans to
// one half.
func TestDemoSplit(t *testing.T) {
	set := readDemoSet(t)
	needs := demoByID(t, set.needs)
	rows := demoRows(t, "split.tsv", "need", "split", "style")
	if len(rows) != len(needs) || len(set.half) != len(needs) {
		t.Errorf("%d rows for %d of %d needs", len(rows), len(set.half), len(needs))
	}
	lean := map[string]int{}
	for id, half := range set.half {
		if _, ok := needs[id]; !ok {
			t.Errorf("%s is no need", id)
		}
		switch half {
		case demoDev:
			lean[set.style[id]]++
		case demoTest:
			lean[set.style[id]]--
		default:
			t.Errorf("%s: %q is no half", id, half)
		}
	}
	sum := 0
	for style, n := range lean {
		if sum += n; n < -1 || n > 1 {
			t.Errorf("style %q leans by %d needs", style, n)
		}
	}
	if sum < -1 || sum > 1 {
		t.Errorf("the halves differ by %d needs", sum)
	}
}

// demoByID returns the records by external id, each of which is one record's.
func demoByID(t *testing.T, records []demoRecord) map[string]demoRecord {
	t.Helper()
	byID := map[string]demoRecord{}
	for _, r := range records {
		if _, twice := byID[r.ExternalID]; twice {
			t.Errorf("%s is there twice", r.ExternalID)
		}
		byID[r.ExternalID] = r
	}
	return byID
}

// demoKinds are the kinds of the types of offers.
var demoKinds = map[string]string{
	"FundOfKnowledge": "FUND_OF_KNOWLEDGE", "PilotOffer": "PILOT", "Grant": "GRANT", "Study": "STUDY",
}

// demoImpossible says what rules a pair out, whatever its subject: of all that
// can, only what leaves a person no room to judge.
func demoImpossible(t *testing.T, need, offer demoRecord) string {
	t.Helper()
	asked, offered := demoGrades(t, need), demoGrades(t, offer)
	switch {
	case len(need.Kinds) > 0 && !slices.Contains(need.Kinds, demoKinds[offer.Type]):
		return "the kind is not sought"
	case offer.Status == "DRAFT" || offer.Status == "PAUSED":
		return "the offer is not open"
	case need.PostedBy == offer.OfferedBy:
		return "the offer is the teacher's own"
	case asked != 0 && offered != 0 && asked&offered == 0:
		return "the grades do not meet"
	}
	return ""
}

func demoGrades(t *testing.T, r demoRecord) (all eic.Grades) {
	t.Helper()
	for _, text := range r.Grades {
		grades, err := eic.ParseGrades(text)
		if err != nil {
			t.Fatalf("%s: %v", r.ExternalID, err)
		}
		all |= grades
	}
	return all
}

// logDemoGrades prints, by style, the needs, those of the dev half, those with
// a grade 3, and the pairs of each grade.
func logDemoGrades(t *testing.T, set demoSet) {
	t.Helper()
	type tally struct {
		needs, dev, exact int
		pairs             [4]int
	}
	tallies := map[string]*tally{}
	var total tally
	for _, need := range set.needs {
		style := set.style[need.ExternalID]
		if tallies[style] == nil {
			tallies[style] = &tally{}
		}
		for _, sum := range []*tally{tallies[style], &total} {
			sum.needs++
			if set.half[need.ExternalID] == demoDev {
				sum.dev++
			}
			best := 0
			for _, offer := range set.offers {
				grade := set.grades[demoPair{need.ExternalID, offer.ExternalID}]
				sum.pairs[grade]++
				best = max(best, grade)
			}
			if best == 3 {
				sum.exact++
			}
		}
	}
	var table strings.Builder
	row := func(style string, s *tally) {
		fmt.Fprintf(&table, "\n%-12s %3d needs, %2d dev, %2d with a 3; pairs of grade 0 to 3: %5d", style, s.needs, s.dev, s.exact, s.pairs)
	}
	for _, style := range slices.Sorted(maps.Keys(tallies)) {
		row(style, tallies[style])
	}
	row("all", &total)
	t.Log(table.String())
}
