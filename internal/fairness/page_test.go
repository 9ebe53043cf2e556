package fairness

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write docs/fairness.svg and the table of docs/fairness.md again")

const (
	page  = "../../docs/fairness.md"
	chart = "../../docs/fairness.svg"
	begin = "<!-- the table: go test ./internal/fairness -update -->\n"
	end   = "<!-- end of the table -->\n"
)

// TestFairness plays the years of the page. What it says must come out again, and
// what balance promises must hold in each of them: nobody is left unserved whom somebody
// would have served, visits are spread by a third more evenly, and lists lose
// no more than 2 % of what they are worth.
func TestFairness(t *testing.T) {
	if raced {
		t.Skip("three years take minutes under the race detector; make quality plays them without it")
	}
	var balanced, plain []Result
	for seed := range uint64(3) {
		b, p := Play(Usual(seed))
		balanced, plain = append(balanced, b), append(plain, p)
		if b.Missed > 0 {
			t.Errorf("year %d: %d needs not served though somebody would have said yes", seed, b.Missed)
		}
		if b.NDCG < .98*p.NDCG {
			t.Errorf("year %d: nDCG@10 %.4f, without balance %.4f", seed, b.NDCG, p.NDCG)
		}
	}
	gini := func(r Result) float64 { return r.LoadGini }
	if got, without := mean(balanced, gini), mean(plain, gini); got > without*2/3 {
		t.Errorf("Gini coefficient of visits %.3f, without balance %.3f: want a third less", got, without)
	}
	var table, svg bytes.Buffer
	if err := Table(&table, balanced, plain); err != nil {
		t.Fatal(err)
	}
	if err := Chart(&svg, balanced[0], plain[0]); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := bytes.Cut(text, []byte(begin))
	_, after, found := bytes.Cut(rest, []byte(end))
	if !found {
		t.Fatalf("%s has no place for the table", page)
	}
	compare(t, page, text, bytes.Join([][]byte{before, []byte(begin), table.Bytes(), []byte(end), after}, nil))
	drawn, _ := os.ReadFile(chart)
	compare(t, chart, drawn, svg.Bytes())
}

func compare(t *testing.T, name string, stands, made []byte) {
	t.Helper()
	if bytes.Equal(stands, made) {
		return
	}
	if !*update {
		t.Errorf("%s is not what comes out now: go test ./internal/fairness -update", name)
		return
	}
	if err := os.WriteFile(name, made, 0o644); err != nil {
		t.Fatal(err)
	}
}
