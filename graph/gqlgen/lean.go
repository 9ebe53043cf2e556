package main

import (
	"fmt"
	"os"
	"regexp"

	"golang.org/x/tools/imports"
)

// cuts are what is taken out of the executor that gqlgen writes: for every object
// of an answer it would make what @defer needs, the object's path among it, and
// for every field an error that nobody sees. Together they are a third of what an
// answer allocates.
var cuts = []struct {
	what string
	find *regexp.Regexp
	put  string
}{
	{"the fields put off", regexp.MustCompile(`\n\tdeferredFieldSet := graphql\.NewFieldSet\(nil\)\n\tdeferLabelToView := [^\n]*`), ""},
	{"putting one off", regexp.MustCompile(`(?s)\n\t\t\tif field\.IsDeferred\(\) \{.*?\n\t\t\t\}\n`), ""},
	{"answering them", regexp.MustCompile(`(?s)\n\tatomic\.AddInt32\(&ec\.Deferred, .*?\n\t\}\)\n`), ""},
	{"errors", regexp.MustCompile(`errors\.New\("field of type \w+ does not have child fields"\)`), "errNoChildren"},
}

const declared = `
// errNoChildren is for a field that has none.
var errNoChildren = errors.New("it does not have child fields")
`

// lean rewrites the executor in a file. It fails if gqlgen does not write any more
// what is to be taken out.
func lean(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, cut := range cuts {
		if !cut.find.Match(text) {
			return fmt.Errorf("%s: gqlgen writes %s in another way: see to lean.go", file, cut.what)
		}
		text = cut.find.ReplaceAll(text, []byte(cut.put))
	}
	text, err = imports.Process(file, append(text, declared...), nil)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
