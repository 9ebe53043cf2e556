package eic

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseGrades(t *testing.T) {
	cases := []struct {
		said string
		want string // names, "" refused
	}{
		{"G04", "G04"},
		{"K-2", "KG G01 G02"},
		{"k-2", "KG G01 G02"},
		{"PK-K", "PK TK KG"},
		{"3-5", "G03 G04 G05"},
		{"03-05", "G03 G04 G05"},
		{"9-12", "G09 G10 G11 G12"},
		{"10", "G10"},
		{"AE", "AE"},
		{"5-3", ""},
		{"13", ""},
		{"0", ""},
		{"K-", ""},
		{"", ""},
		{"fourth", ""},
	}
	for _, c := range cases {
		set, err := ParseGrades(c.said)
		if got := strings.Join(set.Names(), " "); got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q: got %q (%v), want %q", c.said, got, err, c.want)
		}
	}
}

func TestDay(t *testing.T) {
	for _, said := range []string{"1971-01-01", "2024-02-29", "2031-02-01", "9999-12-31"} {
		d, err := ParseDay(said)
		if err != nil || d.String() != said {
			t.Errorf("%s: got %s (%v)", said, d, err)
		}
	}
	for _, said := range []string{"2023-02-29", "1969-01-01", "2031-2-1", "tomorrow", "2031-02-01T00:00:00Z"} {
		if d, err := ParseDay(said); err == nil {
			t.Errorf("%s was taken for %s", said, d)
		}
	}
	phoenix, err := time.LoadLocation("America/Phoenix")
	if err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2031, 1, 31, 23, 0, 0, 0, phoenix) // already February in UTC
	if got := DayOf(evening).String(); got != "2031-01-31" {
		t.Errorf("the day of %v: got %s", evening, got)
	}
	if d, _ := ParseDay("2026-11-22"); d.Weekday() != Sunday {
		t.Errorf("2026-11-22: got %v, want SUN", d.Weekday())
	}
}

func TestWindowAnd(t *testing.T) {
	w := func(start, end Day) Window { return Window{start, end} }
	cases := []struct {
		name       string
		a, b, want Window
		ok         bool
	}{
		{"overlap", w(10, 20), w(15, 30), w(15, 20), true},
		{"one day", w(10, 20), w(20, 30), w(20, 20), true},
		{"apart", w(10, 20), w(21, 30), Window{}, false},
		{"open end", w(10, 0), w(15, 30), w(15, 30), true},
		{"any time", Window{}, w(15, 30), w(15, 30), true},
		{"both open", w(10, 0), w(15, 0), w(15, 0), true},
		{"until, from", w(0, 10), w(11, 0), Window{}, false},
	}
	for _, c := range cases {
		for _, pair := range [][2]Window{{c.a, c.b}, {c.b, c.a}} {
			got, ok := pair[0].And(pair[1])
			if ok != c.ok || ok && got != c.want {
				t.Errorf("%s: got %v %v, want %v %v", c.name, got, ok, c.want, c.ok)
			}
		}
	}
}

func TestAvailabilityCheck(t *testing.T) {
	saturday, _ := ParseDay("2026-11-21")
	weekend := Availability{Window{saturday, saturday + 1}, SetOf(Saturday)}
	if err := weekend.Check(); err != nil {
		t.Errorf("a Saturday: %v", err)
	}
	weekend.Weekdays = SetOf(Monday)
	if err := weekend.Check(); err == nil {
		t.Error("a Monday between Saturday and Sunday was accepted")
	}
}

func TestPlace(t *testing.T) {
	cases := []struct {
		name, code, country string
		point               *Point
		ok                  bool
	}{
		{"postal code", "85713", "", nil, true},
		{"ZIP+4", "02901-1802", "us", nil, true},
		{"point", "", "", &Point{32.2, -110.9}, true},
		{"nothing", "", "", nil, false},
		{"country alone", "", "US", nil, false},
		{"off the earth", "", "", &Point{91, 0}, false},
		{"not a number", "", "", &Point{math.NaN(), 0}, false},
		{"markup", "<b>", "", nil, false},
		{"country in words", "85713", "Mexico", nil, false},
	}
	for _, c := range cases {
		p, err := NewPlace(c.code, c.country, c.point)
		if (err == nil) != c.ok {
			t.Errorf("%s: got %+v, %v", c.name, p, err)
		}
	}
	p, _ := NewPlace("02901-1802", "", nil)
	codes, _ := p.Postal()
	if want := []Postal{{"US", "02901-1802"}, {"US", "02901"}}; !slices.Equal(codes, want) {
		t.Errorf("postal codes: got %v, want %v", codes, want)
	}
}

func TestKm(t *testing.T) {
	tucson, phoenix := Point{32.2226, -110.9747}, Point{33.4484, -112.0740}
	if got := tucson.Km(phoenix); math.Abs(got-170.9) > 0.5 {
		t.Errorf("Tucson to Phoenix: got %.1f km, want about 170.9", got)
	}
	if got := tucson.Km(tucson); got != 0 {
		t.Errorf("to itself: got %v", got)
	}
	if got := (Point{0, 0}).Km(Point{0, 180}); math.Abs(got-20015) > 1 {
		t.Errorf("half around: got %.1f km, want about 20015", got)
	}
}

