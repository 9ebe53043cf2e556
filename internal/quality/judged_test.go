package quality

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// written writes the three files of a set.
func written(t testing.TB, needs, offers, judgements string) Files {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return Files{Needs: file("needs", needs), Offers: file("offers", offers), Judgements: file("judgements", judgements)}
}

const (
	bareNeeds  = `{"id":1,"title":"Why do bees matter?","text":"","tags":["bees"]}` + "\n" + `{"id":"2","text":"How do bridges stand?"}` + "\n"
	bareOffers = `{"id":"a","title":"Beekeeping","text":"Hives and honey"}` + "\n" + `{"id":"b","title":"Bridges","text":"Trusses"}` + "\n"
)

func TestOpenJudgements(t *testing.T) {
	for _, test := range []struct{ name, judgements string }{
		{"three columns", "1\ta\t2\n1\tb\t0\n2\tb\t1\n"},
		{"a header and more columns", "need\toffer\tgrade\twhy\n1\ta\t2\tYes.\n2\tb\t1\tWell.\n"},
		{"lines of JSON", `{"need":1,"offer":"a","rel":2}` + "\n" + `{"need":"2","offer":"b","rel":1}` + "\n"},
		{"the same said twice", "1\ta\t2\n1\ta\t2\n2\tb\t1\n"},
		{"of what is not there", "1\ta\t2\n2\tb\t1\n3\ta\t1\n1\tc\t1\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			set, err := Open(written(t, bareNeeds, bareOffers, test.judgements))
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			for need, judged := range set.Grades {
				for offer, grade := range judged {
					got[set.Name(eic.ID(need))+set.Name(eic.ID(offer))] = grade
				}
			}
			if len(got) != 2 || got["1a"] != 2 || got["2b"] != 1 {
				t.Errorf("got %v", got)
			}
			if left := strings.Count(test.name, "not there") * 2; set.Left != left {
				t.Errorf("%d left out, want %d", set.Left, left)
			}
		})
	}
}

func TestOpenFaults(t *testing.T) {
	const good = "1\ta\t2\n"
	for _, test := range []struct{ name, needs, offers, judgements, at string }{
		{"no JSON", "bees\n", bareOffers, good, "needs:1"},
		{"an unknown field", `{"id":"1","titel":"Bees"}`, bareOffers, good, "needs:1.titel"},
		{"no text", bareNeeds + `{"id":"3"}`, bareOffers, good, "needs:3.title"},
		{"the same id twice", bareNeeds, bareOffers + bareOffers, good, "offers:3.externalId"},
		{"two columns", bareNeeds, bareOffers, good + "1\ta\n", "judgements:2"},
		{"no grade", bareNeeds, bareOffers, good + "1\tb\tyes\n", "judgements:2.grade"},
		{"two grades", bareNeeds, bareOffers, good + "1\ta\t3\n", "judgements:2.1 a"},
		{"no needs", "", bareOffers, good, ""},
		{"no judgements", bareNeeds, bareOffers, "\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(written(t, test.needs, test.offers, test.judgements))
			var e *fault.Error
			if !errors.As(err, &e) || e.Kind != fault.Invalid {
				t.Fatalf("got %v, want Invalid", err)
			}
			if test.at == "" {
				return
			}
			if len(e.Fields) == 0 || !strings.HasSuffix(e.Fields[0].Path, test.at) {
				t.Errorf("got %v, want one at %s", e.Fields, test.at)
			}
		})
	}
}

// TestStandIns: a set is imported whatever its files leave out, and ranked with
// what they have.
func TestStandIns(t *testing.T) {
	needs := `{"type":"Need","externalId":"n","cluster":"c","postedBy":"p","onBehalfOf":"s","title":"Why do bees matter?","status":"WITHDRAWN"}` + "\n" +
		bareNeeds
	offers := `{"type":"FundOfKnowledge","externalId":"o","cluster":"c","offeredBy":"q","title":"Bees and hives"}` + "\n" +
		`{"type":"Organization","externalId":"org","cluster":"c","kind":"COMPANY","name":"Bee Software"}` + "\n" +
		`{"type":"FundOfKnowledge","externalId":"own","cluster":"c","offeredBy":"org","title":"Bees in the city"}` + "\n" +
		`{"type":"PilotOffer","externalId":"pilot","cluster":"c","offeredBy":"r","product":"x","title":"A game about bees","window":{"start":"@+1","end":"@+90"}}` + "\n" +
		`{"type":"Need","externalId":"other","cluster":"c","postedBy":"p","title":"Bees, once more"}` + "\n" +
		bareOffers
	files := written(t, needs, offers, "n\to\t3\n1\ta\t1\n")
	files.Today = today
	set, err := Open(files)
	if err != nil {
		t.Fatal(err)
	}
	service := newService(t, nil)
	if err := Import(t.Context(), service, set); err != nil {
		t.Fatal(err)
	}
	lists, err := Rank(t.Context(), service, set.Needs, []Variant{{}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for i, need := range set.Needs {
		for _, l := range lists[0][i] {
			got[set.Name(eic.ID(need))] += set.Name(eic.ID(l.Offer)) + " "
		}
	}
	if len(strings.Fields(got["n"])) != 3 || got["1"] != "a " || got["2"] != "b " {
		t.Errorf("got %q: want three for n, a for 1 and b for 2", got)
	}
}

func TestImportFaults(t *testing.T) {
	offers := bareOffers + "\n" + `{"type":"FundOfKnowledge","externalId":"o","title":"Bees","grades":["G99"]}`
	set, err := Open(written(t, bareNeeds, offers, "1\ta\t1\n"))
	if err != nil {
		t.Fatal(err)
	}
	err = Import(t.Context(), newService(t, nil), set)
	var e *fault.Error
	if !errors.As(err, &e) || len(e.Fields) != 1 || !strings.HasSuffix(e.Fields[0].Path, "offers:4.grades.0") {
		t.Errorf("got %v, want a fault at offers:4.grades.0", err)
	}
}

func TestLongTitles(t *testing.T) {
	long := strings.Repeat("bees and hives ", 20)
	set, err := Open(written(t, `{"id":"1","title":"`+long+`","text":"honey\u0001 too"}`, bareOffers, "1\ta\t1\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Import(t.Context(), newService(t, nil), set); err != nil {
		t.Error(err)
	}
	if got := string(set.Lines); strings.Count(got, "hives") != 20 || !strings.Contains(got, "honey  too") {
		t.Errorf("something is lost: %s", got)
	}
}
