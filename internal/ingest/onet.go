package ingest

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// The files of the O*NET database in its text edition
// (onetcenter.org/database.html): columns between tabs, "n/a" for empty.
const (
	onetOccupations = "Occupation Data.txt"
	onetTitles      = "Alternate Titles.txt"
	onetKnowledge   = "Knowledge.txt"
)

func onetParts() []part {
	return []part{
		{name: onetOccupations, stem: "occupationdata", lone: true},
		{name: onetTitles, stem: "alternatetitles", lone: true},
		{name: onetKnowledge, stem: "knowledge", lone: true},
	}
}

// onet makes a topic of kind OCCUPATION of every O*NET-SOC occupation, with its
// code as external id:
//
//   - An occupation that O*NET has split off from one of the Standard
//     Occupational Classification (11-1011.03 from 11-1011.00) has that one as
//     broader topic. No file names the groups above, so there are none.
//   - Alternate titles are other labels, as they stand and without what is in
//     brackets; short titles too (see labelsOf and usable).
//   - An "All Other" class is what is left in its group. A title that a named
//     occupation has too is not a label of it, so that "weaver" means weavers.
//   - Areas of knowledge become bridges to the topics the program ships (see
//     areas). The importances of all occupations are read first, since only what
//     an area is for most says what is much for one.
//
// Tasks are not read: they are sentences, in which no topic is found that the
// titles have not, and 18,000 of them would be most of what the topics hold.
type onet struct {
	titles map[string]string   // of occupations, by code
	others map[string][]string // alternate titles
	named  map[string]bool     // folded alternate titles of named occupations
	areas  areas
}

// onetStages reads the occupations to know their codes, then what belongs to
// them, and then makes topics.
func onetStages(files folder) []stage {
	o := &onet{titles: map[string]string{}, others: map[string][]string{}, named: map[string]bool{}, areas: newAreas()}
	at := func(part string, survey bool, b bind) stage {
		path := files.one(part).path
		return stage{path: path, name: path, bind: b, survey: survey}
	}
	return []stage{
		at(onetOccupations, true, o.survey),
		at(onetTitles, false, o.alternates),
		at(onetKnowledge, false, o.knowledge),
		at(onetOccupations, false, o.occupations),
	}
}

// told returns the text in a column, or "" for O*NET's "n/a".
func told(r row, column int) string {
	if text := r.cell(column); !strings.EqualFold(text, "n/a") {
		return text
	}
	return ""
}

const residual = "All Other" // in the titles of classes of what is left

type occupationColumns struct{ code, title, description int }

func occupationHeader(h header) (c occupationColumns, err error) {
	var faults fault.Fields
	c.code = codeColumn(h, &faults)
	c.title = h.need(&faults, "label", "Title", "Occupation Title", "O*NET-SOC Title")
	c.description = h.find("Description", "O*NET-SOC Description")
	return c, faults.Err()
}

func codeColumn(h header, faults *fault.Fields) int {
	return h.need(faults, "externalId", "O*NET-SOC Code", "ONET SOC Code", "O*NET SOC Code", "SOC Code")
}

func (o *onet) survey(h header, _ Options) (convert, error) {
	c, err := occupationHeader(h)
	return func(r row) ([]app.Line, error) {
		if code := told(r, c.code); code != "" {
			o.titles[code] = told(r, c.title)
		}
		return nil, nil
	}, err
}

// alternates reads job titles. A title for a code that is no occupation of the
// folder is left out.
func (o *onet) alternates(h header, _ Options) (convert, error) {
	var faults fault.Fields
	code := codeColumn(h, &faults)
	title := h.need(&faults, "altLabels", "Alternate Title", "Alternate Titles", "Lay Title", "Reported Job Title")
	short := h.find("Short Title")
	return func(r row) ([]app.Line, error) {
		occupation, ok := o.titles[told(r, code)]
		if !ok {
			return nil, leftOut{fault.At("externalId", fault.UnknownRef, eic.TopicType.String(), r.cell(code))}
		}
		if told(r, title) == "" {
			return nil, fault.At("altLabels", fault.Required)
		}
		labels, left := usable(labelsOf(told(r, title), told(r, short)))
		o.others[told(r, code)] = append(o.others[told(r, code)], labels...)
		if !strings.Contains(occupation, residual) {
			for _, label := range labels {
				o.named[folded(label, " ")] = true
			}
		}
		return nil, left
	}, faults.Err()
}

// labelsOf returns the labels of an alternate title: as it stands and, where
// O*NET gives a short title for it, its two halves, "Chief Executive Officer
// (CEO)" being also "Chief Executive Officer".
func labelsOf(title, short string) []string {
	labels := []string{title}
	if short == "" {
		return labels
	}
	halves := []string{short}
	if before, after, ok := strings.Cut(title, "("); ok {
		inside, rest, _ := strings.Cut(after, ")")
		if trimmed(rest) == "" {
			halves = append(halves, trimmed(before), trimmed(inside))
		}
	}
	return append(labels, halves...)
}

// occupations makes the topics.
func (o *onet) occupations(h header, _ Options) (convert, error) {
	c, err := occupationHeader(h)
	return func(r row) ([]app.Line, error) {
		var faults fault.Fields
		code, title := told(r, c.code), told(r, c.title)
		if code == "" {
			faults.Say("externalId", fault.Required)
		}
		if title == "" {
			faults.Say("label", fault.Required)
		}
		if err := faults.Err(); err != nil {
			return nil, err
		}
		fields := app.Fields{"label": title, "kind": eic.OccupationTopic.String()}
		if text := told(r, c.description); text != "" {
			fields["description"] = text
		}
		if above, _, _ := strings.Cut(code, "."); above+".00" != code && o.titles[above+".00"] != "" {
			fields["broader"] = list([]string{above + ".00"})
		}
		if labels := distinct(title, o.labels(code, title)); len(labels) > 0 {
			fields["altLabels"] = list(labels)
		}
		if bridges := o.areas.bridges(code); len(bridges) > 0 {
			fields["bridges"] = bridges
		}
		return []app.Line{{Type: eic.TopicType, ExternalID: code, Fields: fields}}, nil
	}, err
}

// labels returns the alternate titles of an occupation; of what is left in a
// group those that no named occupation has.
func (o *onet) labels(code, title string) []string {
	if !strings.Contains(title, residual) {
		return o.others[code]
	}
	var own []string
	for _, label := range o.others[code] {
		if !o.named[folded(label, " ")] {
			own = append(own, label)
		}
	}
	return own
}
