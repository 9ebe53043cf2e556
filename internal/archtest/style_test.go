package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"testing"
)

// The longest a hand-written file and function may be, in lines.
const (
	fileMost     = 400
	functionMost = 45
)

func TestLengths(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() || s.generated() {
			continue
		}
		if s.lines > fileMost {
			t.Errorf("%s: %d lines: a file tells one story in at most %d", s.path, s.lines, fileMost)
		}
		for _, declared := range s.file.Decls {
			f, ok := declared.(*ast.FuncDecl)
			if ok && s.span(f) > functionMost && !slices.Contains(testers, s.folder()) {
				t.Errorf("%s: %s has %d lines: a function has at most %d", s.path, f.Name.Name, s.span(f), functionMost)
			}
		}
	}
}

func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, declared := range s.file.Decls {
			f, ok := declared.(*ast.FuncDecl)
			if ok && f.Recv == nil && f.Name.Name == "init" && !s.generated() {
				t.Errorf("%s: has an init function: what must be done is called where it can be read", s.path)
			}
		}
	}
}

func TestNothingLeftForLater(t *testing.T) {
	later := regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)
	for _, s := range sources(t) {
		if s.generated() {
			continue
		}
		for _, group := range s.file.Comments {
			for _, comment := range group.List {
				if found := later.FindString(comment.Text); found != "" {
					t.Errorf("%s:%d: says %s: do it or drop it", s.path, s.at.Position(comment.Pos()).Line, found)
				}
			}
		}
	}
}

func TestPackagesSayWhatTheyAre(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t) {
		if !s.isTest() {
			said[s.folder()] = said[s.folder()] || s.generated() || s.file.Doc != nil
		}
	}
	for folder, ok := range said {
		if !ok {
			t.Errorf("%s: its package has no comment that says what it owns, what it refuses and where to start", folder)
		}
	}
}

func TestExportedNamesAreExplained(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() || s.generated() || s.file.Name.Name == "main" {
			continue
		}
		for _, declared := range s.file.Decls {
			for _, name := range unexplained(declared) {
				t.Errorf("%s:%d: %s is exported and has no comment", s.path, s.at.Position(declared.Pos()).Line, name)
			}
		}
	}
}

// unexplained lists the exported names of a declaration that have no comment.
func unexplained(declared ast.Decl) []string {
	switch d := declared.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d))) {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		if d.Doc == nil && d.Tok != token.IMPORT {
			return unexplainedSpecs(d.Specs)
		}
	}
	return nil
}

func unexplainedSpecs(specs []ast.Spec) []string {
	var names []string
	for _, spec := range specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Doc == nil && s.Comment == nil && s.Name.IsExported() {
				names = append(names, s.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if s.Doc == nil && s.Comment == nil && name.IsExported() {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}

// receiver is the name of a method's type.
func receiver(f *ast.FuncDecl) string {
	t := f.Recv.List[0].Type
	for {
		switch inner := t.(type) {
		case *ast.StarExpr:
			t = inner.X
		case *ast.IndexExpr:
			t = inner.X
		case *ast.IndexListExpr:
			t = inner.X
		case *ast.Ident:
			return inner.Name
		default:
			return ""
		}
	}
}
