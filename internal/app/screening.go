package app

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/screen"
)

// told is what each finding of package screen is called when it is said back.
var told = map[screen.Reason]fault.Code{
	screen.Diagnosis: fault.TellsDiagnosis, screen.Plan: fault.TellsPlan, screen.BirthDate: fault.TellsBirth,
	screen.Phone: fault.TellsPhone, screen.PupilNumber: fault.TellsNumber,
}

// screened notes in a form what of a record's new words tells of a pupil, so that the
// text goes back to its author with the reason. Words that stay as they were are not
// looked at again, and those of previews and imports not at all: a preview is shown to
// nobody else, and an import is its operator's to answer for.
func screened(f *form, before, after eic.Record) {
	was := map[string]string{}
	if before != nil {
		was = wordsOf(before)
	}
	for name, text := range wordsOf(after) {
		if text != was[name] {
			screenedText(f, name, text)
		}
	}
}

func screenedText(f *form, name, text string) {
	for _, found := range screen.Text(text) {
		f.say(name, told[found.Reason], strings.TrimSpace(found.Text))
	}
}

// wordsOf returns the free texts of a need or an offer by the names of their fields.
func wordsOf(r eic.Record) map[string]string {
	switch r := r.(type) {
	case *eic.Need:
		return map[string]string{"title": r.Title, "description": r.Description}
	case *eic.Offer:
		words := map[string]string{"title": r.Title, "description": r.Description, "wishes.text": r.Wishes.Text}
		if r.Study != nil {
			words["question"], words["method"] = r.Study.Question, r.Study.Method
		}
		return words
	}
	return nil
}
