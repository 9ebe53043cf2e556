package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/quality"
)

const (
	judgedNeeds = `{"id":"n1","title":"Why do bees matter?","text":"Pollination in our garden"}
{"type":"Need","externalId":"n2","title":"How is bread made?","grades":["G04"],"postedBy":"teacher"}
`
	judgedOffers = `{"id":"o1","title":"Beekeeping","text":"Hives, honey and pollination"}
{"id":"o2","title":"Baking bread","tags":["bread","flour"]}
{"id":"o3","title":"A bakery","text":"Cakes and bread since 1950"}
`
	judgements = "need\toffer\tgrade\nn1\to1\t3\nn2\to2\t3\nn2\to3\t1\nn9\to1\t1\n"
)

// judged writes a judged set and returns the arguments that name it. What is
// left behind in the folder for temporary files is an error.
func (w *world) judged(needs, offers, qrels string) []string {
	w.t.Helper()
	tmp := w.t.TempDir()
	for _, variable := range []string{"TMPDIR", "TMP", "TEMP"} {
		w.t.Setenv(variable, tmp)
	}
	w.t.Cleanup(func() {
		if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
			w.t.Errorf("left behind: %v, %v", left, err)
		}
	})
	return []string{"evaluate", w.file("needs", needs), w.file("offers", offers), w.file("qrels", qrels)}
}

func TestEvaluate(t *testing.T) {
	w := newWorld(t)
	args := w.judged(judgedNeeds, judgedOffers, judgements)
	got := w.run(args...)
	w.want(got, exitOK, "1 judgements name needs or offers that are not in the files")
	for _, want := range []string{"2 needs, 2 of them with an offer worth something, 3 offers, 3 pairs", "nDCG@10", "model", "BM25, title three times"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q is not in\n%s", want, got.out)
		}
	}
	if _, err := os.Stat(w.dir); err == nil {
		t.Error("the data folder was made")
	}
	again := w.run(args...)
	if again.out != got.out {
		t.Errorf("the second time:\n%s\nthe first time:\n%s", again.out, got.out)
	}
	asJSON := w.run(append(args, "--json", "--today", "2031-01-06")...)
	var report quality.Report
	if err := json.Unmarshal([]byte(asJSON.out), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Rows) != 3 || report.Needs != 2 || report.Rows[0].MRR != 1 || report.Rows[0].Recall != 1 || report.Left != 1 {
		t.Errorf("got %+v", report)
	}
}

func TestEvaluateFaults(t *testing.T) {
	w := newWorld(t)
	good := w.judged(judgedNeeds, judgedOffers, judgements)
	bad := w.file("bad", `{"type":"Need","externalId":"n1","grades":["G99"]}`)
	for _, test := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"two files", good[:3], exitUsage, "name three files"},
		{"no day", append(good, "--today", "soon"), exitUsage, "--today soon"},
		{"a missing file", []string{"evaluate", filepath.Join(w.dir, "missing"), good[2], good[3]}, exitFailed, "missing"},
		{"a bad line", []string{"evaluate", bad, good[2], good[3]}, exitFailed, "bad:1.grades.0"},
		{"nothing judged", []string{"evaluate", good[1], good[2], w.file("empty", "n8\to9\t1\n")}, exitFailed, "empty"},
		{"weights out of range", append(good, "--weights", w.file("weights", `{"text": 7}`)), exitUsage, "weights.text"},
		{"weights that are none", append(good, "--weights", w.file("more", `{"txt": 7}`)), exitUsage, "more.txt"},
		{"weights that are missing", append(good, "--weights", filepath.Join(w.dir, "none")), exitUsage, "--weights: "},
		{"places that are none", append(good, "--places", good[1]), exitFailed, "--places"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.want(w.run(test.args...), test.code, test.says)
		})
	}
}

// TestEvaluateWeights: the model's row changes with the weights, the yardstick does not.
func TestEvaluateWeights(t *testing.T) {
	w := newWorld(t)
	args := append(w.judged(judgedNeeds, judgedOffers, judgements), "--json")
	rows := func(args []string) []quality.Row {
		var report quality.Report
		if err := json.Unmarshal([]byte(w.run(args...).out), &report); err != nil {
			t.Fatal(err)
		}
		return report.Rows
	}
	before := rows(args)
	after := rows(append(args, "--weights", w.file("weights", `{"great": 0.9, "good": 0.9, "fair": 0.9}`)))
	if before[0].Filled != 1 || after[0].Filled != 0 {
		t.Errorf("filled %v before and %v after, want 1 and 0", before[0].Filled, after[0].Filled)
	}
	if before[1].NDCG != after[1].NDCG {
		t.Errorf("BM25 was %v and is %v", before[1].NDCG, after[1].NDCG)
	}
}
