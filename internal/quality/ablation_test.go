package quality

import (
	"fmt"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// modelDocument has the table of ablations between the two marks.
const (
	modelDocument  = "../../docs/matching.md"
	ablationsBegin = "| set | without | nDCG@10 | change | p |\n| --- | --- | --- | --- | --- |\n"
	ablationsEnd   = "\n<!-- end of the ablations -->"
)

// ablationTable returns the lines of the table in the document, and what is
// around them.
func ablationTable(t testing.TB) (before, table, after string) {
	t.Helper()
	head, rest, began := strings.Cut(readFile(t, modelDocument), ablationsBegin)
	table, tail, ended := strings.Cut(rest, ablationsEnd)
	if !began || !ended {
		t.Fatalf("%s has no table of ablations", modelDocument)
	}
	return head + ablationsBegin, table, ablationsEnd + tail
}

// ablations are the model without one of its parts each; the first is without topics.
func ablations() []Variant { return append(contentAblations(), contextAblations()...) }

// contentAblations are those that show where needs and offers are texts alone.
func contentAblations() []Variant {
	return []Variant{
		{"topics", func(w *match.Weights) { w.Topic, w.OtherWords, w.OtherSense = 0, 0, 0 }},
		{"TOPIC", func(w *match.Weights) { w.Topic = 0 }},
		{"TOPIC: related topics", func(w *match.Weights) { w.Narrower, w.Broader, w.Related, w.TwoEdges = 0, 0, 0, 0 }},
		{"TOPIC: its floor", func(w *match.Weights) { w.TopicFloor = 0 }},
		{"TOPIC: how far it covers", func(w *match.Weights) { w.TopicCover = .01 }},
		{"TEXT: title three times", func(w *match.Weights) { w.TitleWeight = 1 }},
		{"TEXT: likeness of spelling", func(w *match.Weights) { w.GramShare = 0 }},
		{"TEXT: best passage", func(w *match.Weights) { w.PassageShare = 0 }},
		{"TEXT: words spelt nearly so", func(w *match.Weights) { w.NearWords, w.NearShare = 0, 0 }},
		{"TEXT: telling words", func(w *match.Weights) { w.TellingWords = 1000 }},
		{"TEXT: words that only ask", func(w *match.Weights) { w.AskShare = 1 }},
		{"TEXT: said in other words", func(w *match.Weights) { w.OtherWords = 0 }},
		{"TEXT: another sense", func(w *match.Weights) { w.OtherSense = 0 }},
	}
}

func contextAblations() []Variant {
	silent := func(context func(*match.Weights) *match.Context) func(*match.Weights) {
		return func(w *match.Weights) { context(w).Weight = 0 }
	}
	return []Variant{
		{"CURRICULUM", silent(func(w *match.Weights) *match.Context { return &w.Curriculum })},
		{"MODE", silent(func(w *match.Weights) *match.Context { return &w.Mode })},
		{"PLACE", silent(func(w *match.Weights) *match.Context { return &w.Place })},
		{"TIME", silent(func(w *match.Weights) *match.Context { return &w.Time })},
		{"WISHES", func(w *match.Weights) { w.WishStrength = noWishes }},
	}
}

// ablationLines writes what each part of the model is worth on a set. The lists
// are of the standard ways and then of these variants.
func (s judgedSet) ablationLines(set string, variants []Variant, lists [][]List, keep func(eic.NeedID) bool) string {
	var b strings.Builder
	model := s.part(lists[0], keep)
	fmt.Fprintf(&b, "| %s | nothing | %.4f | | |\n", set, model.NDCG)
	for i, v := range variants {
		f := s.part(lists[len(standard())+i], keep)
		change, p := Compare(f.PerNeed, model.PerNeed)
		fmt.Fprintf(&b, "| %s | %s | %.4f | %+.4f | %.3f |\n", set, v.Name, f.NDCG, change, p)
	}
	return b.String()
}
