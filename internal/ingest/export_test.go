package ingest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// everything has a line of each type with its fields in the order of the
// import's documentation, so that what is exported is the file itself.
const everything = `{"type":"Place","source":"geonames","externalId":"US:85701","name":"Tucson","lat":32.217,"lng":-110.971}
{"type":"Cluster","source":"s","externalId":"tucson","name":"Tucson <&> \u2028","place":{"postalCode":"85701","country":"US","lat":32.217,"lng":-110.971},"timeZone":"America/Phoenix","review":false,"shares":true,"languages":["en","es"]}
{"type":"Organization","source":"s","externalId":"a","cluster":"tucson","kind":"DISTRICT","name":"A"}
{"type":"Organization","source":"s","externalId":"b","cluster":"tucson","kind":"SCHOOL","name":"B","partOf":"a","place":{"postalCode":"85713"},"grades":["KG"],"url":"https://b.example"}
{"type":"Person","source":"s","externalId":"p","cluster":"tucson","name":"P","roles":["EDUCATOR"],"memberships":[{"cluster":"phoenix","roles":[]}],"email":"p@b.example","phone":"1","language":"en","affiliations":[{"organization":"b","title":"Grade 4","from":"2031-01-01","to":"2031-02-01"}],"identities":[{"issuer":"https://i.example","subject":"1"}]}
{"type":"Topic","source":"s","externalId":"t","label":"bees","lang":"en","altLabels":["bee",{"label":"abejas","lang":"es"}],"description":"Insects.","kind":"SUBJECT","grades":["G03"],"broader":["u"],"related":["u"],"bridges":[{"to":{"source":"thirdplace","id":"topic-x"},"weight":0.5,"author":"me"}]}
{"type":"Topic","source":"s","externalId":"u","label":"life","zeta":1,"alpha":{}}
{"type":"Need","source":"s","externalId":"n","cluster":"tucson","postedBy":"p","title":"N","onBehalfOf":"b","description":"D\nE","topics":["t"],"notTopics":["u"],"grades":["G04"],"modes":["MENTOR"],"settings":["VIRTUAL"],"kinds":["PILOT"],"place":{"postalCode":"85713"},"window":{"start":"2031-02-01","end":"2031-03-15"},"groupSize":28,"language":"en","languages":["es"],"devices":["IPAD"],"matters":"PLACE","status":"DRAFT","returned":"why"}
{"type":"FundOfKnowledge","source":"s","externalId":"o","cluster":"tucson","offeredBy":"p","title":"O","description":"D","topics":["t"],"notTopics":["u"],"grades":["G04"],"modes":["MENTOR"],"settings":["VIRTUAL"],"place":{"lat":32.2,"lng":-110.9},"travelKm":40.5,"availability":[{"start":"2031-01-01","end":"2031-02-01","weekdays":["MON"]}],"leadDays":3,"groupSize":{"min":1,"max":30},"capacity":{"count":3,"per":"MONTH"},"wishes":{"grades":["G01"],"topics":["t"],"modes":["MENTOR"],"settings":["VIRTUAL"],"text":"W"},"language":"es","languages":["es"],"status":"OPEN","category":"AGRICULTURE"}
{"type":"PilotOffer","source":"s","externalId":"o","cluster":"tucson","offeredBy":{"source":"r","id":"p"},"title":"O","product":"x","seats":4,"window":{"start":"2031-01-01"},"weeks":6,"devices":["MAC"]}
{"type":"Grant","source":"s","externalId":"o2","cluster":"tucson","offeredBy":"p","title":"O","amount":{"min":1,"max":1000000000000,"currency":"USD"},"window":{"end":"2031-01-01"}}
{"type":"Study","source":"s","externalId":"o","cluster":"tucson","offeredBy":"p","title":"O","question":"Q","method":"M","window":{"start":"2031-01-01"}}
{"type":"Product","source":"s","externalId":"x","cluster":"tucson","company":"b","name":"X","description":"D","url":"https://x.example","topics":[],"grades":["PS"],"devices":["IPAD"],"languages":["en"],"evidence":[{"tier":"NONE","origin":"VALIDATED","study":"S","population":"P","grades":["G01"]}]}
`

// keeper stores every line in the order it came, as an engine would.
type keeper struct {
	graph
	kept []app.Line
}

func (k *keeper) ApplyLines(_ context.Context, lines []app.Line, _ bool) ([]app.Result, error) {
	k.kept = append(k.kept, lines...)
	results := make([]app.Result, len(lines))
	for i := range results {
		results[i].Outcome = app.Added
	}
	return results, nil
}

func (k *keeper) Export(_ context.Context, visit func(app.Line) error) error {
	return each(k.kept, visit)
}

func TestExportImportExport(t *testing.T) {
	k := &keeper{graph: *newGraph()}
	if _, err := Run(t.Context(), Options{Files: []string{"-"}, Stdin: strings.NewReader(everything)}, k); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	n, err := Export(t.Context(), &b, k)
	if err != nil || n != strings.Count(everything, "\n") {
		t.Fatalf("got %d lines, error %v", n, err)
	}
	want := strings.Replace(everything, `,"zeta":1,"alpha":{}`, `,"alpha":{},"zeta":1`, 1) // unknown ones by name
	got, wanted := strings.Split(b.String(), "\n"), strings.Split(want, "\n")
	for i := range wanted {
		if got[i] != wanted[i] {
			t.Errorf("line %d: got\n%s\nwant\n%s", i+1, got[i], wanted[i])
		}
	}
}

// What an application says in types of Go is written as what is read again.
func TestExportValues(t *testing.T) {
	k := &keeper{graph: *newGraph(), kept: []app.Line{{Type: eic.TopicType, Source: "s", ExternalID: "t", Fields: app.Fields{
		"related": []string{"b", "a"}, "bridges": []map[string]any{{"weight": 0.25, "to": "b"}}, "label": nil, "kind": eic.Subject,
		"broader": []string{}, "n": 3, "f": 1e21, "ok": true,
	}}}}
	want := `{"type":"Topic","source":"s","externalId":"t","label":null,"kind":"SUBJECT","broader":[],"related":["b","a"],` +
		`"bridges":[{"to":"b","weight":0.25}],"f":1e+21,"n":3,"ok":true}` + "\n"
	if got := exportedOf(t, k); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func exportedOf(t *testing.T, from Origin) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := Export(t.Context(), &b, from); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestExportErrors(t *testing.T) {
	k := &keeper{graph: *newGraph(), kept: []app.Line{{Type: eic.TopicType, Fields: app.Fields{}}}}
	if _, err := Export(t.Context(), full{}, k); err == nil {
		t.Error("a full disk: got no error")
	}
	k.kept[0].Fields["f"] = func() {}
	if _, err := Export(t.Context(), &bytes.Buffer{}, k); err == nil {
		t.Error("a value that JSON has not: got no error")
	}
}
