package ingest

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// standardColumns are those of a list of learning standards in the manner of
// 1EdTech's CASE: the names of a CFItem, and a parent by identifier or code.
type standardColumns struct {
	id, statement, short, notes, code, shortCode, grades, parent, lang int
}

func standardHeader(h header) (c standardColumns, err error) {
	var faults fault.Fields
	c.id = h.need(&faults, "externalId", "identifier", "CFItem identifier", "sourcedId", "GUID")
	c.statement = h.need(&faults, "description", "fullStatement", "Statement", "Description")
	c.code = h.need(&faults, "code", "humanCodingScheme", "Coding Scheme", "Statement Code", "Statement Notation", "Code")
	c.short = h.find("abbreviatedStatement", "Short Statement")
	c.notes = h.find("notes")
	c.shortCode = h.find("shortCode", "listIdentifier")
	c.grades = h.find("educationLevel", "Grade Level", "Grade Levels", "Grades", "Grade")
	c.parent = h.find("parent", "isChildOf", "Parent Identifier", "Parent ID", "Parent GUID", "Parent Code")
	c.lang = h.find("language")
	return c, faults.Err()
}

// standards makes a topic of kind STANDARD of every item, with its CASE
// identifier as external id. It is called by its code and the beginning of its
// statement, which is what a teacher types and what tells everybody else what it
// is about; the statement as published is its description, never reworded. Ways
// to write the code are other labels, by which a text finds it.
//
// Parents are named by code as often as by identifier, and may come later, so
// the file is read twice: codes and identifiers are held in memory.
func standards() (survey, topics bind) {
	ids := map[string]string{} // by identifier and by code
	survey = func(h header, _ Options) (convert, error) {
		c, err := standardHeader(h)
		return func(r row) ([]app.Line, error) {
			id := r.cell(c.id)
			if r.cell(c.code) == "" && r.cell(c.statement) == "" {
				return nil, nil // will be rejected
			}
			for _, name := range []string{id, r.cell(c.code)} {
				if _, taken := ids[name]; !taken && name != "" && id != "" {
					ids[name] = id
				}
			}
			return nil, nil
		}, err
	}
	topics = func(h header, _ Options) (convert, error) {
		c, err := standardHeader(h)
		return func(r row) ([]app.Line, error) { return c.line(r, ids) }, err
	}
	return survey, topics
}

// mostName is how long a standard's label is: it stands in lists and sentences.
const mostName = 120

func (c standardColumns) line(r row, ids map[string]string) ([]app.Line, error) {
	id, code, statement := r.cell(c.id), r.cell(c.code), plain(r.text(c.statement))
	var faults fault.Fields
	if id == "" {
		faults.Say("externalId", fault.Required)
	}
	if code == "" && statement == "" {
		faults.Say("label", fault.Required)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	name := trimmed(bareCode(code) + " " + cmp.Or(plain(r.text(c.short)), statement))
	fields := app.Fields{"label": bounded(name, mostName), "kind": eic.Standard.String()}
	if lang, err := eic.ParseLanguage(r.cell(c.lang)); err == nil && lang != "" && lang != eic.English {
		fields["lang"] = string(lang)
	}
	if text := bounded(paragraphs(statement+"\n"+plain(r.text(c.notes))), eic.MaxDescription); text != "" {
		fields["description"] = text
	}
	if spellings := codeLabels(code, r.cell(c.shortCode)); len(spellings) > 0 {
		fields["altLabels"] = spellings
	}
	if levels := gradeList(r.cell(c.grades)).Names(); len(levels) > 0 {
		fields["grades"] = list(levels)
	}
	var left error
	switch parent := r.cell(c.parent); {
	case parent == "" || ids[parent] == id:
	case ids[parent] == "":
		left = leftOut{fault.At("parent", fault.UnknownRef, eic.TopicType.String(), parent)}
	default:
		fields["broader"] = list([]string{ids[parent]})
	}
	return []app.Line{{Type: eic.TopicType, ExternalID: id, Fields: fields}}, left
}

// bareCode returns a code as teachers write it: without the name of the Common
// Core in front. Other frameworks' codes are written out.
func bareCode(code string) string {
	for _, framework := range []string{"CCSS.Math.Content.", "CCSS.Math.Practice.", "CCSS.ELA-Literacy."} {
		if len(code) > len(framework) && strings.EqualFold(code[:len(framework)], framework) {
			return code[len(framework):]
		}
	}
	return code
}

// noLanguage is ISO 639 for what is in no language, such as a code. The first
// label in it is the preferred one there, so that a text with the code means
// this standard and no other topic that has the code among other words.
const noLanguage = "zxx"

// codeLabels returns the spellings of a code that mean nothing but the standard:
// bare, with its framework, and the short one that leaves out the cluster. "CC"
// and "5.G.A", of which a text keeps "5 g", would be found where nobody meant them.
func codeLabels(code, short string) []any {
	var labels []any
	for _, spelling := range distinct("", []string{bareCode(code), code, short}) {
		if telling(spelling) {
			labels = append(labels, app.Fields{"label": spelling, "lang": noLanguage})
		}
	}
	return labels
}

// telling reports whether a code has three parts, or a digit and two letters.
// The article "a" is no part: texts are searched without it.
func telling(code string) bool {
	parts, letters, digits := 0, 0, 0
	for part := range strings.FieldsSeq(folded(code, " ")) {
		if part == "a" {
			continue
		}
		parts++
		for _, r := range part {
			if unicode.IsDigit(r) {
				digits++
			} else {
				letters++
			}
		}
	}
	return parts >= 3 || digits > 0 && letters >= 2
}
