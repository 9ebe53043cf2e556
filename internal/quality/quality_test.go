package quality

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

var update = flag.Bool("update", false, "write files that are computed")

// goldenFile holds the figures of the judged sets.
const goldenFile = "../match/testdata/quality.txt"

const goldenHeader = `# How good the matches are. Written by "make quality UPDATE=1"; a change that moves
# a figure fails "make quality" until this file is written again. docs/matching.md,
# section 8, says what the sets and figures are; dev is looked at when something is
# changed, test is not.
#
# set     part             way           needs nDCG@10   MRR R@100 cover  Gini filled
`

// measured are the lines of a set in the golden file and in the table of ablations.
type measured struct{ figures, ablations string }

// TestQuality measures the judged sets and holds the figures to the golden file and
// to the table of docs/matching.md. Lines of a set that is not there are kept and not
// compared.
func TestQuality(t *testing.T) {
	if raced {
		t.Skip("runs without the race detector, which tells measures of pure functions nothing: make quality")
	}
	figures := sectionsOf(strings.TrimPrefix(readFile(t, goldenFile), goldenHeader))
	before, table, after := ablationTable(t)
	ablations := sectionsOf(table)
	for name, measure := range map[string]func(testing.TB) measured{
		"demo": demoFigures, "planted": plantedFigures, "scifact": scifactFigures,
	} {
		t.Run(name, func(t *testing.T) {
			got := measure(t)
			if got.figures == "" {
				t.Logf("%s is not there: its figures are kept", name)
				return
			}
			moved := difference(figures[name], got.figures) + difference(ablations["| "+name], got.ablations)
			if moved != "" && !*update {
				t.Errorf("figures have moved; run make quality UPDATE=1 and quote them:\n%s", moved)
			}
			figures[name], ablations["| "+name] = got.figures, got.ablations
		})
	}
	if *update {
		write(t, goldenFile, goldenHeader+figures["demo"]+figures["planted"]+figures["scifact"])
		write(t, modelDocument, before+ablations["| demo"]+ablations["| planted"]+ablations["| scifact"]+after)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sectionsOf splits a table by the set its lines are of: their first word, and the
// bar before it if there is one.
func sectionsOf(table string) map[string]string {
	sections := map[string]string{}
	for line := range strings.Lines(table) {
		rest, barred := strings.CutPrefix(line, "| ")
		name, _, _ := strings.Cut(rest, " ")
		if barred {
			name = "| " + name
		}
		sections[name] += line
	}
	return sections
}

// difference lists the lines that are in one table only.
func difference(before, after string) string {
	var b strings.Builder
	for line := range strings.Lines(before) {
		if !strings.Contains(after, line) {
			b.WriteString("- " + line)
		}
	}
	for line := range strings.Lines(after) {
		if !strings.Contains(before, line) {
			b.WriteString("+ " + line)
		}
	}
	return b.String()
}

// table writes the lines of one set.
type table struct {
	set string
	strings.Builder
}

func (b *table) line(part, way string, f Figures) {
	fmt.Fprintf(b, "%-9s %-16s %-12s %5d   %.3f %.3f %.3f %.3f %.3f  %.3f\n",
		b.set, part, way, f.Judged, f.NDCG, f.MRR, f.Recall, f.Cover, f.Gini, f.Filled)
}

// value writes a figure of another kind.
func (b *table) value(part, name string, format string, values ...any) {
	fmt.Fprintf(b, "%-9s %-16s %-12s "+format+"\n", append([]any{b.set, part, name}, values...)...)
}

// standard are the ways every set is ranked.
func standard() []Variant {
	return []Variant{{Name: "model"}, WordsAlone("BM25", 1), WordsAlone("BM25-title-x3", 3)}
}

// standardLines writes a part of a set ranked in the standard ways, and how much the
// model gains.
func (b *table) standardLines(s judgedSet, part string, lists [][]List, keep func(eic.NeedID) bool) {
	var model, words Figures
	for i, v := range standard() {
		f := s.part(lists[i], keep)
		b.line(part, v.Name, f)
		switch i {
		case 0:
			model = f
		case 1:
			words = f
		}
	}
	gain, p := Compare(model.PerNeed, words.PerNeed)
	b.value(part, "over-BM25", "%+.3f p %.3f", gain, p)
}

func demoFigures(t testing.TB) measured {
	s, b := demoSet(t), &table{set: "demo"}
	lists := s.ranked(t, append(standard(), ablations()...))
	for _, half := range []string{"dev", "test"} {
		in := func(n eic.NeedID) bool { return s.half[n] == half }
		b.standardLines(s, half, lists, in)
		for _, style := range slices.Compact(slices.Sorted(maps.Values(s.style))) {
			f := s.part(lists[0], func(n eic.NeedID) bool { return in(n) && s.style[n] == style })
			if f.Judged > 0 {
				b.line(half, style, f)
			} else {
				b.value(half, style, "nothing fits: something FAIR for %.3f of %d", f.Filled, f.Needs)
			}
		}
	}
	return measured{b.String(), s.ablationLines("demo", ablations(), lists, func(eic.NeedID) bool { return true })}
}

// Sizes of the planted sets.
const (
	plantedNeeds  = 500
	plantedOffers = 2000
)

func plantedFigures(t testing.TB) measured {
	b, without := &table{set: "planted"}, ""
	for _, part := range []struct {
		name string
		seed uint64
	}{{"dev", devSeed}, {"test", testSeed}} {
		p := planted(t, part.seed, plantedNeeds, plantedOffers)
		variants := standard()
		if part.name == "test" {
			variants = append(variants, ablations()...)
		}
		lists := p.ranked(t, variants)
		own := func(n eic.NeedID) bool { return p.drawn[n].TwinOf == "" }
		if part.name == "test" {
			without = p.ablationLines("planted", ablations(), lists, own)
		}
		b.standardLines(p.judgedSet, part.name, lists, own)
		for i, v := range standard()[:2] {
			p.strangersLine(b, part.name, v.Name, lists[i], own)
		}
		p.twinLines(b, part.name, "misspelt", lists[0], func(n eic.NeedID) bool { return p.drawn[n].Misspelt })
		p.twinLines(b, part.name, "Spanish", lists[0], func(n eic.NeedID) bool { return p.drawn[n].Spanish })
		trapped := func(n eic.NeedID) bool { return p.drawn[n].Trap }
		b.line(part.name, "traps", p.part(lists[0], trapped))
		for i, v := range standard()[:2] {
			b.value(part.name, "false-friends", "%.3f of the first tens of traps, %.4f of all: %s",
				p.falseFriends(lists[i], trapped), p.falseFriends(lists[i], own), v.Name)
		}
	}
	return measured{b.String(), without}
}

// strangersLine writes the figures for relevant pairs that share no stem: those that
// share one are taken out of lists and judgements.
func (p *plantedSet) strangersLine(b *table, part, way string, lists []List, keep func(eic.NeedID) bool) {
	grades, relevant, strange := Grades{}, 0, 0
	kept := make([]List, len(lists))
	for i, need := range p.Needs {
		judged := p.Grades[need]
		for offer, grade := range judged {
			if grade < 2 {
				continue
			}
			relevant++
			if p.strangers(need, offer) {
				strange++
				if grades[need] == nil {
					grades[need] = map[eic.OfferID]int{}
				}
				grades[need][offer] = grade
			}
		}
		kept[i] = slices.DeleteFunc(slices.Clone(lists[i]), func(l Listed) bool { return judged[l.Offer] > 0 && grades[need][l.Offer] == 0 })
	}
	s := judgedSet{Set: &Set{Needs: p.Needs, Offers: p.Offers, Grades: grades}}
	b.line(part, "no-stem "+way, s.part(kept, func(n eic.NeedID) bool { return keep(n) && len(grades[n]) > 0 }))
	if way == "model" {
		b.value(part, "no-stem", "%.3f of the relevant pairs", float64(strange)/float64(relevant))
	}
}

// twinLines writes the figures of needs that have twins, of the twins, and their ratio.
func (p *plantedSet) twinLines(b *table, part, name string, lists []List, keep func(eic.NeedID) bool) {
	their := map[eic.NeedID]bool{}
	for _, need := range p.Needs {
		if keep(need) {
			their[p.twins[need]] = true
		}
	}
	f, twins := p.part(lists, keep), p.part(lists, func(n eic.NeedID) bool { return their[n] })
	b.line(part, name, f)
	b.line(part, "their-twins", twins)
	b.value(part, name, "%.3f of their twins", f.NDCG/twins.NDCG)
}

// falseFriends returns the share of the first tens that have the word a need turns on in
// another meaning.
func (p *plantedSet) falseFriends(lists []List, keep func(eic.NeedID) bool) float64 {
	places, friends := 0, 0
	for i, need := range p.Needs {
		if !keep(need) {
			continue
		}
		for _, l := range lists[i][:min(pageDepth, len(lists[i]))] {
			places++
			if slices.Contains(p.friends[need], l.Offer) {
				friends++
			}
		}
	}
	return float64(friends) / float64(places)
}

func scifactFigures(t testing.TB) measured {
	s, there := scifact(t)
	if !there {
		return measured{}
	}
	b := &table{set: "scifact"}
	all := func(eic.NeedID) bool { return true }
	lists := s.ranked(t, append(standard(), contentAblations()...))
	b.standardLines(s, "all", lists, all)
	off := s.part(lists[len(standard())], all)
	words := s.part(lists[1], all)
	b.line("all", "topics-off", off)
	gain, p := Compare(off.PerNeed, words.PerNeed)
	b.value("all", "off-over-BM25", "%+.3f p %.3f", gain, p)
	return measured{b.String(), s.ablationLines("scifact", contentAblations(), lists, all)}
}
