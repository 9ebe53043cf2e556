package ingest

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

func TestLabelsOf(t *testing.T) {
	tests := []struct{ title, short, want string }{
		{"Welder", "", "Welder"},
		{"Chief Executive Officer (CEO)", "CEO", "Chief Executive Officer (CEO)|CEO|Chief Executive Officer|CEO"},
		{"Advertising Manager (Ad Manager)", "Ad Manager", "Advertising Manager (Ad Manager)|Ad Manager|Advertising Manager|Ad Manager"},
		{"Fog Warden", "Warden", "Fog Warden|Warden"},
		{"Kite (Box) Maker", "Kite Maker", "Kite (Box) Maker|Kite Maker"},
		{"Singer (Burning)", "", "Singer (Burning)"},
	}
	for _, tt := range tests {
		if got := strings.Join(labelsOf(tt.title, tt.short), "|"); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.title, got, tt.want)
		}
	}
}

func TestUsable(t *testing.T) {
	long := strings.Repeat("long ", 41)
	got, left := usable([]string{" kite  maker ", "", "CEO", "WILD", "O & G", "PL/I", "re", "Nun", "HVACR", "CEO (chief)", "Éc", long, "ñu y ñu"})
	if want := "kite maker|Nun|HVACR|CEO (chief)"; strings.Join(got, "|") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if out, ok := left.(leftOut); !ok || codeOf(out.error) != fault.TooLong {
		t.Errorf("the long one: got %v", left)
	}
}

