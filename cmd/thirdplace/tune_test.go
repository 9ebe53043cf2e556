package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/match"
)

// manyJudged is a judged set that is large enough to be fitted to.
func (w *world) manyJudged(needs int) []string {
	var n, o, q strings.Builder
	for i := range needs {
		word := fmt.Sprintf("craft%c%c", 'a'+i%26, 'a'+i/26)
		fmt.Fprintf(&n, `{"id":"n%d","title":"%s for a class"}`+"\n", i, word)
		fmt.Fprintf(&o, `{"id":"a%d","title":"%s"}`+"\n"+`{"id":"b%d","title":"Evenings","text":"%s and more"}`+"\n", i, word, i, word)
		fmt.Fprintf(&q, "n%d\ta%d\t3\nn%d\tb%d\t1\n", i, i, i, i)
	}
	return w.judged(n.String(), o.String(), q.String())[1:]
}

// TestTune: what it writes is what the service reads.
func TestTune(t *testing.T) {
	w := newWorld(t)
	set := w.manyJudged(40)
	out := filepath.Join(t.TempDir(), "weights.json")
	got := w.run(append([]string{"tune", "--out", out}, set...)...)
	w.want(got, exitOK, "")
	for _, want := range []string{"held back", "before", "after", "topic", "place", "nDCG@10, held back  1.0000  1.0000", "no better: keep the weights you have"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q is not in\n%s", want, got.out)
		}
	}
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	weights, err := match.ReadWeights(file)
	if err != nil || weights.TopicCover != match.DefaultWeights().TopicCover {
		t.Errorf("read %+v, %v", weights, err)
	}
	again := w.run(append([]string{"tune", "--weights", out}, set...)...)
	w.want(again, exitOK, "")
}

func TestTuneFaults(t *testing.T) {
	w := newWorld(t)
	few := w.manyJudged(4)
	for _, test := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"two files", few[:2], exitUsage, "name three files"},
		{"too little", few, exitFailed, "Too few needs are judged"},
		{"weights that are none", append(few, "--weights", w.file("more", `{"txt": 7}`)), exitUsage, "more.txt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.want(w.run(append([]string{"tune"}, test.args...)...), test.code, test.says)
		})
	}
}
