package plant

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

// circumstances are what may rule two out, hidden behind the fields of their
// lines. What is not said rules nothing out: 0, nil and -1 are not said.
type circumstances struct {
	kind      string   // of an offer
	kinds     []string // sought
	grades    []int    // places among all levels
	settings  []string
	modes     []string
	zip       int
	travelKm  float64 // of an offer; -1 is not said
	first     eic.Day // of the need's window or the offer's availability
	last      eic.Day
	leadDays  int
	group     int
	least     int // group an offer takes
	most      int
	capacity  int // -1 is not said
	languages []string
	paused    bool
}

// suits reports whether a need and an offer may meet, field by field as the
// contract has it: written here once more, so that a gate that is wrong shows.
func (n *circumstances) suits(o *circumstances, today eic.Day) bool {
	switch {
	case o.paused, o.capacity == 0,
		len(n.kinds) > 0 && !slices.Contains(n.kinds, o.kind),
		apart(n.grades, o.grades), apart(n.languages, o.languages):
		return false
	case n.group > 0 && (n.group < o.least || o.most > 0 && n.group > o.most):
		return false
	}
	first, last := max(n.first, o.first, today+eic.Day(o.leadDays)), min(endless(n.last), endless(o.last))
	if first > last {
		return false
	}
	inPerson, online := common(n.settings, o.settings, "IN_PERSON"), common(n.settings, o.settings, "VIRTUAL")
	far := o.travelKm >= 0 && zipKm(n.zip, o.zip) > o.travelKm
	return online || inPerson && !far
}

func endless(last eic.Day) eic.Day {
	if last == 0 {
		return math.MaxInt32
	}
	return last
}

func common(a, b []string, setting string) bool {
	return (len(a) == 0 || slices.Contains(a, setting)) && (len(b) == 0 || slices.Contains(b, setting))
}

func apart[T comparable](a, b []T) bool {
	return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}

// levels are all grade levels, youngest first.
var levels = []string{"PK", "TK", "KG", "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G12"}

// schools are the levels of elementary, middle and high schools.
var schools = [][2]int{{2, 7}, {8, 10}, {11, 14}}

func between(first, last int) []int {
	var list []int
	for i := first; i <= last; i++ {
		list = append(list, i)
	}
	return list
}

func (p *Planted) askedCircumstances(r *rand.Rand) circumstances {
	c := circumstances{travelKm: -1, capacity: -1, zip: drawZip(r)}
	school := schools[pick(r, []int{0, 0, 0, 1, 1, 2})]
	if chance(r, .85) {
		first := school[0] + r.IntN(school[1]-school[0]+1)
		c.grades = between(first, min(first+r.IntN(2), school[1]))
	}
	if chance(r, .6) {
		c.kinds = []string{"FUND_OF_KNOWLEDGE"}
	}
	c.settings = pick(r, [][]string{{"IN_PERSON"}, {"IN_PERSON"}, {"IN_PERSON"}, {"IN_PERSON", "VIRTUAL"}, nil, {"VIRTUAL"}})
	if chance(r, .5) {
		c.modes = []string{pick(r, modes)}
	}
	if chance(r, .6) {
		c.first = p.plan.Today + eic.Day(5+r.IntN(120))
		c.last = c.first + eic.Day(6+r.IntN(60))
	}
	if chance(r, .5) {
		c.group = 12 + r.IntN(24)
	}
	if chance(r, .05) {
		c.languages = []string{"es"}
	}
	return c
}

var modes = []string{"GUEST_SPEAKER", "GUEST_SPEAKER", "DEMONSTRATION", "FIELD_TRIP_HOST", "PROJECT_COLLABORATOR", "MENTOR", "CAREER_DAY"}

