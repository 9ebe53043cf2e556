package wording

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// codes reads the codes of package fault and how many arguments their comments
// name.
func codes(t *testing.T) map[fault.Code]int {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../fault/code.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	found := map[fault.Code]int{}
	for _, declared := range file.Decls {
		group, ok := declared.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			values := spec.(*ast.ValueSpec).Values
			for _, v := range values {
				code, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				found[fault.Code(code)]++
			}
		}
	}
	if len(found) < 50 {
		t.Fatalf("found only %d codes", len(found))
	}
	return found
}

func TestEveryCodeHasASentence(t *testing.T) {
	known := codes(t)
	for code := range known {
		for _, lang := range tongues {
			p, ok := errorPhrases[code]
			if !ok || strings.TrimSpace(p.text(lang)) == "" {
				t.Errorf("%s: has no sentence in %s", code, lang)
			}
		}
	}
	for code := range errorPhrases {
		if known[code] == 0 {
			t.Errorf("%s: has a sentence and is no code", code)
		}
	}
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	for code, p := range errorPhrases {
		for i := range 4 {
			slot := "{" + strconv.Itoa(i)
			if strings.Contains(p.en, slot) != strings.Contains(p.es, slot) {
				t.Errorf("%s: only one language says argument %d", code, i)
			}
		}
	}
}

func TestPick(t *testing.T) {
	cases := []struct {
		name, accept    string
		person, cluster eic.Language
		want            eic.Language
	}{
		{"nothing said", "", "", "", "en"},
		{"the header", "es", "en", "en", "es"},
		{"a region", "es-MX,es;q=0.9,en;q=0.8", "", "", "es"},
		{"weights", "en;q=0.3, es;q=0.4", "", "", "es"},
		{"first of equals", "en, es", "", "", "en"},
		{"case and blanks", " ES ; Q=0.7 ", "", "", "es"},
		{"refused", "es;q=0", "", "", "en"},
		{"malformed weight", "es;q=most", "en", "", "en"},
		{"weight out of range", "es;q=7", "en", "", "en"},
		{"anything", "*", "es", "en", "es"},
		{"a language without sentences", "fr", "es", "en", "es"},
		{"the person's has none either", "fr", "so", "es", "es"},
		{"nobody's has", "fr", "so", "fr", "en"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Pick(c.accept, c.person, c.cluster); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	cases := []struct {
		value  any
		en, es string
	}{
		{999, "999", "999"},
		{1000, "1,000", "1000"},
		{-12345, "-12,345", "-12\u00a0345"},
		{int64(1_000_000), "1,000,000", "1\u00a0000\u00a0000"},
		{1.5, "1.5", "1,5"},
		{2.0, "2", "2"},
		{mustDay("2031-02-03"), "February 3, 2031", "3 de febrero de 2031"},
		{[]string{"a"}, "a", "a"},
		{[]string{"a", "b", "c"}, "a, b and c", "a, b y c"},
		{[]string{"a", "iglesia"}, "a and iglesia", "a e iglesia"},
		{[]string{"a", "hielo"}, "a and hielo", "a y hielo"},
		{[]string{"a", "«historia»"}, "a and «historia»", "a e «historia»"},
	}
	for _, c := range cases {
		p := phrase{"{0}", "{0}"}
		if got := p.in(eic.English, c.value); got != c.en {
			t.Errorf("%v: got %q, want %q", c.value, got, c.en)
		}
		if got := p.in(eic.Spanish, c.value); got != c.es {
			t.Errorf("%v: got %q, want %q", c.value, got, c.es)
		}
	}
	if got := choice(eic.Spanish, []string{"uno", "ocho"}); got != "uno u ocho" {
		t.Errorf("got %q", got)
	}
}

func TestMessage(t *testing.T) {
	_, step := eic.OfferLifecycle().Step(eic.OfferOpen, eic.OfferListed)
	_, final := eic.OfferLifecycle().Step(eic.OfferClosed, eic.OfferOpen)
	var several fault.Fields
	several.Say("need.title", fault.Required)
	several.Say("need.grades.0", fault.GradeBand, "K-5")
	cases := []struct {
		name string
		err  error
		want string
	}{
		{"a step that may not be", step, "This is open and cannot be listed from a public record next. From here it can be: paused or closed."},
		{"the last state", final, "This is closed and cannot be open next. It is final."},
		{"several fields", several.Err(), "Please look at the marked fields again.\n  need.title: This is needed.\n  need.grades.0: “K-5” is a span of grades; please name the grades one by one, such as KG and G01."},
		{"one field", fault.At("after", fault.BadCursor), "Please look at the marked fields again.\n  after: The list has changed too much to go on from here; please start again."},
		{"a cause", errors.New("disk on fire"), "Something went wrong: disk on fire."},
		{"a wrapped cause", fault.Wrap("open", errors.New("disk on fire")), "Something went wrong: open: INTERNAL: disk on fire."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Fault(eic.English, c.err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
