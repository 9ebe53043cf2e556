package ingest

import (
	"strings"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// usable returns the other labels of a topic that texts may be searched for,
// tidied. One longer than a label may be is left out, and told; one that is too
// short to mean one thing is not taken.
func usable(labels []string) (kept []string, left error) {
	for _, label := range labels {
		label = trimmed(label)
		switch n := utf8.RuneCountInString(label); {
		case n > eic.MaxTitle:
			left = leftOut{fault.At("altLabels", fault.TooLong, eic.MaxTitle, n)}
		case n > 0 && !tooShort(label):
			kept = append(kept, label)
		}
	}
	return kept, left
}

// What is too short to mean one thing.
const (
	leastWord         = 3 // letters of its longest word
	leastAbbreviation = 5 // letters of a word in capitals
)

// tooShort reports whether a label has no word of three letters, or is an
// abbreviation of fewer than five. "CEO" and "EMT" would do, but texts are
// searched without regard to case, and "WILD" (the wheel impact load detector),
// "CAT", "PTA" and "O & G" are found where schools mean something else.
func tooShort(label string) bool {
	words := strings.Fields(folded(label, " "))
	longest := 0
	for _, word := range words {
		longest = max(longest, utf8.RuneCountInString(word))
	}
	return longest < leastWord || len(words) == 1 && longest < leastAbbreviation && strings.ToUpper(label) == label
}

// distinct returns labels in their order, without those that differ from the
// preferred one or one before them in case and punctuation alone.
func distinct(preferred string, labels []string) []string {
	seen := map[string]bool{folded(preferred, " "): true}
	var kept []string
	for _, label := range labels {
		key := folded(label, " ")
		if key != "" && !seen[key] {
			seen[key] = true
			kept = append(kept, label)
		}
	}
	return kept
}
