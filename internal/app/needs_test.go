package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

func TestPostNeed(t *testing.T) {
	w := newTown(t)
	n := must[*eic.Need](t)(w.PostNeed(w.ctx, w.as("teacher"), need(app.Fields{
		"title": "  Who knows about fractions? ", "grades": []any{"G04"}, "groupSize": int64(28),
		"window":     app.Fields{"start": "2030-02-01", "end": "2030-03-01"},
		"externalId": app.Fields{"source": "my-system", "id": "n-17"}, "description": nil,
	})))
	if n.Title != "Who knows about fractions?" || n.Status != eic.NeedOpen || n.Version != 1 || n.Language != eic.English || n.GroupSize != 28 {
		t.Errorf("got %+v", n)
	}
	if want := eic.DeriveID(eic.NeedType, n.Cluster, eic.External{Source: "my-system", ID: "n-17"}); n.ID != want {
		t.Errorf("id: got %s, want %s", n.ID, want)
	}
	_, err := w.PostNeed(w.ctx, w.as("teacher"), need(app.Fields{"title": "Again", "externalId": app.Fields{"source": "my-system", "id": "n-17"}}))
	wantKind(t, "a taken external id", err, fault.Conflict)
}

func TestPostNeedRefusesNonsense(t *testing.T) {
	w := newTown(t)
	cases := []struct {
		name   string
		fields app.Fields
		paths  []string
	}{
		{"no title", app.Fields{}, []string{"need.title"}},
		{"title too long", app.Fields{"title": strings.Repeat("x", 201)}, []string{"need.title"}},
		{"of the wrong kind", app.Fields{"title": 7}, []string{"need.title"}},
		{"window reversed", app.Fields{"title": "t", "window": app.Fields{"start": "2030-03-01", "end": "2030-02-01"}}, []string{"need.window.end"}},
		{"no day", app.Fields{"title": "t", "window": app.Fields{"start": "2030-02-30"}}, []string{"need.window.start"}},
		{"unknown topic", app.Fields{"title": "t", "topics": []any{"topic-bees", "topic-nonsense"}}, []string{"need.topics.1"}},
		{"no topic at all", app.Fields{"title": "t", "topics": []any{"bees"}}, []string{"need.topics.0"}},
		{"band in the API", app.Fields{"title": "t", "grades": []any{"K-5"}}, []string{"need.grades.0"}},
		{"group of none", app.Fields{"title": "t", "groupSize": int64(0)}, []string{"need.groupSize"}},
		{"unknown field", app.Fields{"title": "t", "colour": "red"}, []string{"need.colour"}},
		{"place without a place", app.Fields{"title": "t", "place": app.Fields{"lat": 32.0}}, []string{"need.place"}},
		{"all faults at once", app.Fields{"title": "", "matters": "WISHES", "language": "Spanish"}, []string{"need.title", "need.language", "need.matters"}},
	}
	for _, c := range cases {
		_, err := w.PostNeed(w.ctx, w.as("teacher"), need(c.fields))
		if c.name == "all faults at once" {
			wantKind(t, c.name, err, fault.Invalid)
			continue
		}
		wantKind(t, c.name, err, fault.Invalid, c.paths...)
	}
	elsewhere := must[*eic.Need](t)(w.PostNeed(w.ctx, w.as("stranger"), need(app.Fields{"title": "In Yuma"})))
	_, err := w.PostNeed(w.ctx, w.as("teacher"), need(app.Fields{"title": "t", "onBehalfOf": string(w.idIn("yuma", eic.OrganizationType, "s"))}))
	wantKind(t, "an organization that is not there", err, fault.Invalid, "need.onBehalfOf")
	_, err = w.Record(w.ctx, w.as("teacher"), string(elsewhere.ID))
	wantKind(t, "a need of another cluster", err, fault.NotFound)
	_, err = w.PostNeed(w.ctx, w.as("teacher"), need(app.Fields{"title": "t", "postedBy": string(w.idIn("yuma", eic.PersonType, "stranger"))}))
	wantKind(t, "for somebody in another cluster", err, fault.Forbidden)
	_, err = w.PostNeed(w.ctx, w.as("steward"), need(app.Fields{"title": "t", "postedBy": string(w.idIn("yuma", eic.PersonType, "stranger"))}))
	wantKind(t, "a steward for somebody in another cluster", err, fault.Invalid, "need.postedBy")
}

