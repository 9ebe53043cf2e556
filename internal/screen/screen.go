package screen

import (
	_ "embed" // for the names
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Reason is what is wrong with a part of a text.
type Reason string

// The reasons.
const (
	Diagnosis   Reason = "diagnosis"    // of a person who is named
	Plan        Reason = "plan"         // an IEP or a 504 plan of a person who is named
	BirthDate   Reason = "birth date"   // of anybody born since 2000
	Phone       Reason = "phone"        // a telephone number
	PupilNumber Reason = "pupil number" // what a school or a state calls a pupil by
)

// Finding is a part of a text and what is wrong with it.
type Finding struct {
	Reason     Reason
	Text       string
	Start, End int // in runes
}

// Text returns what in a text tells of a pupil, in the order in which it stands there.
// Time is linear in the length of the text.
func Text(text string) []Finding {
	var list []Finding
	lower := strings.ToLower(text)
	for _, p := range patterns {
		if !slices.ContainsFunc(hints[p.reason], func(hint string) bool { return strings.Contains(lower, hint) }) {
			continue
		}
		for _, at := range p.finds.FindAllStringSubmatchIndex(text, -1) {
			if p.name > 0 && !named(text, at, p.name) {
				continue
			}
			list = append(list, Finding{
				Reason: p.reason, Text: text[at[0]:at[1]],
				Start: utf8.RuneCountInString(text[:at[0]]), End: utf8.RuneCountInString(text[:at[1]]),
			})
		}
	}
	slices.SortFunc(list, func(a, b Finding) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return strings.Compare(string(a.Reason), string(b.Reason))
	})
	return slices.CompactFunc(list, func(a, b Finding) bool { return a.Reason == b.Reason && b.Start < a.End })
}

// pattern finds one way of saying a thing; name is the number of the group that has to
// be a name, 0 for none.
type pattern struct {
	reason Reason
	name   int
	finds  *regexp.Regexp
}

// hints are pieces of words, in lower case, of which a text has one at least if there
// is something to find: most texts have none, and are not looked at any closer.
var hints = map[Reason][]string{
	Diagnosis: {"auti", "asd", "adhd", "add", "dysl", "dysc", "dysg", "disl", "disc", "down", "palsy", "parálisis", "paralisis", "epil", "seizure", "convul",
		"depre", "anxi", "ansie", "bipolar", "ocd", "ptsd", "tourette", "asperger", "diabet", "asthma", "asma", "disab", "disorder", "impair", "delay", "trastorno",
		"anorex", "mutism", "fetal", "trauma", "brain", "leuk", "leuc", "cancer", "cáncer", "hiv", "suicid", "deaf", "blind", "sord", "cieg", "verbal", "spectrum", "special ed", "disturbed", "diagn", "medic",
		"meds", "behavior plan", "tda"},
	Plan:        {"iep", "i.e.p", "504", "pei", "individual"},
	BirthDate:   {"born", "birth", "dob", "d.o.b", "naci", "cumple"},
	Phone:       {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
	PupilNumber: {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
}

//go:embed names.txt
var nameList string

// names are usual given names, in lower case and without accents.
var names = func() map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(nameList) {
		all[name] = true
	}
	return all
}()

var plainLetters = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n",
	"Á", "a", "É", "e", "Í", "i", "Ó", "o", "Ú", "u", "Ñ", "n")

// named reports whether a word of a group is a usual given name. It need not be the
// first: a sentence may begin before it.
func named(text string, at []int, group int) bool {
	for word := range strings.FieldsSeq(text[at[2*group]:at[2*group+1]]) {
		if names[plainLetters.Replace(strings.ToLower(word))] {
			return true
		}
	}
	return false
}
