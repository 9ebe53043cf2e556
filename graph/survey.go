package graph

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/edclusters/thirdplace/internal/fault"
)

// What a document may have. Validation and execution take time that grows faster
// than a document does, so what is larger is refused before either. The longest
// operation that programs are known to send has a twentieth of this.
const (
	maxSource      = 16 << 10 // bytes
	maxTokens      = 2000
	maxDepth       = 16 // fields within fields; the whole of introspection has 15
	maxAliases     = 30
	maxDirectives  = 30
	maxRepeats     = 8 // of one name in the answer, within one pair of braces
	maxDefinitions = 40
	maxVariables   = 50
	maxNodes       = 1000 // fields and fragments, each spread counted as what it stands for
)

// survey measures a document and refuses one that has too much. It looks at
// each node once: what a fragment stands for is added up once and remembered,
// so that fragments which double what they spread cost no more than others.
func survey(doc *ast.QueryDocument) error {
	s := surveyor{fragments: map[string]*ast.FragmentDefinition{}, known: map[*ast.FragmentDefinition]*extent{}}
	s.most("definitions", len(doc.Operations)+len(doc.Fragments), maxDefinitions)
	for _, f := range doc.Fragments {
		if s.fragments[f.Name] == nil {
			s.fragments[f.Name] = f
		}
	}
	for _, f := range doc.Fragments {
		s.fragment(f)
	}
	variables := 0
	var all extent
	for _, o := range doc.Operations {
		variables += len(o.VariableDefinitions)
		for _, v := range o.VariableDefinitions {
			s.directed(v.Directives)
		}
		s.directed(o.Directives)
		all.add(s.selections(o.SelectionSet, map[string]int{}))
	}
	s.most("variables", variables, maxVariables)
	s.most("aliases", s.aliases, maxAliases)
	s.most("directives", s.directives, maxDirectives)
	s.extent(all)
	return s.err
}

// extent is how large a part of a document is once fragments are written out.
type extent struct{ nodes, depth int }

// add puts another part beside this one. It stops just above what is allowed
// instead of overflowing.
func (e *extent) add(beside extent) {
	e.nodes = min(e.nodes+beside.nodes, maxNodes+1)
	e.depth = max(e.depth, beside.depth)
}

// surveyor is what is known of a document so far.
type surveyor struct {
	fragments  map[string]*ast.FragmentDefinition
	known      map[*ast.FragmentDefinition]*extent // nil while it is being measured
	aliases    int
	directives int
	err        error // the first thing that is too much
}

func (s *surveyor) most(what string, n, most int) {
	if n > most && s.err == nil {
		s.err = fault.New(fault.Invalid, fault.BadDocument, fmt.Sprintf("it has more than %d %s", most, what))
	}
}

func (s *surveyor) extent(e extent) {
	s.most("levels", e.depth, maxDepth)
	s.most("fields, with those of its fragments", e.nodes, maxNodes)
}

// directed counts directives. @defer, which every schema of gqlgen has, would
// have an answer come in parts, which no transport here sends.
func (s *surveyor) directed(directives ast.DirectiveList) {
	s.directives += len(directives)
	if directives.ForName("defer") != nil && s.err == nil {
		s.err = fault.New(fault.Invalid, fault.BadDocument, "it has @defer, and answers come whole here")
	}
}

// fragment measures what a fragment stands for.
func (s *surveyor) fragment(f *ast.FragmentDefinition) extent {
	known, begun := s.known[f]
	switch {
	case known != nil:
		return *known
	case begun && s.err == nil:
		s.err = fault.New(fault.Invalid, fault.BadDocument, fmt.Sprintf("its fragment %q contains itself", clip(f.Name)))
	}
	if begun {
		return extent{}
	}
	s.known[f] = nil
	s.directed(f.Directives)
	e := s.selections(f.SelectionSet, map[string]int{})
	s.known[f] = &e
	s.extent(e)
	return e
}

// selections measures what stands within one pair of braces; repeats counts the
// names that its fields have in the answer.
func (s *surveyor) selections(set ast.SelectionSet, repeats map[string]int) (all extent) {
	for _, selection := range set {
		all.nodes = min(all.nodes+1, maxNodes+1)
		switch n := selection.(type) {
		case *ast.Field:
			s.directed(n.Directives)
			if n.Alias != n.Name {
				s.aliases++
			}
			repeats[n.Alias]++
			s.most("fields of one name in one place", repeats[n.Alias], maxRepeats)
			inner := s.selections(n.SelectionSet, map[string]int{})
			inner.depth++
			all.add(inner)
		case *ast.InlineFragment:
			s.directed(n.Directives)
			all.add(s.selections(n.SelectionSet, repeats))
		case *ast.FragmentSpread:
			s.directed(n.Directives)
			if f := s.fragments[n.Name]; f != nil { // validation tells of one that is not there
				all.add(s.fragment(f))
			}
		}
	}
	return all
}
