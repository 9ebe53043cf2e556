package ingest

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// product has the columns of a list of learning products, as LearnPlatform
// publishes it. A product keeps the key of the list; its provider becomes a
// COMPANY known by its name without case and punctuation, so that "Adobe Inc"
// and "Adobe Inc." are one. A product without a provider is its own company's.
type product struct {
	id, url, name, provider, sectors, function int
	told                                       map[string]bool
}

// products finds the columns of a list of products.
func products(h header, _ Options) (convert, error) {
	var faults fault.Fields
	p := product{
		id:       h.need(&faults, "externalId", "LP ID", "Product ID", "ID"),
		name:     h.need(&faults, "name", "Product Name", "Product"),
		provider: h.find("Provider/Company Name", "Provider", "Company Name", "Company"),
		url:      h.find("URL", "Website"),
		sectors:  h.find("Sector(s)", "Sectors", "Sector"),
		function: h.find("Primary Essential Function", "Essential Function", "Function"),
		told:     map[string]bool{},
	}
	return p.lines, faults.Err()
}

// lines makes the product of a row, and before it the company when the file
// names it for the first time.
func (p *product) lines(r row) ([]app.Line, error) {
	var faults fault.Fields
	id, name, provider := r.cell(p.id), r.cell(p.name), r.cell(p.provider)
	if id == "" {
		faults.Say("externalId", fault.Required)
	}
	if name == "" {
		faults.Say("name", fault.Required)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if provider == "" {
		provider = name
	}
	company := "company:" + folded(provider, "-")
	fields := app.Fields{"company": company, "name": name}
	if text := describe(r.cell(p.function), r.cell(p.sectors)); text != "" {
		fields["description"] = text
	}
	if address := webAddress(r.cell(p.url)); address != "" {
		fields["url"] = address
	}
	if levels := sectorGrades(r.cell(p.sectors)).Names(); len(levels) > 0 {
		fields["grades"] = list(levels)
	}
	lines := []app.Line{{Type: eic.ProductType, ExternalID: id, Fields: fields}}
	if p.told[company] {
		return lines, nil
	}
	p.told[company] = true
	maker := app.Line{Type: eic.OrganizationType, ExternalID: company, Fields: app.Fields{"kind": eic.Company.String(), "name": provider}}
	return append([]app.Line{maker}, lines...), nil
}

// sectorGrades returns the levels of the sectors a product is for.
func sectorGrades(sectors string) eic.Grades {
	var levels eic.Grades
	for _, sector := range strings.Split(sectors, ";") {
		switch folded(sector, "") {
		case "prek12":
			levels = levels.Or(eic.GradeRange(eic.PK, eic.G12))
		case "highered":
			levels = levels.With(eic.PS)
		case "corporate":
			levels = levels.With(eic.AE)
		}
	}
	return levels
}

// describe says in words what a product is for: "LC - Study Tools - Q&A" for
// "PreK-12; Higher Ed" is "Learning and curriculum: study tools, Q&A. For preschool
// to grade 12 and higher education."
func describe(function, sectors string) string {
	var sentences []string
	if function != "" {
		area, what, _ := strings.Cut(function, " - ")
		area = strings.NewReplacer("LC", "learning and curriculum", "CM", "classroom management",
			"SDO", "school and district operations", "/", ", ").Replace(area)
		text := capital(area)
		if what != "" {
			text += ": " + strings.ReplaceAll(what, " - ", ", ")
		}
		sentences = append(sentences, text+".")
	}
	var audiences []string
	for _, sector := range strings.Split(sectors, ";") {
		if sector = trimmed(sector); sector != "" {
			audiences = append(audiences, audience(sector))
		}
	}
	if n := len(audiences); n > 1 {
		audiences = append(audiences[:n-2], audiences[n-2]+" and "+audiences[n-1])
	}
	if len(audiences) > 0 {
		sentences = append(sentences, "For "+strings.Join(audiences, ", ")+".")
	}
	return strings.Join(sentences, " ")
}

func audience(sector string) string {
	switch folded(sector, "") {
	case "prek12":
		return "preschool to grade 12"
	case "highered":
		return "higher education"
	case "corporate":
		return "learning at work"
	}
	return sector
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
