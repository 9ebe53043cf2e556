package ingest

import (
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// nonprofit has the columns of the IRS Exempt Organizations Business Master File
// (EO BMF). An organization becomes an Organization with its EIN as external id,
// its name and the postal code; who it is in care of and its street, which may
// be somebody's home, are never read. The IRS writes names in capitals and has
// "@" in some where a blank is meant.
type nonprofit struct {
	ein, name, zip, ntee, foundation int
	wanted                           []string // beginnings of NTEE codes; none is all
}

// nonprofits finds the columns of an EO BMF file.
func nonprofits(h header, o Options) (convert, error) {
	var faults fault.Fields
	n := nonprofit{
		ein:        h.need(&faults, "externalId", "EIN"),
		name:       h.need(&faults, "name", "NAME", "Organization Name"),
		ntee:       h.need(&faults, "kind", "NTEE_CD", "NTEE Code", "NTEE"),
		zip:        h.find("ZIP", "Zip Code"),
		foundation: h.find("FOUNDATION", "Foundation Code"),
	}
	for _, code := range o.NTEE {
		if code = strings.ToUpper(strings.TrimSpace(code)); code != "" {
			n.wanted = append(n.wanted, code)
		}
	}
	return n.lines, faults.Err()
}

func (n *nonprofit) lines(r row) ([]app.Line, error) {
	ntee := strings.ToUpper(r.cell(n.ntee))
	begins := func(code string) bool { return strings.HasPrefix(ntee, code) }
	if len(n.wanted) > 0 && !slices.ContainsFunc(n.wanted, begins) {
		return nil, nil
	}
	ein := strings.ReplaceAll(r.cell(n.ein), "-", "")
	if ein == "" || len(ein) > 9 || strings.Trim(ein, "0123456789") != "" {
		return nil, fault.At("externalId", fault.Malformed, r.cell(n.ein))
	}
	ein = strings.Repeat("0", 9-len(ein)) + ein // a spreadsheet drops zeros in front
	name := trimmed(strings.ReplaceAll(r.cell(n.name), "@", " "))
	if name == "" {
		return nil, fault.At("name", fault.Required)
	}
	kind := kindOfNTEE(ntee)
	if ntee == "" {
		kind = kindOfFoundation(r.cell(n.foundation), name)
	}
	fields := app.Fields{"kind": kind.String(), "name": name}
	if zip := zipCode(r.cell(n.zip)); zip != "" {
		fields["place"] = app.Fields{"postalCode": zip}
	}
	return []app.Line{{Type: eic.OrganizationType, ExternalID: ein, Fields: fields}}, nil
}

// kindOfNTEE returns the kind of an organization by its code of the National
// Taxonomy of Exempt Entities (NTEE-CC, from memory): the longest beginning in
// the table counts, and what is not in it is a NONPROFIT.
//
//	B2 elementary and secondary schools; B3 vocational and technical schools
//	B4 colleges and universities, B5 graduate and professional schools
//	B7 libraries; A5 museums; C41 botanical gardens; D5 zoos and aquariums
//	B9 educational services, but not B94 parent teacher groups or B99 others
//	O2 youth centers and clubs; O5 youth development programs
//	T2 private grantmaking foundations; T3 public and community foundations
//	H medical, U technological, V social research; B05 research on education
//
// Codes ending in 01 to 19 support others in their field, whatever that is.
func kindOfNTEE(code string) eic.OrganizationKind {
	table := map[string]eic.OrganizationKind{
		"B2": eic.School, "B3": eic.HigherEducation, "B4": eic.HigherEducation, "B5": eic.HigherEducation,
		"B7": eic.LibraryOrMuseum, "A5": eic.LibraryOrMuseum, "C41": eic.LibraryOrMuseum, "D5": eic.LibraryOrMuseum,
		"B9": eic.AfterSchoolProgram, "B94": eic.Nonprofit, "B99": eic.Nonprofit,
		"O2": eic.AfterSchoolProgram, "O5": eic.AfterSchoolProgram,
		"T2": eic.Foundation, "T3": eic.Foundation,
		"H": eic.ResearchOrganization, "U": eic.ResearchOrganization, "V": eic.ResearchOrganization,
		"B05": eic.ResearchOrganization,
	}
	for n := min(3, len(code)); n > 0; n-- {
		if kind, ok := table[code[:n]]; ok {
			return kind
		}
	}
	return eic.Nonprofit
}

// kindOfFoundation returns the kind of an organization without an NTEE code by
// its foundation code: 02 to 04 are private foundations, 11 is a school or
// college, 14 a governmental unit.
func kindOfFoundation(code, name string) eic.OrganizationKind {
	switch code {
	case "02", "03", "04", "2", "3", "4":
		return eic.Foundation
	case "11":
		if strings.Contains(name, "COLLEGE") || strings.Contains(name, "UNIVERSITY") {
			return eic.HigherEducation
		}
		return eic.School
	case "14":
		return eic.Government
	}
	return eic.Nonprofit
}
