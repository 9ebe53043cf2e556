package quality

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/ingest"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/quality/plant"
)

// The judged sets this project has.

// judgedSet is a set with what its figures are broken down by.
type judgedSet struct {
	*Set
	service *app.Service // it is imported into
	half    map[eic.NeedID]string
	style   map[eic.NeedID]string
}

const (
	demoCluster = "../../cmd/thirdplace/demo/"
	demoFolder  = "../match/testdata/demo/"
)

// demoSet is the fictional cluster, judged by hand: internal/match/testdata/demo
// has its description.
func demoSet(t testing.TB) judgedSet {
	t.Helper()
	cluster, needs := readFile(t, demoCluster+"cluster.ndjson"), readFile(t, demoFolder+"needs.ndjson")
	files := written(t, cluster+needs, cluster, readFile(t, demoFolder+"judgements.tsv"))
	files.Today = today
	s := judgedSet{service: newService(t, nil), half: map[eic.NeedID]string{}, style: map[eic.NeedID]string{}}
	s.Set = opened(t, files)
	places := ingest.Options{Format: "geonames", Files: []string{demoCluster + "places.tsv"}}
	if sum, err := ingest.Run(t.Context(), places, s.service); err != nil || sum.Imported == 0 {
		t.Fatal(sum, err)
	}
	s.imported(t)
	for row := range strings.Lines(readFile(t, demoFolder+"split.tsv")) {
		cells := strings.Split(strings.TrimSpace(row), "\t")
		for _, need := range s.Needs {
			if s.Name(eic.ID(need)) == cells[0] {
				s.half[need], s.style[need] = cells[1], cells[2]
			}
		}
	}
	return s
}

// scifact are scientific claims and abstracts (SciFact, Wadden et al. 2020), where
// they lie beside the repository.
func scifact(t testing.TB) (s judgedSet, there bool) {
	t.Helper()
	dir := os.Getenv("THIRDPLACE_FIELD_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	dir = filepath.Join(dir, "judged", "scifact-dev")
	if _, err := os.Stat(dir); err != nil {
		return s, false
	}
	s = judgedSet{service: newService(t, nil)}
	s.Set = opened(t, Files{
		Needs: filepath.Join(dir, "needs.jsonl.gz"), Offers: filepath.Join(dir, "offers.jsonl.gz"),
		Judgements: filepath.Join(dir, "qrels.jsonl.gz"),
	})
	s.imported(t)
	return s, true
}

// plantedSet is a drawn set with what is known of its needs and texts.
type plantedSet struct {
	judgedSet
	drawn   map[eic.NeedID]plant.Need
	twins   map[eic.NeedID]eic.NeedID // of each need that has one
	friends map[eic.NeedID][]eic.OfferID
	stems   map[eic.ID][]string // of each need and offer, sorted
}

// The seeds of planted sets: one to look at when something is changed, one to
// report.
const (
	devSeed  = 1
	testSeed = 2
)

func planted(t testing.TB, seed uint64, needs, offers int) plantedSet {
	t.Helper()
	topics, err := app.ShippedTopics()
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := plant.New(topics, plant.Plan{Seed: seed, Needs: needs, Offers: offers, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	var needLines, offerLines, judged bytes.Buffer
	var all []plant.Need
	friends := map[string][]string{}
	for n := range drawn.Needs() {
		all = append(all, n)
		needLines.Write(n.Lines)
		for _, j := range drawn.Judge(n) {
			fmt.Fprintf(&judged, "%s\t%s\t%d\n", n.ID, j.Offer, j.Grade)
			if j.False {
				friends[n.ID] = append(friends[n.ID], j.Offer)
			}
		}
	}
	var offered []plant.Offer
	for o := range drawn.Offers() {
		offered = append(offered, o)
		offerLines.Write(o.Lines)
	}
	p := plantedSet{judgedSet: judgedSet{service: newService(t, nil)}}
	p.Set = opened(t, written(t, needLines.String(), offerLines.String(), judged.String()))
	p.imported(t)
	p.learn(all, offered, friends)
	return p
}

// learn notes what is known of the needs and offers, by the ids they have now.
func (p *plantedSet) learn(needs []plant.Need, offers []plant.Offer, friends map[string][]string) {
	p.drawn, p.twins, p.friends = map[eic.NeedID]plant.Need{}, map[eic.NeedID]eic.NeedID{}, map[eic.NeedID][]eic.OfferID{}
	p.stems = map[eic.ID][]string{}
	byName := map[string]eic.OfferID{}
	for i, o := range offers {
		byName[o.ID] = p.Offers[i]
		p.stems[eic.ID(p.Offers[i])] = stemsOf(o.Title, o.Body)
	}
	for i, n := range needs {
		id := p.Needs[i]
		p.drawn[id], p.stems[eic.ID(id)] = n, stemsOf(n.Title, n.Body)
		if n.TwinOf != "" {
			p.twins[p.Needs[i-1]] = id
		}
		for _, name := range friends[n.ID] {
			p.friends[id] = append(p.friends[id], byName[name])
		}
	}
}

// stemsOf returns the distinct tokens of a text.
func stemsOf(title, body string) []string {
	text := match.Analyse(title, body)
	var stems []string
	for _, w := range slices.Concat(text.Title, text.Body) {
		stems = append(stems, w.English, w.Spanish)
	}
	slices.Sort(stems)
	return slices.Compact(stems)
}

// strangers reports whether a need and an offer have no stem in common.
func (p *plantedSet) strangers(need eic.NeedID, offer eic.OfferID) bool {
	theirs := p.stems[eic.ID(offer)]
	return !slices.ContainsFunc(p.stems[eic.ID(need)], func(stem string) bool {
		_, found := slices.BinarySearch(theirs, stem)
		return found
	})
}

func opened(t testing.TB, files Files) *Set {
	t.Helper()
	set, err := Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func (s judgedSet) imported(t testing.TB) {
	t.Helper()
	if err := Import(t.Context(), s.service, s.Set); err != nil {
		t.Fatal(err)
	}
}

// ranked ranks all needs of a set in some variants.
func (s judgedSet) ranked(t testing.TB, variants []Variant) [][]List {
	t.Helper()
	lists, err := Rank(t.Context(), s.service, s.Needs, variants)
	if err != nil {
		t.Fatal(err)
	}
	return lists
}

// part measures the lists of some of the needs.
func (s judgedSet) part(lists []List, keep func(eic.NeedID) bool) Figures {
	var needs []eic.NeedID
	var kept []List
	for i, need := range s.Needs {
		if keep(need) {
			needs, kept = append(needs, need), append(kept, lists[i])
		}
	}
	return Measure(needs, kept, s.Grades, len(s.Offers))
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
