package ingest

import (
	"strings"
	"unicode"

	"github.com/edclusters/thirdplace/internal/fault"
)

// header knows the columns of a table by their headings. Case, blanks and
// punctuation do not count: "Org Code", "ORG_CODE" and "org-code" are one.
type header map[string]int

func newHeader(headings []string) header {
	h := header{}
	for i, heading := range headings {
		if _, repeated := h[folded(heading, "")]; !repeated {
			h[folded(heading, "")] = i
		}
	}
	return h
}

// find returns the column with the first of the headings that is there, or -1.
func (h header) find(headings ...string) int {
	for _, heading := range headings {
		if i, ok := h[folded(heading, "")]; ok {
			return i
		}
	}
	return -1
}

// need is find for a column without which nothing can be made of the file; that
// it is missing is noted with the headings known.
func (h header) need(faults *fault.Fields, field string, headings ...string) int {
	i := h.find(headings...)
	if i < 0 {
		faults.Say(field, fault.NoColumn, headings)
	}
	return i
}

// folded returns the letters and digits of a text in lower case, its words
// joined by between.
func folded(s, between string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, between)
}

// trimmed returns a text with single blanks between its words and none around.
func trimmed(s string) string { return strings.Join(strings.Fields(s), " ") }