func TestIdempotencyKeys(t *testing.T) {
	w := newTown(t)
	teacher := w.as("teacher")
	m := need(app.Fields{"title": "Once"})
	m.Key = "k1"
	first := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, m))
	again := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, m))
	if first.ID != again.ID {
		t.Errorf("a repeated key made %s and %s", first.ID, again.ID)
	}
	inInput := need(app.Fields{"title": "Once"})
	inInput.Input["idempotencyKey"] = "k1"
	if n := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, inInput)); n.ID != first.ID {
		t.Error("the key in the input is another than that of the header")
	}
	other := need(app.Fields{"title": "Twice"})
	other.Key = "k1"
	_, err := w.PostNeed(w.ctx, teacher, other)
	wantKind(t, "another body", err, fault.Conflict)
	if n := must[*eic.Need](t)(w.PostNeed(w.ctx, w.as("colleague"), m)); n.ID == first.ID {
		t.Error("a key is shared between people")
	}
	must[*eic.Need](t)(w.WithdrawNeed(w.ctx, teacher, app.Mutation{Input: app.Fields{"id": string(first.ID), "version": int64(1)}}))
	if n := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, m)); n.Status != eic.NeedWithdrawn {
		t.Errorf("the answer is not made anew: %v", n.Status)
	}
}

func TestNeedReview(t *testing.T) {
	w := newTown(t)
	w.apply(true, lines(t, `{"type":"Cluster","externalId":"pima","name":"Pima","timeZone":"America/Phoenix","review":true}`)...)
	teacher, steward := w.as("teacher"), w.as("steward")
	n := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, need(app.Fields{"title": "Reviewed"})))
	if n.Status != eic.NeedInReview {
		t.Fatalf("posted: got %v", n.Status)
	}
	on := func(version int, more ...any) app.Mutation {
		in := app.Fields{"id": string(n.ID), "version": version}
		for i := 0; i+1 < len(more); i += 2 {
			in[more[i].(string)] = more[i+1]
		}
		return app.Mutation{Input: in}
	}
	_, err := w.Record(w.ctx, w.as("colleague"), string(n.ID))
	wantKind(t, "seen by a colleague", err, fault.NotFound)
	_, err = w.ApproveNeed(w.ctx, teacher, on(1))
	wantKind(t, "approved by its author", err, fault.Forbidden)
	_, err = w.ReturnNeed(w.ctx, steward, on(1))
	wantKind(t, "returned without a reason", err, fault.Invalid, "reason")
	n = must[*eic.Need](t)(w.ReturnNeed(w.ctx, steward, on(1, "reason", "Which grade?")))
	if n.Status != eic.NeedDraft || n.Returned != "Which grade?" || n.Version != 2 {
		t.Errorf("returned: got %+v", n)
	}
	n = must[*eic.Need](t)(w.UpdateNeed(w.ctx, teacher, on(2, "need", app.Fields{"grades": []any{"G04"}})))
	n = must[*eic.Need](t)(w.SubmitNeed(w.ctx, teacher, on(3)))
	if n.Status != eic.NeedInReview || n.Returned != "" {
		t.Errorf("submitted: got %+v", n)
	}
	n = must[*eic.Need](t)(w.ApproveNeed(w.ctx, steward, on(4)))
	if n.Status != eic.NeedOpen || n.Updated.By != steward.ID() {
		t.Errorf("approved: got %+v", n)
	}
	if n = must[*eic.Need](t)(w.ApproveNeed(w.ctx, steward, on(1))); n.Version != 5 {
		t.Errorf("approved again with an old version: got version %d", n.Version)
	}
	_, err = w.ReturnNeed(w.ctx, steward, on(5, "reason", "Too late"))
	wantKind(t, "returned when open", err, fault.Conflict)
	_, err = w.WithdrawNeed(w.ctx, teacher, on(1))
	wantKind(t, "withdrawn with an old version", err, fault.Conflict)
	n = must[*eic.Need](t)(w.WithdrawNeed(w.ctx, teacher, on(5)))
	if n = must[*eic.Need](t)(w.WithdrawNeed(w.ctx, teacher, on(5))); n.Version != 6 {
		t.Errorf("withdrawn twice: got version %d", n.Version)
	}
	_, err = w.UpdateNeed(w.ctx, teacher, on(6, "need", app.Fields{"title": "Back"}))
	wantKind(t, "changed after its end", err, fault.Conflict)
}

