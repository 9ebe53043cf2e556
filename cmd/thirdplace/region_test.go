package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// A region that does not exist, with everything a graph may hold: two clusters,
// postal codes, topics of its own, schools and companies, people who belong to
// both clusters or sign in from elsewhere, products with evidence, offers of every
// kind and state, needs of every state. Its words are an author's, so that they
// are as uneven as real ones. References are drawn from what is written before
// them, and the same seed writes the same.
type region struct {
	*author
	offers, needs int
	lines         *json.Encoder
	failed        error // the first, and the last
}

// object is a line, or a part of one.
type object = map[string]any

const (
	regionCluster = "river"
	regionPlaces  = 300
	regionTopics  = 150
	regionPeople  = 400 // the first of each forty is a steward
	regionSchools = 30
	regionFirms   = 20
	regionWares   = 60 // products
)

// writeRegion writes a region as lines to import.
func writeRegion(w io.Writer, seed uint64, offers, needs int) error {
	a, err := newAuthor(seed)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	r := &region{author: a, offers: offers, needs: needs, lines: json.NewEncoder(out)}
	r.put("Cluster", regionCluster, object{"name": "River", "timeZone": "America/Phoenix", "review": true, "place": r.where(), "languages": []string{"en", "es"}})
	r.put("Cluster", "hills", object{"name": "Hills", "review": false, "shares": false})
	for _, part := range []func(){r.codes, r.topics, r.organizations, r.people, r.products, r.everyOffer, r.everyNeed} {
		part()
	}
	if r.failed != nil {
		return r.failed
	}
	return out.Flush()
}

// put writes a line. Values that are nil are not said.
func (r *region) put(kind, id string, fields object) {
	line := object{"type": kind, "externalId": id}
	if kind != "Cluster" && kind != "Topic" && kind != "Place" {
		line["cluster"] = regionCluster
	}
	for name, value := range fields {
		if value != nil {
			line[name] = value
		}
	}
	if err := r.lines.Encode(line); r.failed == nil {
		r.failed = err
	}
}

func (r *region) chance(p float64) bool { return r.random.Float64() < p }

// maybe is a value with a probability, else nil.
func (r *region) maybe(p float64, value any) any {
	if r.chance(p) {
		return value
	}
	return nil
}

func (r *region) one(of ...string) string { return of[r.random.IntN(len(of))] }

// some draws one to three of a list, each once.
func (r *region) some(of ...string) []string {
	from, n := r.random.IntN(len(of)), 1+r.random.IntN(min(3, len(of)))
	list := make([]string, n)
	for i := range list {
		list[i] = of[(from+i)%len(of)]
	}
	return list
}

func (r *region) ref(prefix string, below int) string {
	return prefix + strconv.Itoa(r.random.IntN(below))
}

// refs draws up to three references, each once.
func (r *region) refs(prefix string, below int) []string {
	from, n := r.random.IntN(below), 1+r.random.IntN(3)
	var list []string
	for i := range min(n, below) {
		list = append(list, prefix+strconv.Itoa((from+i)%below))
	}
	return list
}

// where is a postal code, sometimes one that nobody knows, or a point.
func (r *region) where() object {
	switch {
	case r.chance(.5):
		return r.place()
	case r.chance(.05):
		return object{"postalCode": "99999"}
	}
	return object{"postalCode": fmt.Sprintf("%05d", 10_000+r.random.IntN(regionPlaces))}
}

func (r *region) grades() []string {
	return r.some("KG", "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G12")
}

func (r *region) modes() []string {
	return r.some("GUEST_SPEAKER", "FIELD_TRIP_HOST", "DEMONSTRATION", "MENTOR", "CAREER_DAY", "PROJECT_COLLABORATOR")
}

func (r *region) settings() []string { return r.some("IN_PERSON", "VIRTUAL") }
func (r *region) devices() []string  { return r.some("CHROMEBOOK", "IPAD", "WINDOWS") }

// days is a span within the school year that follows regionNoon.
func (r *region) days() object {
	start := 1 + r.random.IntN(200)
	return object{"start": day(start), "end": day(start + 3 + r.random.IntN(120))}
}

// day is a day so many after regionNoon.
func day(n int) string { return regionNoon.AddDate(0, 0, n).Format("2006-01-02") }
