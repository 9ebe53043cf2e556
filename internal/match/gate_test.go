package match

import (
	"reflect"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

func km(n float64) *float64 { return &n }

func at(lat, lng float64) eic.Place { return eic.Place{Given: &eic.Point{Lat: lat, Lng: lng}} }

func days(start, end eic.Day, weekdays ...eic.Weekday) eic.Availability {
	return eic.Availability{Window: eic.Window{Start: start, End: end}, Weekdays: eic.SetOf(weekdays...)}
}

// pair is a need and an offer that no gate keeps apart.
func pair() (*eic.Need, *eic.Offer) {
	n := &eic.Need{
		Head: eic.Head{ID: "need.a.1", Cluster: "cluster.a"}, PostedBy: "person.a.1", Title: "Why do bees matter?", Status: eic.NeedOpen,
	}
	o := &eic.Offer{
		Head: eic.Head{ID: "fund.a.1", Cluster: "cluster.a"}, Kind: eic.FundOfKnowledge, OfferedBy: "person.a.2",
		Title: "Bees in the desert", Status: eic.OfferOpen,
	}
	return n, o
}

// TestGates: each case changes a pair that may meet; want is the gate that then
// closes, 0 for none. Today is a Saturday.
func TestGates(t *testing.T) {
	const soon, later = today + 10, today + 40
	inPerson, virtual := eic.SetOf(eic.InPerson), eic.SetOf(eic.Virtual)
	tests := []struct {
		name   string
		change func(n *eic.Need, o *eic.Offer)
		want   eic.MatchGate
	}{
		{"nothing is said", func(*eic.Need, *eic.Offer) {}, 0},
		{"another cluster", func(_ *eic.Need, o *eic.Offer) { o.Cluster = "cluster.b" }, eic.GateScope},
		{"another kind", func(n *eic.Need, _ *eic.Offer) { n.Kinds = eic.SetOf(eic.Grant) }, eic.GateKind},
		{"one of the kinds", func(n *eic.Need, _ *eic.Offer) { n.Kinds = eic.SetOf(eic.Grant, eic.FundOfKnowledge) }, 0},
		{"paused", func(_ *eic.Need, o *eic.Offer) { o.Status = eic.OfferPaused }, eic.GateStatus},
		{"listed", func(_ *eic.Need, o *eic.Offer) { o.Status = eic.OfferListed }, 0},
		{"a draft of a need", func(n *eic.Need, _ *eic.Offer) { n.Status = eic.NeedDraft }, 0},
		{"a need in review", func(n *eic.Need, _ *eic.Offer) { n.Status = eic.NeedInReview }, 0},
		{"a need without status", func(n *eic.Need, _ *eic.Offer) { n.Status = 0 }, 0},
		{"a fulfilled need", func(n *eic.Need, _ *eic.Offer) { n.Status = eic.NeedFulfilled }, eic.GateStatus},
		{"oneself", func(_ *eic.Need, o *eic.Offer) { o.OfferedBy = "person.a.1" }, eic.GateSelf},
		{"one's employer", func(_ *eic.Need, o *eic.Offer) { o.OfferedBy = "org.a.employer" }, eic.GateSelf},
		{"whom one posts for", func(n *eic.Need, o *eic.Offer) { n.OnBehalfOf, o.OfferedBy = "org.a.s", "org.a.s" }, eic.GateSelf},

		{"need and offer in other months", func(n *eic.Need, o *eic.Offer) {
			n.Window = eic.Window{Start: soon, End: soon + 5}
			o.Availability = []eic.Availability{days(later, later+5)}
		}, eic.GateDates},
		{"one day in common", func(n *eic.Need, o *eic.Offer) {
			n.Window = eic.Window{Start: soon, End: later}
			o.Availability = []eic.Availability{days(today, today+2), days(later, 0)}
		}, 0},
		{"no such weekday", func(n *eic.Need, o *eic.Offer) {
			n.Window = eic.Window{Start: today + 2, End: today + 6} // Monday to Friday
			o.Availability = []eic.Availability{days(0, 0, eic.Saturday, eic.Sunday)}
		}, eic.GateDates},
		{"a need whose days are over", func(n *eic.Need, _ *eic.Offer) { n.Window = eic.Window{End: today - 1} }, eic.GateDates},
		{"a need until today", func(n *eic.Need, _ *eic.Offer) { n.Window = eic.Window{End: today} }, 0},
		{"too soon for the lead days", func(n *eic.Need, o *eic.Offer) { n.Window, o.LeadDays = eic.Window{End: today + 6}, 7 }, eic.GateDates},
		{"just in time", func(n *eic.Need, o *eic.Offer) { n.Window, o.LeadDays = eic.Window{End: today + 7}, 7 }, 0},
		{"an offer whose days are over", func(_ *eic.Need, o *eic.Offer) { o.Availability = []eic.Availability{days(0, today-1)} }, eic.GateDates},
		{"a study that is over", func(_ *eic.Need, o *eic.Offer) { o.Study = &eic.StudyTerms{Window: eic.Window{End: today - 1}} }, eic.GateDates},
		{"available only outside its own window", func(_ *eic.Need, o *eic.Offer) {
			o.Grant = &eic.GrantTerms{Window: eic.Window{Start: soon, End: soon}}
			o.Availability = []eic.Availability{days(later, 0)}
		}, eic.GateDates},

		{"used up", func(_ *eic.Need, o *eic.Offer) { o.Capacity = &eic.Capacity{Per: eic.PerMonth} }, eic.GateCapacity},
		{"one left", func(_ *eic.Need, o *eic.Offer) { o.Capacity = &eic.Capacity{Count: 1, Per: eic.PerMonth} }, 0},
		{"in person or online", func(n *eic.Need, o *eic.Offer) { n.Settings, o.Settings = inPerson, virtual }, eic.GateSetting},
		{"online suits both", func(n *eic.Need, o *eic.Offer) { n.Settings, o.Settings = virtual, inPerson.Or(virtual) }, 0},

		{"too far", func(n *eic.Need, o *eic.Offer) {
			n.Settings, n.Place, o.Place, o.TravelKm = inPerson, at(32, -110), at(33, -110), km(100)
		}, eic.GateDistance},
		{"111 km, and 112 are no trouble", func(n *eic.Need, o *eic.Offer) {
			n.Settings, n.Place, o.Place, o.TravelKm = inPerson, at(32, -110), at(33, -110), km(112)
		}, 0},
		{"next door to who does not travel", func(n *eic.Need, o *eic.Offer) {
			o.Settings, n.Place, o.Place, o.TravelKm = inPerson, at(32, -110), at(32.01, -110), km(0)
		}, eic.GateDistance},
		{"too far, and online suits both", func(n *eic.Need, o *eic.Offer) {
			o.Settings, n.Place, o.Place, o.TravelKm = inPerson.Or(virtual), at(32, -110), at(33, -110), km(1)
		}, 0},
		{"far, and nobody says how far they come", func(n *eic.Need, o *eic.Offer) {
			n.Settings, n.Place, o.Place = inPerson, at(32, -110), at(52, 13)
		}, 0},
		{"nobody knows where", func(n *eic.Need, o *eic.Offer) {
			n.Settings, n.Place, o.Place, o.TravelKm = inPerson, eic.Place{PostalCode: "00000", Country: "US"}, at(33, -110), km(1)
		}, 0},

		{"other grades", func(n *eic.Need, o *eic.Offer) { n.Grades, o.Grades = eic.SetOf(eic.G04), eic.SetOf(eic.G05) }, eic.GateGrades},
		{"a grade in common", func(n *eic.Need, o *eic.Offer) { n.Grades, o.Grades = eic.SetOf(eic.G04, eic.G05), eic.SetOf(eic.G05) }, 0},
		{"grades of one side only", func(n *eic.Need, _ *eic.Offer) { n.Grades = eic.SetOf(eic.G04) }, 0},
		{"too many people", func(n *eic.Need, o *eic.Offer) { n.GroupSize, o.GroupSize.Max = 28, 20 }, eic.GateGroupSize},
		{"too few people", func(n *eic.Need, o *eic.Offer) { n.GroupSize, o.GroupSize.Min = 8, 20 }, eic.GateGroupSize},
		{"no group said", func(_ *eic.Need, o *eic.Offer) { o.GroupSize = eic.GroupSize{Min: 5, Max: 20} }, 0},
		{"no language in common", func(n *eic.Need, o *eic.Offer) {
			n.Languages, o.Languages = []eic.Language{"es"}, []eic.Language{"en", "so"}
		}, eic.GateLanguage},
		{"a language in common", func(n *eic.Need, o *eic.Offer) {
			n.Languages, o.Languages = []eic.Language{"en", "es"}, []eic.Language{"es"}
		}, 0},
		{"languages of one side only", func(n *eic.Need, _ *eic.Offer) { n.Languages = []eic.Language{"es"} }, 0},
		{"other devices", func(n *eic.Need, o *eic.Offer) {
			n.Devices, o.Pilot = eic.SetOf(eic.Mac), &eic.PilotTerms{Devices: eic.SetOf(eic.IPad)}
		}, eic.GateDevices},
		{"devices of one side only", func(n *eic.Need, o *eic.Offer) { n.Devices, o.Pilot = eic.SetOf(eic.Mac), &eic.PilotTerms{} }, 0},
		{"devices matter to pilots only", func(n *eic.Need, _ *eic.Offer) { n.Devices = eic.SetOf(eic.Mac) }, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n, o := pair()
			test.change(n, o)
			if got := closedGate(n, o, nil); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// closedGate returns the first gate that is closed, and fails if the list of all
// does not begin with it.
func closedGate(n *eic.Need, o *eic.Offer, p *eic.Product) eic.MatchGate {
	m := &Model{Weights: DefaultWeights(), Today: today}
	need := NewNeed(n, Text{}, nil, []eic.OrganizationID{"org.a.employer"})
	offer := NewOffer(o, p, Text{}, nil)
	first, all := m.firstBlocker(need, offer), m.blockers(need, offer)
	if first == nil {
		return eic.MatchGate(len(all)) // 0, or wrong
	}
	if len(all) == 0 || !reflect.DeepEqual(all[0], *first) {
		return 0
	}
	return first.Gate
}

// TestProductGates: what a pilot does not say its product does.
func TestProductGates(t *testing.T) {
	n, o := pair()
	o.Kind, o.Pilot = eic.PilotOffer, &eic.PilotTerms{Product: "product.a.1"}
	p := &eic.Product{Company: "org.a.maker", Devices: eic.SetOf(eic.IPad)}
	n.Devices = eic.SetOf(eic.Mac)
	if got, want := closedGate(n, o, p), eic.GateDevices; got != want {
		t.Errorf("devices of the product: got %v, want %v", got, want)
	}
	o.Pilot.Devices = eic.SetOf(eic.Mac)
	if got := closedGate(n, o, p); got != 0 {
		t.Errorf("devices of the pilot come first: got %v", got)
	}
	p.Company = "org.a.employer"
	if got, want := closedGate(n, o, p), eic.GateSelf; got != want {
		t.Errorf("the product of one's own company: got %v, want %v", got, want)
	}
}

// TestScope: clusters that share meet in a list over the network, if both do.
func TestScope(t *testing.T) {
	n, o := pair()
	o.Cluster = "cluster.b"
	for _, c := range []struct {
		network []eic.ClusterID
		open    bool
	}{{nil, false}, {[]eic.ClusterID{n.Cluster}, false}, {[]eic.ClusterID{o.Cluster}, false}, {[]eic.ClusterID{n.Cluster, o.Cluster, "cluster.c"}, true}} {
		m := &Model{Network: map[eic.ClusterID]bool{}}
		for _, cluster := range c.network {
			m.Network[cluster] = true
		}
		b := scopeGate(m, &Need{Record: n}, &Offer{Record: o})
		if (b == nil) != c.open {
			t.Errorf("%v share: got %v, want it open: %v", c.network, b, c.open)
		}
	}
}

// TestEveryGate: the list of gates is in the order of their numbers, without a gap.
func TestEveryGate(t *testing.T) {
	n, o := pair()
	n.Settings, n.Place, n.Grades, n.GroupSize = eic.SetOf(eic.InPerson), at(0, 0), eic.SetOf(eic.G01), 9
	n.Kinds, n.Languages, n.Devices, n.Window = eic.SetOf(eic.Grant), []eic.Language{"en"}, eic.SetOf(eic.Mac), eic.Window{End: today - 1}
	o.Cluster, o.Status, o.OfferedBy, o.Capacity = "cluster.b", eic.OfferClosed, "person.a.1", &eic.Capacity{}
	o.Place, o.TravelKm, o.Grades, o.GroupSize.Max = at(9, 9), km(1), eic.SetOf(eic.G02), 5
	o.Languages, o.Pilot = []eic.Language{"es"}, &eic.PilotTerms{Devices: eic.SetOf(eic.IPad)}
	m := &Model{Weights: DefaultWeights(), Today: today}
	var got []eic.MatchGate
	for _, b := range m.blockers(NewNeed(n, Text{}, nil, nil), NewOffer(o, nil, Text{}, nil)) {
		got = append(got, b.Gate)
	}
	want := []eic.MatchGate{
		eic.GateScope, eic.GateKind, eic.GateStatus, eic.GateSelf, eic.GateDates, eic.GateCapacity,
		eic.GateDistance, eic.GateGrades, eic.GateGroupSize, eic.GateLanguage, eic.GateDevices,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(gates) != len(eic.EveryMatchGate()) {
		t.Errorf("%d gates, want %d", len(gates), len(eic.EveryMatchGate()))
	}
}

func TestBlockerFacts(t *testing.T) {
	n, o := pair()
	n.Window, o.LeadDays = eic.Window{Start: today + 1, End: today + 3}, 5
	o.Availability = []eic.Availability{days(today, today+9), days(today+20, today+30)}
	m := &Model{Weights: DefaultWeights(), Today: today}
	got := m.firstBlocker(NewNeed(n, Text{}, nil, nil), NewOffer(o, nil, Text{}, nil))
	want := &Blocker{
		Gate: eic.GateDates, Asked: n.Window, Offered: eic.Window{Start: today, End: today + 30}, LeadDays: 5, Earliest: today + 5,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestMeetingDays(t *testing.T) {
	for _, test := range []struct {
		name  string
		asked eic.Window
		list  []eic.Availability
		most  int
		days  int
		span  eic.Window
	}{
		{"all of an open end", eic.Window{}, nil, 5, 5, eic.Window{Start: today, End: today + 4}},
		{"two Mondays", eic.Window{Start: today, End: today + 13}, []eic.Availability{days(0, 0, eic.Monday)}, 9, 2, eic.Window{Start: today + 2, End: today + 9}},
		{"a day of two lists counts once", eic.Window{End: today + 20}, []eic.Availability{days(today+1, today+4), days(today+3, today+5)}, 9, 5, eic.Window{Start: today + 1, End: today + 5}},
		{"a gap", eic.Window{End: today + 20}, []eic.Availability{days(today+8, today+9), days(today+1, today+1)}, 9, 3, eic.Window{Start: today + 1, End: today + 9}},
		{"none", eic.Window{End: today - 1}, nil, 9, 0, eic.Window{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, span := meetingDays(&eic.Need{Window: test.asked}, &eic.Offer{Availability: test.list}, today, test.most)
			if got != test.days || span != test.span {
				t.Errorf("got %d in %v to %v, want %d in %v to %v", got, span.Start, span.End, test.days, test.span.Start, test.span.End)
			}
		})
	}
}