func TestUpdateNeed(t *testing.T) {
	w := newTown(t)
	teacher := w.as("teacher")
	id := string(w.id(eic.NeedType, "n"))
	on := func(version int, fields app.Fields) app.Mutation {
		return app.Mutation{Input: app.Fields{"id": id, "version": version, "need": fields}}
	}
	n := must[*eic.Need](t)(w.UpdateNeed(w.ctx, teacher, on(1, app.Fields{"title": "Why do bees matter so much?"})))
	if n.Version != 2 || n.Description == "" || !n.Grades.Has(eic.G04) {
		t.Errorf("what was left out has changed: %+v", n)
	}
	if n = must[*eic.Need](t)(w.UpdateNeed(w.ctx, teacher, on(1, app.Fields{"title": "Why do bees matter so much?"}))); n.Version != 2 {
		t.Errorf("the same change again: got version %d", n.Version)
	}
	_, err := w.UpdateNeed(w.ctx, teacher, on(1, app.Fields{"title": "Other"}))
	wantKind(t, "a stale version", err, fault.Conflict)
	n = must[*eic.Need](t)(w.UpdateNeed(w.ctx, teacher, on(2, app.Fields{"grades": nil})))
	if !n.Grades.Empty() {
		t.Errorf("null does not mean the default: %v", n.Grades.Names())
	}
	_, err = w.UpdateNeed(w.ctx, teacher, on(3, app.Fields{"externalId": app.Fields{"source": "a", "id": "b"}}))
	wantKind(t, "another external id", err, fault.Invalid, "need.externalId")
	_, err = w.UpdateNeed(w.ctx, teacher, on(3, app.Fields{"status": "FULFILLED"}))
	wantKind(t, "a state", err, fault.Invalid, "need.status")
	_, err = w.UpdateNeed(w.ctx, w.as("colleague"), on(3, app.Fields{"title": "Mine"}))
	wantKind(t, "by somebody else", err, fault.Forbidden)
}

func TestNeedsList(t *testing.T) {
	w := newTown(t)
	teacher := w.as("teacher")
	for _, title := range []string{"Fractions in the kitchen", "Radio for everybody", "Weaving"} {
		must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, need(app.Fields{"title": title})))
	}
	draft := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, need(app.Fields{"title": "Not yet", "status": "DRAFT"})))
	read := func(v *app.Viewer, filter app.Fields) (titles []string) {
		after := ""
		for {
			l := must[*app.List[*eic.Need]](t)(w.Needs(w.ctx, v, app.ListArgs{Filter: filter, First: 2, After: after}))
			for _, n := range l.Items {
				titles = append(titles, n.Title)
			}
			if !l.HasNext {
				slices.Sort(titles)
				return titles
			}
			after = l.Cursors[len(l.Cursors)-1]
		}
	}
	cases := []struct {
		name   string
		viewer string
		filter app.Fields
		want   string
	}{
		{"one's own draft too", "teacher", nil, "Fractions in the kitchen, Not yet, Radio for everybody, Weaving, Why do bees matter?"},
		{"others see what is open", "colleague", nil, "Fractions in the kitchen, Radio for everybody, Weaving, Why do bees matter?"},
		{"stewards see all", "steward", app.Fields{"statuses": []any{"DRAFT"}}, "Not yet"},
		{"search", "colleague", app.Fields{"search": "bee"}, "Why do bees matter?"},
		{"grades, or not said", "colleague", app.Fields{"grades": []any{"G09"}}, "Fractions in the kitchen, Radio for everybody, Weaving"},
		{"posted by, hidden from companies", "maker", app.Fields{"postedBy": string(w.id(eic.PersonType, "teacher"))}, ""},
		{"posted by", "colleague", app.Fields{"onBehalfOf": string(w.id(eic.OrganizationType, "s"))}, "Why do bees matter?"},
	}
	for _, c := range cases {
		if got := strings.Join(read(w.as(c.viewer), c.filter), ", "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	l := must[*app.List[*eic.Need]](t)(w.Needs(w.ctx, teacher, app.ListArgs{First: 1}))
	_, err := w.Needs(w.ctx, teacher, app.ListArgs{First: 1, After: l.Cursors[0], Filter: app.Fields{"grades": []any{"G04"}}})
	wantKind(t, "a cursor of another list", err, fault.Invalid, "after")
	_, err = w.Needs(w.ctx, teacher, app.ListArgs{First: 1, After: l.Cursors[0][:10] + "A" + l.Cursors[0][11:]})
	wantKind(t, "a forged cursor", err, fault.Invalid, "after")
	_, err = w.Needs(w.ctx, teacher, app.ListArgs{First: 101})
	wantKind(t, "too many at once", err, fault.Invalid, "first")
	_, err = w.Needs(w.ctx, teacher, app.ListArgs{First: 1, Filter: app.Fields{"cluster": string(eic.ClusterIDOf("yuma"))}})
	wantKind(t, "another cluster", err, fault.NotFound)
	_, err = w.People(w.ctx, teacher, app.ListArgs{First: 1})
	wantKind(t, "people", err, fault.Forbidden)
	_ = draft
}
