package ingest

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// gradeList reads a list of levels and bands as agencies write them, such as
// "09,10,11,12", "PK,K" or "K-8". Words that are no grade are left out.
func gradeList(s string) eic.Grades {
	var levels eic.Grades
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '|' }) {
		levels = levels.Or(gradesOf(part))
	}
	return levels
}

// gradesOf reads one level or band in figures or in words: "PK", "07", "K-8",
// "1/2 Day Kindergarten", "12th Grade". What is no grade is empty.
func gradesOf(s string) eic.Grades {
	s = strings.ToUpper(trimmed(s))
	switch {
	case s == "":
		return 0
	case strings.HasSuffix(s, "KINDERGARTEN") && !strings.HasPrefix(s, "PRE") && !strings.HasPrefix(s, "TRANSITIONAL"):
		return eic.SetOf(eic.KG)
	}
	switch s {
	case "PRESCHOOL", "PREK", "PRE-K", "PREKINDERGARTEN", "PRE-KINDERGARTEN", "INFANT", "TODDLER":
		return eic.SetOf(eic.PK)
	case "TRANSITIONAL KINDERGARTEN":
		return eic.SetOf(eic.TK)
	case "KF", "KH", "KP": // kindergarten of the full day, half of it, part of it
		return eic.SetOf(eic.KG)
	case "ADULT", "ADULT EDUCATION":
		return eic.SetOf(eic.AE)
	}
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(s, " GRADE"), "GRADE "), "GRADES ")
	s = strings.NewReplacer("PREK", "PK", "PRE-K", "PK").Replace(s)
	if n := len(s); n > 2 && s[0] >= '1' && s[0] <= '9' {
		switch s[n-2:] {
		case "ST", "ND", "RD", "TH":
			s = s[:n-2]
		}
	}
	levels, err := eic.ParseGrades(s)
	if err != nil {
		return 0
	}
	return levels
}
