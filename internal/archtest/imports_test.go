package archtest

import (
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		allowed, ok := rules[s.folder()]
		if !ok {
			t.Errorf("%s: its package has no row in the import rule", s.path)
			continue
		}
		for _, imported := range s.imports(t) {
			if why := refused(s, allowed, imported); why != "" {
				t.Errorf("%s: imports %s: %s", s.path, imported, why)
			}
		}
	}
}

// refused says why a file may not import a package; empty if it may.
func refused(s source, allowed rule, imported string) string {
	if within, ok := strings.CutPrefix(imported, module+"/"); ok {
		return refusedWithin(s, allowed, within)
	}
	host, _, _ := strings.Cut(imported, "/")
	switch {
	case strings.Contains(host, "."):
		if !slices.ContainsFunc(allowed.third, func(m string) bool { return covers(m, imported) }) {
			return "a third party that is confined to other packages, or to none yet"
		}
	case covers("testing", imported) && !s.isTest() && !slices.Contains(testers, s.folder()):
		return "package testing is for tests"
	}
	return ""
}

func refusedWithin(s source, allowed rule, within string) string {
	switch {
	case slices.Contains(allowed.within, anything), slices.Contains(allowed.within, within):
		return ""
	case s.isTest() && (within == s.folder() || slices.Contains(allowed.tests, within)):
		return ""
	}
	return s.folder() + " may import " + strings.Join(append(slices.Clone(allowed.within), "the standard library"), ", ")
}

// covers reports whether a package is of a module, or below another package.
func covers(module, imported string) bool {
	return imported == module || strings.HasPrefix(imported, module+"/")
}

// TestPureClosures follows imports of imports: what these packages reach is
// theirs and the standard library's, but for the third parties of match.
func TestPureClosures(t *testing.T) {
	for _, folder := range []string{"internal/fault", "internal/eic", "internal/match"} {
		t.Run(folder, func(t *testing.T) {
			list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", module+"/"+folder)
			var stderr bytes.Buffer
			list.Stderr = &stderr
			out, err := list.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, &stderr)
			}
			for reached := range strings.FieldsSeq(string(out)) {
				third := slices.ContainsFunc(rules[folder].third, func(m string) bool { return covers(m, reached) })
				if !third && !covers(module, reached) {
					t.Errorf("%s: reaches %s: it is to be made of the standard library and %v", folder, reached, rules[folder].third)
				}
			}
		})
	}
}

// TestRulesAreMinded fails for a row that nothing needs any more, but for those
// of packages to come.
func TestRulesAreMinded(t *testing.T) {
	used := map[string]map[string]bool{}
	for _, s := range sources(t) {
		if used[s.folder()] == nil {
			used[s.folder()] = map[string]bool{}
		}
		for _, imported := range s.imports(t) {
			for _, m := range rules[s.folder()].third {
				if covers(m, imported) {
					used[s.folder()][m] = true
				}
			}
		}
	}
	for folder, seen := range used {
		for _, m := range rules[folder].third {
			if !seen[m] {
				t.Errorf("%s: its row allows %s, which it does not import: take it out", folder, m)
			}
		}
	}
}

// TestRefused shows that the rule bites.
func TestRefused(t *testing.T) {
	cases := []struct {
		name, path, imported string
		may                  bool
	}{
		{"downwards", "internal/app/a.go", module + "/internal/eic", true},
		{"upwards", "internal/eic/a.go", module + "/internal/app", false},
		{"sideways", "internal/match/a.go", module + "/internal/store", false},
		{"the API around the use cases", "graph/a.go", module + "/internal/store", false},
		{"the same in a test", "graph/a_test.go", module + "/internal/store", true},
		{"assembly", "cmd/thirdplace/a.go", module + "/internal/store/sqlitestore", true},
		{"a confined module", "internal/app/a.go", "github.com/golang-jwt/jwt/v5", false},
		{"the same at home", "internal/auth/a.go", "github.com/golang-jwt/jwt/v5", true},
		{"a name that begins like it", "internal/auth/a.go", "github.com/golang-jwt/jwt/v55", false},
		{"a module nobody knows", "cmd/thirdplace/a.go", "example.com/m", false},
		{"testing in a program", "internal/app/a.go", "testing", false},
		{"testing in a suite", suite + "/a.go", "testing", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := source{path: c.path}
			if got := refused(s, rules[s.folder()], c.imported); (got == "") != c.may {
				t.Errorf("%s imports %s: refused %q, may %t", c.path, c.imported, got, c.may)
			}
		})
	}
}
