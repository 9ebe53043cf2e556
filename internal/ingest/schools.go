package ingest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// school has the columns of a list of schools; -1 is one that the list has not
// got. Known are the lists of
//
//   - Massachusetts (DESE): its table of schools, and its directory with "Org
//     Name" and "Org Code", in which districts have rows of their own;
//   - Boston: no state and no district, grades in SCH_TYPE where it has them;
//   - Colorado: the lowest and highest grade in words;
//   - HIFLD and NCES (CCD, EDGE): ids of districts without their names.
//
// A school becomes an Organization STATE:school:CODE that is part of
// STATE:district:CODE. Codes are text. A list that knows no state has it from
// the ZIP code. Where a school is closed or not, in what building, led by whom and
// reached by what number is left out.
type school struct {
	code, name, kind, state, zip, website int
	district, districtName                int
	grades, lowest, highest               int
	points                                [][2]int // pairs of latitude and longitude
	told                                  map[string]bool
}

// schools finds the columns of a list of schools.
func schools(h header, _ Options) (convert, error) {
	var faults fault.Fields
	s := school{
		code:         h.need(&faults, "externalId", "NCESSCH", "NCESID", "School Code", "SCH_ID", "Org Code", "School ID", "School Number"),
		name:         h.need(&faults, "name", "School Name", "SCH_NAME", "Org Name", "NAME", "School"),
		kind:         h.find("Org Type"),
		state:        h.find("State", "Physical State", "LSTATE", "ST", "State Abbr", "State Abbreviation"),
		zip:          h.find("Zip", "Physical Zipcode", "ZIPCODE", "LZIP", "Zip Code", "Physical Zip", "Postal Code"),
		website:      h.find("WEBSITE", "Web Site", "Website Address", "URL"),
		district:     h.find("District Code", "DISTRICTID", "LEAID", "District ID", "District Number"),
		districtName: h.find("District Name", "LEA_NAME", "District"),
		grades:       h.find("Grade", "Grades", "Grades Served", "Grades Offered", "SCH_TYPE"),
		lowest:       h.find("Lowest Grade", "ST_GRADE", "GSLO", "Low Grade"),
		highest:      h.find("Highest Grade", "END_GRADE", "GSHI", "High Grade"),
		told:         map[string]bool{},
	}
	for _, pair := range [][2]string{{"LATITUDE", "LONGITUDE"}, {"LAT", "LON"}, {"LAT", "LONG"}, {"LAT", "LNG"}, {"Y", "X"}} {
		if lat, lng := h.find(pair[0]), h.find(pair[1]); lat >= 0 && lng >= 0 {
			s.points = append(s.points, [2]int{lat, lng})
		}
	}
	return s.lines, faults.Err()
}

// lines makes the school of a row, and before it its district when the file
// names it for the first time.
func (s *school) lines(r row) ([]app.Line, error) {
	var faults fault.Fields
	code, name, state := known(r, s.code), r.cell(s.name), s.stateOf(r)
	for _, part := range []struct{ field, text string }{{"externalId", code}, {"name", name}, {"state", state}} {
		if part.text == "" {
			faults.Say(part.field, fault.Required)
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	kind, word := eic.School, ":school:"
	if strings.HasSuffix(strings.ToLower(known(r, s.kind)), "district") {
		kind, word = eic.District, ":district:"
	}
	fields := app.Fields{"kind": kind.String(), "name": name}
	if place := s.place(r); len(place) > 0 {
		fields["place"] = place
	}
	if levels := s.levels(r).Names(); len(levels) > 0 {
		fields["grades"] = list(levels)
	}
	if address := webAddress(known(r, s.website)); address != "" {
		fields["url"] = address
	}
	lines := []app.Line{{Type: eic.OrganizationType, ExternalID: state + word + code, Fields: fields}}
	if kind == eic.District {
		s.told[lines[0].ExternalID] = true
		return lines, nil
	}
	return s.withDistrict(r, state, lines), nil
}

// withDistrict ties a school to its district, if the row has one. A district
// without a name is called by its code, one without a code is known by its name.
func (s *school) withDistrict(r row, state string, lines []app.Line) []app.Line {
	code, name := known(r, s.district), known(r, s.districtName)
	if code == "" {
		code = folded(name, "-")
	}
	if code == "" {
		return lines
	}
	if name == "" {
		name = "District " + code
	}
	id := state + ":district:" + code
	lines[0].Fields["partOf"] = id
	if s.told[id] {
		return lines
	}
	s.told[id] = true
	district := app.Line{Type: eic.OrganizationType, ExternalID: id, Fields: app.Fields{"kind": eic.District.String(), "name": name}}
	return append([]app.Line{district}, lines...)
}

func (s *school) stateOf(r row) string {
	if state := strings.ToUpper(known(r, s.state)); len(state) == 2 {
		return state
	}
	return stateOfZIP(zipCode(known(r, s.zip)))
}

// place returns the postal code of a row, and the point if it has a good one.
func (s *school) place(r row) app.Fields {
	place := app.Fields{}
	if zip := zipCode(known(r, s.zip)); zip != "" {
		place["postalCode"] = zip
	}
	for _, pair := range s.points {
		lat, err := strconv.ParseFloat(known(r, pair[0]), 64)
		lng, err2 := strconv.ParseFloat(known(r, pair[1]), 64)
		if _, bad := eic.NewPoint(lat, lng); err == nil && err2 == nil && bad == nil && (lat != 0 || lng != 0) {
			place["lat"], place["lng"] = number(lat), number(lng)
			break
		}
	}
	return place
}

func (s *school) levels(r row) eic.Grades {
	if levels := gradeList(known(r, s.grades)); !levels.Empty() {
		return levels
	}
	low, high := gradesOf(known(r, s.lowest)).Values(), gradesOf(known(r, s.highest)).Values()
	if len(low) == 0 || len(high) == 0 || low[0] > high[0] {
		return 0
	}
	return eic.GradeRange(low[0], high[len(high)-1])
}

// known returns the text in a column, or "" if it is one of the marks that NCES,
// HIFLD and state agencies put where they know nothing.
func known(r row, column int) string {
	marks := []string{"M", "N", "N/A", "NA", "NULL", "NONE", "-", "-1", "-2", "-9", "-999", "NOT AVAILABLE", "NOT APPLICABLE", "NOT REPORTED"}
	text := r.cell(column)
	if slices.Contains(marks, strings.ToUpper(text)) {
		return ""
	}
	return text
}

// webAddress returns an address of the web, or "" for what is none: what people
// type where they are asked for their web site.
func webAddress(s string) string {
	if strings.ContainsAny(s, " @") || !strings.Contains(s, ".") {
		return ""
	}
	address, err := eic.ParseURL(s)
	if u, bad := url.Parse(address); err != nil || bad != nil || !strings.Contains(u.Host, ".") {
		return ""
	}
	return address
}

// number returns a number as it stands in JSON.
func number(v float64) json.Number { return json.Number(strconv.FormatFloat(v, 'f', -1, 64)) }

// list returns names as a list of JSON.
func list(names []string) []any {
	l := make([]any, len(names))
	for i, name := range names {
		l[i] = name
	}
	return l
}