func TestDistinct(t *testing.T) {
	got := strings.Join(distinct("Kite Makers", []string{"kite-makers", "Kite Smith", "KITE SMITH", "?", "Über", "uber"}), "|")
	if want := "Kite Smith|Über|uber"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Nine occupations at 2 and one at x: mean 2 + (x-2)/10, deviation .3 (x-2), so
// that x is three deviations above the mean, whatever it is.
func TestBridgesOfAreas(t *testing.T) {
	tests := []struct {
		importance float64
		want       string
	}{
		{5, "topic-biology 0.8"}, {4, "topic-biology 0.6"}, {3.3, "topic-biology 0.46"}, {3, "topic-biology 0.4"},
		{2.99, ""}, // too little, though nobody has more
	}
	for _, tt := range tests {
		a := newAreas()
		for i := range 10 {
			x := 2.
			if i == 9 {
				x = tt.importance
			}
			a.importance[fmt.Sprint(i)] = map[string]float64{"Biology": x, "Chemistry": 4}
			a.over["Biology"] = a.over["Biology"].with(x)
			a.over["Chemistry"] = a.over["Chemistry"].with(4) // for all alike: says nothing
		}
		if got := drawn(a.bridges("9")); got != tt.want {
			t.Errorf("%g: got %s, want %s", tt.importance, got, tt.want)
		}
		if got := drawn(a.bridges("0")); got != "" {
			t.Errorf("%g: an occupation like the others has %s", tt.importance, got)
		}
	}
}

// All areas vary alike among ten occupations, and the more usual one is, the less
// far 5 lies above.
func TestBridgesAreTheFurthestAbove(t *testing.T) {
	a := newAreas()
	names := []string{"Physics", "Design", "Mechanical", "Biology", "Geography", "Psychology", "Chemistry", "Mathematics"}
	for i, name := range names {
		for other := range 10 {
			x := 1 + float64(i)/10 // usual: 1 to 1.7, spread out a little
			if other%2 == 0 {
				x += .1
			}
			a.over[name] = a.over[name].with(x)
		}
		a.over[name] = a.over[name].with(5)
	}
	a.importance["one"] = map[string]float64{}
	for _, name := range names {
		a.importance["one"][name] = 5
	}
	want := "topic-physics 0.8,topic-design 0.8,topic-mechanics 0.8,topic-biology 0.8,topic-geography 0.8,topic-psychology 0.8"
	if got := drawn(a.bridges("one")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// drawn writes bridges as "to weight".
func drawn(bridges []any) string {
	var list []string
	for _, b := range bridges {
		fields := b.(app.Fields)
		to, ok := fields["to"].(string)
		if !ok {
			to = fields["to"].(app.Fields)["id"].(string)
		}
		list = append(list, to+" "+fields["weight"].(json.Number).String())
	}
	return strings.Join(list, ",")
}

// A hundred occupations; ln 10/ln 100 = .5.
func TestBridgesOfSkills(t *testing.T) {
	tests := []struct {
		name      string
		knowledge bool
		needing   int
		want      string
	}{
		{"knowledge of one", true, 1, "x 0.6"},
		{"knowledge of ten", true, 10, "x 0.3"},
		{"knowledge of all", true, 100, ""},
		{"a skill of one", false, 1, "x 0.5"},
		{"a skill of ten", false, 10, "x 0.25"},
		{"a skill of thirty", false, 30, "x 0.13"}, // .5 (1 - 3.40/4.61)
		{"a skill of more", false, 31, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := &esco{uris: []string{"x"}, knowledge: []bool{tt.knowledge}, needs: map[int32][]int32{}, needing: map[int32]int{0: tt.needing}}
			for i := range int32(100) {
				e.needs[i+1] = []int32{0}
			}
			if got := drawn(e.bridges(1)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	e := &esco{needs: map[int32][]int32{}, needing: map[int32]int{}}
	for i := range int32(20) {
		e.uris, e.knowledge = append(e.uris, fmt.Sprint("s", i)), append(e.knowledge, false)
		e.needs[99] = append(e.needs[99], i)
		e.needing[i] = 20 - int(i)
	}
	e.needs[98] = nil
	got := strings.Split(drawn(e.bridges(99)), ",")
	if len(got) > doings || !strings.HasPrefix(got[0], "s19 ") {
		t.Errorf("got %v, want the rarest %d", got, doings)
	}
}

func TestCodes(t *testing.T) {
	tests := []struct {
		code, bare string
		telling    bool
	}{
		{"CCSS.Math.Content.3.NF.A.1", "3.NF.A.1", true},
		{"CCSS.MATH.CONTENT.HSF-IF.B.4", "HSF-IF.B.4", true},
		{"CCSS.ELA-Literacy.RL.3.1", "RL.3.1", true},
		{"CCSS.Math.Practice.MP1", "MP1", true},
		{"CCSS.Math.Content.", "CCSS.Math.Content.", true},
		{"3-LS1-1", "3-LS1-1", true},
		{"111.5.b.3.A", "111.5.b.3.A", true},
		{"5.G.A", "5.G.A", false}, // a text keeps "5 g" of it
		{"5.G.B", "5.G.B", true},
		{"5.G", "5.G", false},
		{"3.NF", "3.NF", true},
		{"K.CC", "K.CC", false},
		{"CC", "CC", false},
		{"HSF", "HSF", false},
		{"12", "12", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if bare := bareCode(tt.code); bare != tt.bare || telling(bare) != tt.telling {
			t.Errorf("%s: got %s, telling %t, want %s, %t", tt.code, bare, telling(bare), tt.bare, tt.telling)
		}
	}
}

func TestPlain(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a &amp; b", "a & b"},
		{"one&lt;br/&gt;two<BR>three", "one\ntwo\nthree"},
		{"<p>one</p><p>two</p>", "one\n\ntwo"},
		{"<i>E. coli</i> and H<sub>2</sub>O", "E. coli and H2O"},
		{`see <a href="http://x.example">here</a>`, "see here"},
		{"x < 5 and y > 3, a<b>c", "x < 5 and y > 3, ac"}, // <b> is a tag
		{"5 &amp;lt; 6", "5 < 6"},
		{"  one \r\n\r\n\r\n  two\x00\tthree ", "one\n\ntwo three"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := plain(tt.in); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestBounded(t *testing.T) {
	tests := []struct {
		in   string
		most int
		want string
	}{
		{"one two", 7, "one two"},
		{"one two three", 10, "one two…"},
		{"one, two three", 6, "one…"},
		{"ñandú ñandú", 8, "ñandú…"},
		{"unbreakable", 6, "unb…"},
	}
	for _, tt := range tests {
		if got := bounded(tt.in, tt.most); got != tt.want {
			t.Errorf("%q in %d: got %q, want %q", tt.in, tt.most, got, tt.want)
		}
	}
}

func TestKindOfReceiver(t *testing.T) {
	tests := []struct{ name, want string }{
		{"University of Somewhere", "HIGHER_EDUCATION"},
		{"SOMEWHERE STATE UNIVERSITY, THE", "HIGHER_EDUCATION"},
		{"Pennsylvania State Univ University Park", "HIGHER_EDUCATION"},
		{"Rochester Institute of Tech", "HIGHER_EDUCATION"},
		{"Colorado School of Mines", "HIGHER_EDUCATION"},
		{"Georgia Tech Research Corporation", "HIGHER_EDUCATION"},
		{"CUNY City College", "HIGHER_EDUCATION"},
		{"Somewhere State University Research Foundation, Inc.", "HIGHER_EDUCATION"},
		{"University Corporation For Atmospheric Res", "RESEARCH_ORGANIZATION"},
		{"University Industry Demonstration Partnership", "RESEARCH_ORGANIZATION"},
		{"University of Somewhere Agricultural Experiment Station", "RESEARCH_ORGANIZATION"},
		{"Smithsonian Institution", "RESEARCH_ORGANIZATION"},
		{"American Astronomical Society", "RESEARCH_ORGANIZATION"},
		{"Universal Widgets Inc", "RESEARCH_ORGANIZATION"},
		{"", "RESEARCH_ORGANIZATION"},
	}
	for _, tt := range tests {
		if got := kindOfReceiver(tt.name).String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Text that is not UTF-8 is read as Windows-1252, row by row.
func TestAwardsInWindows1252(t *testing.T) {
	head := "AwardNumber,Title,Organization,Abstract\n"
	row := "9900001,Children\x92s caf\xe9,Kite College,\"\x93Quoted\x94 \x96 and\nmore.\"\n"
	utf8 := "9900002,Niños,Kite College,¿Qué?\n"
	g := newGraph()
	sum, _ := imported(t, g, Options{Format: "nsf-awards", Cluster: "c", Files: []string{write(t, "a.csv", head+row+utf8)}})
	text := exported(t, g)
	for _, want := range []string{"Children’s café", "“Quoted” – and\\nmore.", "Niños", "¿Qué?"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	if brief(sum) != "3,0,0,0" {
		t.Errorf("got %s", sum)
	}
}

// Every area of knowledge has a topic that the program ships, so that the
// occupations of a folder find what they are tied to; one that is missing is
// named.
func TestAreasAreShipped(t *testing.T) {
	stored, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer stored.Close()
	service, err := app.Open(t.Context(), app.Config{Store: stored})
	if err != nil {
		t.Fatal(err)
	}
	defer service.Close(t.Context())
	topics, err := stored.Topics(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	shipped := map[string]bool{}
	for _, topic := range topics {
		shipped[topic.External.ID] = true
	}
	for area := range areaTopics {
		if !shipped[topicOfArea(area)] {
			t.Errorf("%s: there is no topic %s", area, topicOfArea(area))
		}
	}
	folder := filepath.Join("testdata", "onet")
	for _, want := range []string{"imported 5, updated 0, unchanged 0, rejected 4", "imported 0, updated 0, unchanged 5, rejected 4"} {
		sum, err := Run(t.Context(), Options{Format: "onet", Files: []string{folder}}, service)
		if err != nil || sum.String() != want {
			t.Fatalf("got %s, error %v, want %s", sum, err, want)
		}
	}
	line := app.Line{Type: eic.TopicType, Source: "onet", ExternalID: "99-1001.00", Fields: app.Fields{
		"label": "Kite Makers", "bridges": []any{app.Fields{"to": app.Fields{"source": eic.OwnSource, "id": "topic-kite-lore"}}}}}
	results, err := service.ApplyLines(t.Context(), []app.Line{line}, true)
	if err != nil || codeOf(results[0].Err) != fault.UnknownRef || !strings.Contains(results[0].Err.Error(), "thirdplace:topic-kite-lore") {
		t.Errorf("a topic that is not shipped: got %+v, %v", results, err)
	}
}
