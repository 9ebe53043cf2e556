package ingest

import (
	"cmp"
	"math"
	"slices"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/fault"
)

// pairs reads a table that ties concepts two by two. A row about a concept that
// the folder has not got is left out.
func (e *esco) pairs(into map[int32][]int32, from, to string) bind {
	return func(h header, _ Options) (convert, error) {
		var faults fault.Fields
		a, b := h.need(&faults, "externalId", from), h.need(&faults, "to", to)
		return func(r row) ([]app.Line, error) {
			one, other, err := e.both(r, a, b)
			if err == nil && one != other && !slices.Contains(into[one], other) {
				into[one] = append(into[one], other)
			}
			return nil, err
		}, faults.Err()
	}
}

// both returns the concepts in two columns.
func (e *esco) both(r row, a, b int) (one, other int32, err error) {
	one, known := e.places[r.cell(a)]
	if !known {
		return 0, 0, leftOut{unknownConcept("externalId", r.cell(a))}
	}
	other, known = e.places[r.cell(b)]
	if !known {
		return 0, 0, leftOut{unknownConcept("to", r.cell(b))}
	}
	return one, other, nil
}

// essential reads which skills an occupation cannot do without. That others help
// it too says little, and there are as many of them.
func (e *esco) essential(h header, _ Options) (convert, error) {
	var faults fault.Fields
	occupation := h.need(&faults, "externalId", "occupationUri")
	skill := h.need(&faults, "to", "skillUri")
	kind := h.need(&faults, "relationType", "relationType")
	return func(r row) ([]app.Line, error) {
		if r.cell(kind) != "essential" {
			return nil, nil
		}
		one, other, err := e.both(r, occupation, skill)
		if err == nil && !slices.Contains(e.needs[one], other) {
			e.needs[one] = append(e.needs[one], other)
			e.needing[other]++
		}
		return nil, err
	}, faults.Err()
}

// tie sets the edges of a topic.
func (e *esco) tie(fields app.Fields, place int32) {
	if above := e.broader[place]; len(above) > 0 {
		fields["broader"] = e.refs(above)
	}
	if next := e.related[place]; len(next) > 0 {
		fields["related"] = e.refs(next)
	}
	if bridges := e.bridges(place); len(bridges) > 0 {
		fields["bridges"] = bridges
	}
}

func (e *esco) refs(places []int32) []any {
	uris := make([]string, len(places))
	for i, place := range places {
		uris[i] = e.uris[place]
	}
	return list(uris)
}

// Which needed skills become bridges.
const (
	mostNeeding  = 100 // occupations that need the same knowledge
	mostDoing    = 30  // occupations that need the same skill in doing
	doings       = 12  // skills in doing of one occupation, the rarest
	bestKnown    = .6  // weight of knowledge that only one occupation needs
	bestDone     = .5  // weight of a skill in doing that only one occupation needs
	escoReporter = "ESCO"
)

// bridges ties an occupation to skills it needs, as far as they say something of
// it. An occupation needs about twenty skills, and some a hundred; what many
// need, such as "manage staff", tells none of them from another and would make
// hubs of the skills, through which no way leads (see Weights.HubEdges in
// package match). So knowledge counts if at most 100 occupations need it, and a
// skill in doing if at most 30 do, of these the twelve rarest. With n occupations
// that need a skill, of N in all, the weight is
//
//	w  =  s (1 - ln n / ln N)     s: .6 for knowledge, .5 for a skill in doing
//
// which is how much of an occupation is known from the skill, in the manner of
// idf; at its best as near as a broader or a related topic.
func (e *esco) bridges(occupation int32) []any {
	var known, done []int32
	for _, skill := range e.needs[occupation] {
		switch n := e.needing[skill]; {
		case e.knowledge[skill] && n <= mostNeeding:
			known = append(known, skill)
		case !e.knowledge[skill] && n <= mostDoing:
			done = append(done, skill)
		}
	}
	slices.SortFunc(done, func(a, b int32) int {
		return cmp.Or(cmp.Compare(e.needing[a], e.needing[b]), cmp.Compare(e.uris[a], e.uris[b]))
	})
	var all []any
	for _, skill := range append(known, done[:min(len(done), doings)]...) {
		share := bestDone
		if e.knowledge[skill] {
			share = bestKnown
		}
		weight := share * (1 - math.Log(float64(e.needing[skill]))/math.Log(float64(max(2, len(e.needs)))))
		if weight = math.Round(weight*100) / 100; weight > 0 {
			all = append(all, app.Fields{"to": e.uris[skill], "weight": number(weight), "author": escoReporter})
		}
	}
	return all
}