func TestTexts(t *testing.T) {
	cases := []struct {
		name  string
		parse func(string) (string, error)
		said  string
		want  string
		ok    bool
	}{
		{"trimmed", ParseTitle, "  Why do bees matter? ", "Why do bees matter?", true},
		{"empty title", ParseTitle, "  ", "", false},
		{"longest", ParseTitle, strings.Repeat("ñ", 200), strings.Repeat("ñ", 200), true},
		{"too long", ParseTitle, strings.Repeat("ñ", 201), "", false},
		{"two lines", ParseTitle, "one\ntwo", "", false},
		{"bell", ParseDescription, "ding \a", "", false},
		{"lines", ParseDescription, "one\ntwo\tthree", "one\ntwo\tthree", true},
		{"not UTF-8", ParseDescription, "a\xff", "", false},
		{"link", ParseURL, "example.org/a", "https://example.org/a", true},
		{"no link", ParseURL, "javascript:alert(1)", "", false},
		{"e-mail", ParseEmail, "a@example.org", "a@example.org", true},
		{"e-mail with a name", ParseEmail, "A <a@example.org>", "", false},
		{"e-mail with a header", ParseEmail, "a@example.org\r\nBcc: b@example.org", "", false},
		{"time zone", ParseTimeZone, "America/Phoenix", "America/Phoenix", true},
		{"no time zone", ParseTimeZone, "Mars/Olympus", "", false},
	}
	for _, c := range cases {
		got, err := c.parse(c.said)
		if (err == nil) != c.ok || got != c.want {
			t.Errorf("%s: got %q, %v", c.name, got, err)
		}
	}
	if lang, err := ParseLanguage("es-MX"); err != nil || lang != Spanish {
		t.Errorf("es-MX: got %q, %v", lang, err)
	}
	if lang, err := ParseLanguage("Spanish"); err == nil {
		t.Errorf("Spanish: got %q", lang)
	}
}

func TestSet(t *testing.T) {
	s := SetOf(G04, KG, G04)
	if got := strings.Join(s.Names(), " "); got != "KG G04" {
		t.Errorf("names: got %q", got)
	}
	b, err := json.Marshal(s)
	if err != nil || string(b) != `["KG","G04"]` {
		t.Errorf("JSON: got %s, %v", b, err)
	}
	var back Grades
	if err := json.Unmarshal(b, &back); err != nil || back != s {
		t.Errorf("back: got %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`["G13"]`), &back); err == nil {
		t.Error("G13 was accepted")
	}
	if last := EveryGradeLevel()[len(EveryGradeLevel())-1]; int(last) > 31 {
		t.Errorf("%v is numbered %d: a set holds 31", last, last)
	}
}

func TestLifecycles(t *testing.T) {
	cases := []struct {
		from, to NeedStatus
		review   bool
		changed  bool
		ok       bool
	}{
		{NeedDraft, NeedInReview, true, true, true},
		{NeedDraft, NeedOpen, true, false, false},
		{NeedDraft, NeedOpen, false, true, true},
		{NeedInReview, NeedDraft, true, true, true},
		{NeedOpen, NeedOpen, true, false, true},
		{NeedWithdrawn, NeedOpen, true, false, false},
		{NeedWithdrawn, NeedWithdrawn, true, false, true},
		{NeedOpen, NeedFulfilled, true, false, false},
		{NeedInProgress, NeedFulfilled, true, true, true},
	}
	for _, c := range cases {
		changed, err := NeedLifecycle(c.review).Step(c.from, c.to)
		if changed != c.changed || (err == nil) != c.ok {
			t.Errorf("%v -> %v (review %v): got %v, %v", c.from, c.to, c.review, changed, err)
		}
	}
	for _, s := range EveryNeedStatus() {
		live := slices.Contains(NeedLifecycle(true).Next(s), NeedWithdrawn)
		if final := NeedLifecycle(true).Final(s); final == live {
			t.Errorf("%v: final %v and can be withdrawn %v", s, final, live)
		}
	}
	if got := OfferLifecycle().Next(OfferListed); !slices.Equal(got, []OfferStatus{OfferClosed}) {
		t.Errorf("a listed offer may go to %v", got)
	}
}

func TestRecordCheck(t *testing.T) {
	cases := []struct {
		name   string
		record Record
		paths  string
	}{
		{"an empty need", &Need{}, "postedBy title status"},
		{"a need for nobody", &Need{PostedBy: "p", Title: "t", Status: NeedOpen, GroupSize: -1}, "groupSize"},
		{"wishes matter least", &Need{PostedBy: "p", Title: "t", Status: NeedOpen, Matters: FactorWishes}, "matters"},
		{"a pilot of nothing", &Offer{OfferedBy: "p", Title: "t", Status: OfferOpen, Kind: PilotOffer, Pilot: &PilotTerms{}}, "product"},
		{"to the moon", &Offer{OfferedBy: "p", Title: "t", Status: OfferOpen, TravelKm: ptr(384400.0)}, "travelKm"},
		{"part of itself", &Organization{Head: Head{ID: "o"}, Kind: School, Name: "n", PartOf: "o"}, "partOf"},
		{"a need about a topic and not", &Need{PostedBy: "p", Title: "t", Status: NeedOpen, Topics: []TopicID{"a", "b"}, NotTopics: []TopicID{"c", "b", "a"}}, "notTopics.1 notTopics.2"},
		{"an offer about a topic and not", &Offer{OfferedBy: "p", Title: "t", Status: OfferOpen, Topics: []TopicID{"a"}, NotTopics: []TopicID{"a"}}, "notTopics.0"},
		{"a bridge of no weight", &Topic{Label: "t", Bridges: []Bridge{{To: "u"}}}, "bridges.0.weight"},
		{"twice a member", &Person{Name: "n", Memberships: []Membership{{Cluster: "c"}, {Cluster: "c"}}}, "memberships.1"},
	}
	for _, c := range cases {
		if got := pathsOf(t, c.record.Check()); got != c.paths {
			t.Errorf("%s: faults at %q, want %q", c.name, got, c.paths)
		}
	}
}
