package ingest

import (
	"crypto/sha256"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// awardColumns are those of the export of NSF's award search
// (nsf.gov/awardsearch), and of tables made from its API.
type awardColumns struct {
	number, title, organization, zip, start, end, abstract int
}

func awardHeader(h header) (c awardColumns, err error) {
	var faults fault.Fields
	c.number = h.need(&faults, "externalId", "AwardNumber", "Award ID", "AWD_ID", "ID")
	c.title = h.need(&faults, "title", "Title", "Award Title", "AWD_TITL_TXT")
	c.organization = h.need(&faults, "offeredBy", "Organization", "Awardee Name", "Awardee", "Institution", "INST_NAME")
	c.abstract = h.need(&faults, "description", "Abstract", "Abstract Text", "Abstract Narration", "AWD_ABSTRACT_NARRATION")
	c.start = h.find("StartDate", "Effective Date", "AWD_EFF_DATE")
	c.end = h.find("EndDate", "Exp Date", "Expiration Date", "AWD_EXP_DATE")
	c.zip = h.find("OrganizationZip", "Awardee Zip Code", "Zip Code")
	return c, faults.Err()
}

// awards makes a Study, LISTED, of every award, with the award number as external
// id, and an Organization of who received it (see received). Nobody is asked to
// join by this: it is known from a public record.
//
// Partners in collaborative research receive an award each, with one abstract.
// The lowest number stands for all, wherever in the file it comes, so the file
// is read twice; a fingerprint of each abstract is held in memory. Investigators
// and program officers are not read.
func awards() (survey, studies bind) {
	first := map[[12]byte]string{} // the lowest number with an abstract
	survey = func(h header, _ Options) (convert, error) {
		c, err := awardHeader(h)
		return func(r row) ([]app.Line, error) {
			number, ok := awardNumber(r.cell(c.number))
			key, said := abstractKey(r.text(c.abstract))
			if ok && said && (first[key] == "" || number < first[key]) {
				first[key] = number
			}
			return nil, nil
		}, err
	}
	studies = func(h header, _ Options) (convert, error) {
		c, err := awardHeader(h)
		told := map[string]bool{}
		return func(r row) ([]app.Line, error) { return c.lines(r, first, told) }, err
	}
	return survey, studies
}

// awardNumber returns a number of seven digits; a spreadsheet drops zeros in front.
func awardNumber(s string) (string, bool) {
	if s == "" || len(s) > 7 || strings.Trim(s, "0123456789") != "" {
		return "", false
	}
	return strings.Repeat("0", 7-len(s)) + s, true
}

// abstractKey stands for an abstract, without regard to blanks.
func abstractKey(s string) (key [12]byte, said bool) {
	s = trimmed(s)
	sum := sha256.Sum256([]byte(s))
	return [12]byte(sum[:12]), s != ""
}

// lines makes the study of a row, and before it the organization when the file
// names it for the first time.
func (c awardColumns) lines(r row, first map[[12]byte]string, toldOf map[string]bool) ([]app.Line, error) {
	var faults fault.Fields
	number, ok := awardNumber(r.cell(c.number))
	if !ok {
		faults.Say("externalId", fault.Malformed, r.cell(c.number))
	}
	title, name := trimmed(plain(r.text(c.title))), trimmed(plain(r.text(c.organization)))
	if title == "" {
		faults.Say("title", fault.Required)
	}
	if name == "" {
		faults.Say("offeredBy", fault.Required)
	}
	window := c.window(r, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if key, said := abstractKey(r.text(c.abstract)); said && first[key] != number {
		return nil, leftOut{fault.New(fault.Invalid, fault.SameText, first[key])}
	}
	id := "organization:" + folded(name, "-")
	study := app.Fields{"offeredBy": id, "title": bounded(title, eic.MaxTitle), "status": eic.OfferListed.String()}
	if text := bounded(abstract(r.text(c.abstract)), eic.MaxDescription); text != "" {
		study["description"] = text
	}
	if len(window) > 0 {
		study["window"] = window
	}
	party := app.Fields{"kind": kindOfReceiver(name).String(), "name": bounded(name, eic.MaxTitle)}
	if zip := zipCode(r.cell(c.zip)); zip != "" {
		study["place"], party["place"] = app.Fields{"postalCode": zip}, app.Fields{"postalCode": zip}
	}
	lines := []app.Line{{Type: eic.StudyType, ExternalID: number, Fields: study}}
	if toldOf[id] {
		return lines, nil
	}
	toldOf[id] = true
	return append([]app.Line{{Type: eic.OrganizationType, ExternalID: id, Fields: party}}, lines...), nil
}

// window reads the days of an award, month first as NSF writes them, or year first.
func (c awardColumns) window(r row, faults *fault.Fields) app.Fields {
	window := app.Fields{}
	for _, side := range []struct {
		field  string
		column int
	}{{"start", c.start}, {"end", c.end}} {
		text := r.cell(side.column)
		if text == "" {
			continue
		}
		day, err := time.Parse("1/2/2006", text)
		if err != nil {
			day, err = time.Parse(time.DateOnly, text)
		}
		if err != nil {
			faults.Say("window."+side.field, fault.NotADay, text)
			continue
		}
		window[side.field] = day.Format(time.DateOnly)
	}
	return window
}

// formula ends every abstract of recent years and says nothing of any of them.
const formula = "This award reflects NSF's statutory mission and has been deemed worthy of support through evaluation " +
	"using the Foundation's intellectual merit and broader impacts review criteria."

// abstract returns an abstract as plain text, without the formula at its end.
func abstract(s string) string {
	s = plain(s)
	for _, apostrophe := range []string{"'", "’"} {
		s = strings.TrimSuffix(s, strings.ReplaceAll(formula, "'", apostrophe))
	}
	return strings.TrimSpace(s)
}

// kindOfReceiver tells by its name whether an organization teaches: HIGHER_EDUCATION
// if it is a university, a college or the like, or holds their grants (a regents'
// board, a research foundation named after one). Societies of universities, their
// corporations, experiment stations and all others are RESEARCH_ORGANIZATION.
func kindOfReceiver(name string) eic.OrganizationKind {
	words := " " + folded(name, " ") + " "
	has := func(list ...string) bool {
		for _, w := range list {
			if strings.Contains(words, " "+w+" ") {
				return true
			}
		}
		return false
	}
	switch {
	case has("university corporation for", "university industry", "experiment station", "college board",
		"association", "society", "consortium", "council of"):
		return eic.ResearchOrganization
	case has("university", "univ", "college", "colleges", "universities", "polytechnic", "cuny", "suny", "conservatory",
		"institute of technology", "institute of tech", "institute of mining", "school of mines", "school of medicine",
		"georgia tech", "regents", "universidad", "colegio"):
		return eic.HigherEducation
	}
	return eic.ResearchOrganization
}
