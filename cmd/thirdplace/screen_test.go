package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/screen"
)

// What the people of the demonstration write is what people write: none of it is sent back.
func TestDemonstrationIsNotScreened(t *testing.T) {
	lines, err := demoText("*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	texts := 0
	for line := range strings.Lines(string(lines)) {
		var said struct{ Title, Description, Question, Method string }
		if err := json.Unmarshal([]byte(line), &said); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, text := range []string{said.Title, said.Description, said.Question, said.Method} {
			texts++
			if found := screen.Text(text); len(found) > 0 {
				t.Errorf("%q: found %+v", text, found)
			}
		}
	}
	if texts < 400 {
		t.Errorf("only %d texts", texts)
	}
}
