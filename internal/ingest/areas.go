package ingest

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// areas knows how important each of O*NET's areas of knowledge is in each
// occupation: what ties an occupation to what is taught at school.
type areas struct {
	importance map[string]map[string]float64 // by occupation, then area; 1 to 5
	over       map[string]spread             // of an area, over all occupations
	unknown    map[string]bool               // areas that no topic stands for, told once
}

func newAreas() areas {
	return areas{map[string]map[string]float64{}, map[string]spread{}, map[string]bool{}}
}

// spread sums numbers up for their mean and deviation.
type spread struct{ n, sum, squares float64 }

func (s spread) with(x float64) spread { return spread{s.n + 1, s.sum + x, s.squares + x*x} }

// high returns how many standard deviations a number lies above the mean; 0
// where all are the same.
func (s spread) high(x float64) float64 {
	mean := s.sum / s.n
	deviation := math.Sqrt(max(0, s.squares/s.n-mean*mean))
	if deviation < 1e-6 {
		return 0
	}
	return (x - mean) / deviation
}

// knowledge reads importances. The other scale of the file, how advanced the
// knowledge must be, says nothing on whether it is needed.
func (o *onet) knowledge(h header, _ Options) (convert, error) {
	var faults fault.Fields
	code := codeColumn(h, &faults)
	area := h.need(&faults, "area", "Element Name")
	scale := h.need(&faults, "scale", "Scale ID")
	value := h.need(&faults, "importance", "Data Value")
	suppress := h.find("Recommend Suppress")
	return func(r row) ([]app.Line, error) {
		if told(r, scale) != "IM" || told(r, suppress) == "Y" { // O*NET advises against estimates too uncertain
			return nil, nil
		}
		name, occupation := told(r, area), told(r, code)
		if o.titles[occupation] == "" {
			return nil, leftOut{fault.At("externalId", fault.UnknownRef, eic.TopicType.String(), r.cell(code))}
		}
		if topicOfArea(name) == "" {
			if o.areas.unknown[name] {
				return nil, nil
			}
			o.areas.unknown[name] = true
			return nil, leftOut{fault.At("area", fault.UnknownRef, eic.TopicType.String(), name)}
		}
		importance, err := strconv.ParseFloat(told(r, value), 64)
		switch {
		case err != nil:
			return nil, fault.At("importance", fault.WrongType, "a number")
		case !(importance >= 1 && importance <= 5):
			return nil, fault.At("importance", fault.OutOfRange, importance, 1, 5)
		}
		if o.areas.importance[occupation] == nil {
			o.areas.importance[occupation] = map[string]float64{}
		}
		o.areas.importance[occupation][name] = importance
		o.areas.over[name] = o.areas.over[name].with(importance)
		return nil, nil
	}, faults.Err()
}

// What an area must be to become a bridge.
const (
	importantEnough = 3.       // "important" on the scale of 1 to 5
	farAbove        = 1 - 1e-9 // standard deviations; a sum of floats may lack a little
	mostAreas       = 6        // of an occupation: those furthest above the usual
	bestArea        = .8       // weight of a bridge to an area of importance 5
	areaAuthor      = "O*NET"
)

// bridges returns what an occupation knows more of than others do: the areas
// that are important in it (3 or more) and whose importance is at least one
// standard deviation above the mean over all occupations, six at most, the
// furthest above first. Without the second condition English and customer
// service would be tied to nearly all, and say nothing. The weight is
//
//	w  =  .8 (importance - 1)/4         3: .4    4: .6    5: .8
//
// so that the closest occupation is as near to a subject as a narrower topic.
func (a *areas) bridges(occupation string) []any {
	type candidate struct {
		area             string
		importance, high float64
	}
	var found []candidate
	for area, importance := range a.importance[occupation] {
		high := a.over[area].high(importance)
		if importance >= importantEnough && high >= farAbove {
			found = append(found, candidate{area, importance, high})
		}
	}
	slices.SortFunc(found, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.high, x.high), cmp.Compare(x.area, y.area))
	})
	var list []any
	for _, c := range found[:min(len(found), mostAreas)] {
		weight := bestArea * (c.importance - 1) / 4
		list = append(list, app.Fields{
			"to":     app.Fields{"source": eic.OwnSource, "id": topicOfArea(c.area)},
			"weight": json.Number(strconv.FormatFloat(math.Round(weight*100)/100, 'f', -1, 64)),
			"author": areaAuthor,
		})
	}
	return list
}

// topicOfArea returns the external id of the shipped topic that stands for an
// area of knowledge; "" for an area of a later edition.
func topicOfArea(name string) string {
	if slug := areaTopics[folded(name, " ")]; slug != "" {
		return "topic-" + slug
	}
	return ""
}

// areaTopics has the 33 areas of knowledge of O*NET's content model.
var areaTopics = map[string]string{
	"administration and management": "management",
	"administrative":                "office-work",
	"biology":                       "biology",
	"building and construction":     "construction",
	"chemistry":                     "chemistry",
	"communications and media":      "media",
	"computers and electronics":     "computer-science",
	"customer and personal service": "customer-service",
	"design":                        "design",
	"economics and accounting":      "economics",
	"education and training":        "teaching",
	"engineering and technology":    "engineering",
	"english language":              "language-arts",
	"fine arts":                     "arts",
	"food production":               "food-production",
	"foreign language":              "world-languages",
	"geography":                     "geography",
	"history and archeology":        "history",
	"law and government":            "government",
	"mathematics":                   "mathematics",
	"mechanical":                    "mechanics",
	"medicine and dentistry":        "medicine",
	"personnel and human resources": "human-resources",
	"philosophy and theology":       "philosophy",
	"physics":                       "physics",
	"production and processing":     "manufacturing",
	"psychology":                    "psychology",
	"public safety and security":    "public-safety",
	"sales and marketing":           "marketing",
	"sociology and anthropology":    "sociology",
	"telecommunications":            "telecommunications",
	"therapy and counseling":        "counseling",
	"transportation":                "transportation",
}