func (p *Planted) offeredCircumstances(r *rand.Rand) circumstances {
	c := circumstances{travelKm: -1, capacity: -1, zip: drawZip(r), kind: "FUND_OF_KNOWLEDGE"}
	if chance(r, .15) {
		c.kind = pick(r, []string{"PILOT", "PILOT", "GRANT", "STUDY"})
	}
	switch {
	case chance(r, .25):
		school := pick(r, schools)
		c.grades = between(school[0], school[1])
	case chance(r, .3):
		c.grades = between(r.IntN(6), len(levels)-1)
	}
	c.settings = pick(r, [][]string{{"IN_PERSON"}, {"IN_PERSON"}, {"IN_PERSON", "VIRTUAL"}, {"IN_PERSON", "VIRTUAL"}, nil, {"VIRTUAL"}})
	if chance(r, .6) {
		c.modes = []string{pick(r, modes), pick(r, modes)}
		slices.Sort(c.modes)
		c.modes = slices.Compact(c.modes)
	}
	if chance(r, .6) {
		c.travelKm = float64(10 + 5*r.IntN(11))
	}
	if chance(r, .3) {
		c.first = p.plan.Today + eic.Day(r.IntN(60))
		c.last = c.first + eic.Day(60+r.IntN(200))
	}
	c.leadDays = pick(r, []int{0, 0, 0, 7, 14, 21})
	if chance(r, .2) {
		c.least, c.most = 1+r.IntN(8), 20+r.IntN(20)
	}
	switch {
	case chance(r, .04):
		c.capacity = 0
	case chance(r, .5):
		c.capacity = 1 + r.IntN(4)
	}
	c.languages = pick(r, [][]string{nil, nil, nil, nil, {"en"}, {"en"}, {"en", "es"}})
	c.paused = chance(r, .03)
	return c
}

// fields puts what both sides say into a line.
func (c *circumstances) fields(l line) {
	var grades []string
	for _, g := range c.grades {
		grades = append(grades, levels[g])
	}
	l["place"] = line{"postalCode": zipCode(c.zip)}
	for name, list := range map[string][]string{"grades": grades, "settings": c.settings, "modes": c.modes, "languages": c.languages} {
		if len(list) > 0 {
			l[name] = list
		}
	}
}

// zip is a postal code of the cluster.
type zip struct{ x, y float64 } // km from its middle

const zipCount = 60

// zips lie on a spiral that is dense in the middle, 0 to 60 km from it, the same
// for every seed.
func zipAt(i int) zip {
	const golden = 2.399963229728653 // turns by which neighbours on the spiral differ, in radians
	distance := 60 * math.Pow(float64(i)/zipCount, 1.5)
	return zip{distance * math.Cos(golden*float64(i)), distance * math.Sin(golden*float64(i))}
}

// drawZip draws a postal code: half of the people live in the inner fifth.
func drawZip(r *rand.Rand) int { return int(zipCount * math.Pow(r.Float64(), 2.3)) }

func zipCode(i int) string { return fmt.Sprintf("%05d", 90_000+i) }

// The middle of the cluster, and a degree of latitude and longitude there.
const (
	middleLat, middleLng = 33.0, -112.0
	latKm                = 111.195
)

func (z zip) degrees() (lat, lng float64) {
	return middleLat + z.y/latKm, middleLng + z.x/(latKm*math.Cos(middleLat*math.Pi/180))
}

// zipKm is the distance of two codes on a plane; within the 120 km of the cluster
// it is that of the sphere to a few meters in each kilometre.
func zipKm(i, j int) float64 {
	a, b := zipAt(i), zipAt(j)
	return math.Hypot(a.x-b.x, a.y-b.y)
}

// head is the lines that come before all others: the cluster and its places.
func (p *Planted) head() []byte {
	lines := line{"type": "Cluster", "externalId": cluster, "name": "Planted", "review": false, "languages": []string{"en", "es"}}.encode()
	for i := range zipCount {
		lat, lng := zipAt(i).degrees()
		lines = append(lines, line{"type": "Place", "externalId": "US:" + zipCode(i), "name": "Planted " + zipCode(i), "lat": lat, "lng": lng}.encode()...)
	}
	return lines
}

const cluster = "planted"
