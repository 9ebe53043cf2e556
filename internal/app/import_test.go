package app_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// exported returns every line of a town's export, each as text.
func (w *town) exported() (all []app.Line, text []string) {
	w.t.Helper()
	err := w.Export(w.ctx, func(l app.Line) error {
		b, err := json.Marshal(l)
		all, text = append(all, l), append(text, string(b))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Sort(text)
	return all, text
}

// again gives lines back as a file does: through JSON.
func again(t *testing.T, l app.Line) app.Line {
	t.Helper()
	b, err := json.Marshal(l.Fields)
	if err != nil {
		t.Fatal(err)
	}
	l.Fields = nil
	if err := json.Unmarshal(b, &l.Fields); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestImportOrderDoesNotMatter(t *testing.T) {
	there := newTown(t)
	_, want := there.exported()
	here := emptyTown(t)
	batch := lines(t, townLines)
	slices.Reverse(batch)
	for i, r := range here.apply(true, batch...) {
		if r.Outcome != app.Added {
			t.Fatalf("line %d: %v %v", i, r.Outcome, r.Err)
		}
	}
	if _, got := here.exported(); !slices.Equal(got, want) {
		t.Error("the order of lines changes the graph")
	}
}

func TestImportTwice(t *testing.T) {
	w := newTown(t)
	for i, r := range w.apply(true, lines(t, townLines)...) {
		if r.Outcome != app.Unchanged {
			t.Errorf("line %d: %v %v", i+1, r.Outcome, r.Err)
		}
	}
	changed := lines(t, `{"type":"Organization","externalId":"s","cluster":"pima","kind":"SCHOOL","name":"Saguaro Academy"}`)
	if r := w.apply(true, changed...)[0]; r.Outcome != app.Updated {
		t.Errorf("a changed line: %v %v", r.Outcome, r.Err)
	}
	r := must[eic.Record](t)(w.Record(w.ctx, w.as("teacher"), string(w.id(eic.OrganizationType, "s"))))
	if o := r.(*eic.Organization); o.Name != "Saguaro Academy" || o.PartOf != "" || o.Version != 2 {
		t.Errorf("got %+v", o)
	}
	twice := append(changed, lines(t, townLines)[3])
	if got := w.apply(true, twice...); got[0].Outcome != app.Unchanged || got[1].Outcome != app.Updated {
		t.Errorf("the same record twice in a batch: %v", got)
	}
}

func TestImportKeepsTheState(t *testing.T) {
	w := newTown(t)
	id := string(w.id(eic.NeedType, "n"))
	must[*eic.Need](t)(w.WithdrawNeed(w.ctx, w.as("teacher"), app.Mutation{Input: app.Fields{"id": id, "version": 1}}))
	w.apply(true, lines(t, townLines)...)
	r := must[eic.Record](t)(w.Record(w.ctx, w.as("teacher"), id))
	if n := r.(*eic.Need); n.Status != eic.NeedWithdrawn || n.Version != 2 {
		t.Errorf("an import that says no state changed it: %v, version %d", n.Status, n.Version)
	}
}

func TestImportRefuses(t *testing.T) {
	w := newTown(t)
	cases := []struct {
		name, line, path string
	}{
		{"an unknown field", `{"type":"Need","externalId":"a","cluster":"pima","postedBy":"teacher","title":"t","colour":"red"}`, "colour"},
		{"a wrong band", `{"type":"Need","externalId":"a","cluster":"pima","postedBy":"teacher","title":"t","grades":["5-K"]}`, "grades.0"},
		{"no title", `{"type":"Need","externalId":"a","cluster":"pima","postedBy":"teacher"}`, "title"},
		{"nobody", `{"type":"Need","externalId":"a","cluster":"pima","postedBy":"nobody","title":"t"}`, "postedBy"},
		{"no cluster", `{"type":"Need","externalId":"a","postedBy":"teacher","title":"t"}`, "cluster"},
		{"an unknown cluster", `{"type":"Need","externalId":"a","cluster":"nowhere","postedBy":"teacher","title":"t"}`, "postedBy cluster"},
		{"no key", `{"type":"Need","cluster":"pima","postedBy":"teacher","title":"t"}`, "externalId.id"},
		{"a reference of the wrong shape", `{"type":"Need","externalId":"a","cluster":"pima","postedBy":7,"title":"t"}`, "postedBy"},
	}
	for _, c := range cases {
		r := w.apply(true, lines(t, c.line)...)[0]
		if r.Outcome != app.Rejected {
			t.Errorf("%s: %v", c.name, r.Outcome)
			continue
		}
		wantKind(t, c.name, r.Err, fault.Invalid, strings.Fields(c.path)...)
	}
}

func TestImportWaitsForReferences(t *testing.T) {
	w := newTown(t)
	a := lines(t, `{"type":"Topic","externalId":"a","label":"pollen","related":["b"]}`)
	b := lines(t, `{"type":"Topic","externalId":"b","label":"nectar","related":["a"]}`)
	if r := w.apply(false, a...)[0]; r.Outcome != app.Waiting || r.Err == nil {
		t.Errorf("a reference to what comes later: %v", r.Outcome)
	}
	bad := lines(t, `{"type":"Topic","externalId":"c","label":"propolis","related":["nothing"]}
{"type":"Topic","externalId":"e","label":"wax","related":["c"]}`)
	got := w.apply(true, slices.Concat(a, b, bad)...)
	for i, want := range []app.Outcome{app.Added, app.Added, app.Rejected, app.Rejected} {
		if got[i].Outcome != want {
			t.Errorf("line %d: got %v (%v), want %v", i, got[i].Outcome, got[i].Err, want)
		}
	}
}

func TestTopicsFoundAnew(t *testing.T) {
	w := newTown(t)
	w.apply(true, lines(t, `{"type":"FundOfKnowledge","externalId":"zyx","cluster":"pima","offeredBy":"keeper","title":"Quernstone afternoons"}
{"type":"Need","externalId":"zyn","cluster":"pima","postedBy":"teacher","title":"Old ways to make tortillas by hand: molienda"}`)...)
	ask := func() *app.MatchPage {
		return w.matches(w.as("teacher"), app.MatchArgs{ID: w.id(eic.NeedType, "zyn"), First: 10})
	}
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	if got := offerTitles(ask()); slices.Contains(got, "Quernstone afternoons") {
		t.Fatalf("already found: %v", got)
	}
	w.apply(true, lines(t, `{"type":"Topic","externalId":"q","label":"quernstone","kind":"FUND","altLabels":[{"label":"molienda","lang":"es"}]}`)...)
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	if got := offerTitles(ask()); !slices.Contains(got, "Quernstone afternoons") {
		t.Errorf("a topic imported later is not found in texts that were there before: %v", got)
	}
}

func TestPlacesImportedLater(t *testing.T) {
	w := newTown(t)
	w.apply(true, lines(t, `{"type":"Organization","externalId":"far","cluster":"pima","kind":"SCHOOL","name":"Far School","place":{"postalCode":"85713"}}`)...)
	places := []app.PlaceLine{{Number: 1, Country: "US", Code: "85713", Name: "Tucson", Lat: 32.19, Lng: -110.98}, {Number: 2, Country: "US", Code: "85714", Lat: 132, Lng: 0}}
	results := must[[]app.Result](t)(w.ApplyPlaces(w.ctx, places))
	if results[0].Outcome != app.Added || results[1].Outcome != app.Rejected {
		t.Errorf("got %+v", results)
	}
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	near := app.Fields{"near": app.Fields{"postalCode": "85713", "km": 5.0}}
	l := must[*app.List[*eic.Organization]](t)(w.Organizations(w.ctx, w.as("teacher"), app.ListArgs{Filter: near, First: 5}))
	if len(l.Items) != 1 || l.Items[0].Name != "Far School" {
		t.Errorf("got %+v", l.Items)
	}
	if again := must[[]app.Result](t)(w.ApplyPlaces(w.ctx, places[:1])); again[0].Outcome != app.Unchanged {
		t.Errorf("again: %v", again[0].Outcome)
	}
}

func TestExportImport(t *testing.T) {
	w := newTown(t)
	must[*eic.Need](t)(w.PostNeed(w.ctx, w.as("teacher"), need(app.Fields{
		"title": "Made here", "topics": []any{"topic-bees"}, "notTopics": []any{"topic-music"}, "place": app.Fields{"lat": 32.1, "lng": -110.9},
		"window": app.Fields{"start": "2030-02-01"}, "status": "DRAFT", "languages": []any{"es", "en"}, "devices": []any{"IPAD"}, "matters": "PLACE",
	})))
	must[*eic.Offer](t)(w.PublishOffer(w.ctx, w.as("keeper"), eic.FundOfKnowledge, app.Mutation{Input: app.Fields{"offer": app.Fields{
		"title": "All of it", "notTopics": []any{"topic-music", "topic-bees"}, "category": "MEDIA", "travelKm": 12.5, "leadDays": 3, "groupSize": app.Fields{"min": 2, "max": 30},
		"capacity":     app.Fields{"count": 2, "per": "TERM"},
		"availability": []any{app.Fields{"start": "2030-01-01", "end": "2030-06-30", "weekdays": []any{"MON", "FRI"}}},
		"wishes":       app.Fields{"grades": []any{"G04"}, "topics": []any{"topic-bees"}, "text": "small groups"},
	}}}))
	w.apply(true, lines(t, `{"type":"Topic","externalId":"own","cluster":"pima","label":"skully","related":["topic"],"bridges":[{"to":{"source":"thirdplace","id":"topic-bees"},"weight":0.4,"author":"us","why":"Caps sting"}]}
{"type":"Topic","externalId":"topic","label":"hopping games"}
{"type":"Topic","externalId":"adds","cluster":"pima","extends":"topic","altLabels":["hop and skip"],"retired":true}
{"type":"Topic","externalId":"topic","cluster":"pima","label":"named as the shared one"}
{"type":"Need","externalId":"plays","cluster":"pima","postedBy":"teacher","title":"Games","topics":["own","topic",{"source":"test","id":"topic","cluster":"pima"}]}`)...)
	all, want := w.exported()
	other := emptyTown(t)
	for i, l := range all {
		if r := other.apply(true, again(t, l))[0]; r.Outcome != app.Added {
			t.Fatalf("line %d, %s %s: %v %v", i, l.Type, l.ExternalID, r.Outcome, r.Err)
		}
	}
	if _, got := other.exported(); !reflect.DeepEqual(got, want) {
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Errorf("got  %v\nwant %v", got[min(i, len(got)-1)], want[i])
			}
		}
	}
	for i, l := range all {
		if r := w.apply(true, again(t, l))[0]; r.Outcome != app.Unchanged {
			t.Errorf("line %d, %s %s, into its own store: %v %v", i, l.Type, l.ExternalID, r.Outcome, r.Err)
		}
	}
}

func TestOneBadLineIsRejectedAlone(t *testing.T) {
	w := newTown(t)
	got := w.apply(true, lines(t, `{"type":"Organization","externalId":"bad","cluster":"pima","name":"Of no kind"}
{"type":"Person","externalId":"p9","cluster":"pima","name":"Of nowhere","affiliations":[{"organization":"bad"}]}
{"type":"Organization","externalId":"o1","cluster":"pima","kind":"SCHOOL","name":"One","partOf":"o2"}
{"type":"Organization","externalId":"o2","cluster":"pima","kind":"SCHOOL","name":"Two","partOf":"o1"}
{"type":"Topic","externalId":"t9","cluster":"pima","label":"local"}
{"type":"Person","externalId":"p10","cluster":"pima","name":"Good"}`)...)
	for i, want := range []struct {
		outcome app.Outcome
		path    string
	}{{app.Rejected, "kind"}, {app.Rejected, "affiliations.0.organization"}, {app.Rejected, "partOf"}, {app.Rejected, "partOf"}, {app.Added, ""}, {app.Added, ""}} {
		if got[i].Outcome != want.outcome {
			t.Errorf("line %d: got %v (%v), want %v", i+1, got[i].Outcome, got[i].Err, want.outcome)
		} else if want.path != "" {
			wantKind(t, "the line", got[i].Err, fault.Invalid, want.path)
		}
	}
}

func TestUnchangedLineKeepsWhatPeopleDid(t *testing.T) {
	w := newTown(t)
	id := string(w.id(eic.NeedType, "n"))
	change := app.Mutation{Input: app.Fields{"id": id, "version": 1, "need": app.Fields{"title": "By hand"}}}
	must[*eic.Need](t)(w.UpdateNeed(w.ctx, w.as("teacher"), change))
	w.apply(true, lines(t, townLines)...)
	if n := must[eic.Record](t)(w.Record(w.ctx, w.as("teacher"), id)).(*eic.Need); n.Title != "By hand" {
		t.Errorf("the same line again undid a change: %q", n.Title)
	}
	w.apply(true, lines(t, `{"type":"Need","externalId":"n","cluster":"pima","postedBy":"teacher","title":"By file"}`)...)
	if n := must[eic.Record](t)(w.Record(w.ctx, w.as("teacher"), id)).(*eic.Need); n.Title != "By file" || n.Description != "" {
		t.Errorf("a changed line: %+v", n)
	}
}

func TestPeopleOfSeveralClusters(t *testing.T) {
	w := newTown(t)
	got := w.apply(true, lines(t, `{"type":"Person","externalId":"both","cluster":"pima","name":"Bo Both","roles":["EDUCATOR"],"memberships":[{"cluster":"yuma","roles":["EDUCATOR"]}]}
{"type":"Need","externalId":"far","cluster":"yuma","postedBy":{"source":"test","id":"both","cluster":"pima"},"title":"Posted from afar"}
{"type":"Need","externalId":"no","cluster":"yuma","postedBy":{"source":"test","id":"teacher","cluster":"pima"},"title":"No member there"}`)...)
	for i, want := range []app.Outcome{app.Added, app.Added, app.Rejected} {
		if got[i].Outcome != want {
			t.Fatalf("line %d: got %v (%v), want %v", i+1, got[i].Outcome, got[i].Err, want)
		}
	}
	all, want := w.exported()
	for i, l := range all {
		all[i] = again(t, l)
	}
	other := emptyTown(t)
	other.apply(true, all...)
	if _, got := other.exported(); !slices.Equal(got, want) {
		t.Error("people of several clusters do not survive export and import")
	}
}

// A standard is found by its code in texts of either language, and what serves it
// counts for what is taught.
func TestStandardsFoundByCode(t *testing.T) {
	w := newTown(t)
	w.apply(true, lines(t, `{"type":"Topic","externalId":"s0","label":"3.NF.A Develop understanding of fractions as numbers.","kind":"STANDARD","grades":["3"],"altLabels":[{"label":"3.NF.A","lang":"zxx"}]}
{"type":"Topic","externalId":"s1","label":"3.NF.A.1 Understand a fraction as a quantity.","kind":"STANDARD","grades":["3-4"],"broader":["s0"],"description":"All of it.","altLabels":[{"label":"3.NF.A.1","lang":"zxx"},{"label":"CCSS.Math.Content.3.NF.A.1","lang":"zxx"}]}
{"type":"Need","externalId":"pie","cluster":"pima","postedBy":"teacher","title":"Something for ccss.math.content.3.nf.a.1"}
{"type":"FundOfKnowledge","externalId":"tarta","cluster":"pima","offeredBy":"keeper","title":"Pasteles que cortamos, 3.NF.A.1"}`)...)
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	standard := eic.TopicID(eic.DeriveID(eic.TopicType, "", eic.External{Source: "test", ID: "s1"}))
	found := must[[]*eic.Topic](t)(w.Topics(w.ctx, w.as("teacher"), "3.nf.a.1", "", 3))
	if len(found) == 0 || eic.TopicID(found[0].ID) != standard {
		t.Fatalf("who types the code finds %v", found)
	}
	if topic := found[0]; topic.Description != "All of it." || topic.Grades != eic.SetOf(eic.G03, eic.G04) {
		t.Errorf("got %+v", topic)
	}
	page := w.matches(w.as("teacher"), app.MatchArgs{ID: w.id(eic.NeedType, "pie"), First: 3})
	if got := offerTitles(page); len(got) == 0 || !strings.HasPrefix(got[0], "Pasteles") {
		t.Fatalf("got %v", got)
	}
	for _, r := range page.Matches[0].Match.Reasons {
		if r.Factor == eic.FactorCurriculum && slices.Contains(r.Evidence.Standards, standard) && r.Contribution > 0 {
			return
		}
	}
	t.Errorf("the standard is no reason: %+v", page.Matches[0].Match.Reasons)
}
