package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

func TestExportMyData(t *testing.T) {
	w, _ := moving(t)
	w.invite("keeper")
	draft := app.Fields{"title": "A secret draft", "status": "DRAFT"}
	must[*eic.Need](t)(w.PostNeed(w.ctx, w.as("teacher"), need(draft)))
	types := func(person string) string {
		var list []string
		for line := range strings.Lines(must[string](t)(w.MyData(w.ctx, w.as(person)))) {
			var o struct {
				Type string `json:"type"`
			}
			if err := json.Unmarshal([]byte(line), &o); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			list = append(list, o.Type)
		}
		return strings.Join(list, " ")
	}
	if got, want := types("teacher"), "Person Need Need"; got != want {
		t.Errorf("the teacher: got %s, want %s", got, want)
	}
	if got, want := types("keeper"), "Person FundOfKnowledge FundOfKnowledge FundOfKnowledge Invitation AuditEntry"; got != want {
		t.Errorf("the keeper: got %s, want %s", got, want)
	}
	all := must[string](t)(w.MyData(w.ctx, w.as("teacher")))
	for _, part := range []string{"tess@example.org", "A secret draft", string(w.id(eic.PersonType, "teacher"))} {
		if !strings.Contains(all, part) {
			t.Errorf("%q is not in it", part)
		}
	}
	if keeper := must[string](t)(w.MyData(w.ctx, w.as("keeper"))); strings.Contains(keeper, "digest") || strings.Contains(keeper, "tess@") {
		t.Errorf("it has what is not the keeper's: %s", keeper)
	}
}

func TestDeleteMe(t *testing.T) {
	w, now := moving(t)
	ctx := w.signedIn("kim", *now)
	must[*eic.Person](t)(w.AcceptInvitation(ctx, w.invite("keeper")))
	keeper := w.as("keeper")
	_, err := w.DeleteMe(w.ctx, keeper, app.Fields{"confirm": "yes"})
	wantKind(t, "not confirmed", err, fault.Invalid, "confirm")
	if _, err := w.DeleteMe(w.ctx, keeper, app.Fields{"confirm": "borrar"}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Viewer(ctx)
	wantKind(t, "signing in by the provider", err, fault.Unauthenticated)
	_, err = w.Viewer(auth.WithPrincipal(w.ctx, auth.Principal{Person: keeper.ID(), Issued: now.AddDate(1, 0, 0)}))
	wantKind(t, "signing in by a local token", err, fault.Unauthenticated)
	steward := w.as("steward")
	p := must[eic.Record](t)(w.Record(w.ctx, steward, string(keeper.ID()))).(*eic.Person)
	if p.Name+p.Email+p.Phone != "" || p.Memberships != nil || p.Identities != nil || p.External.ID == "keeper" {
		t.Errorf("left of the person: %+v", p)
	}
	offers := must[*app.List[*eic.Offer]](t)(w.Offers(w.ctx, steward, app.ListArgs{First: 100})).Items
	counted := 0
	for _, o := range offers {
		if o.OfferedBy != eic.PartyID(keeper.ID()) {
			continue
		}
		counted++
		if text, _ := json.Marshal(o); o.Status != eic.OfferClosed || strings.Contains(string(text), "bee") || strings.Contains(string(text), "colmena") {
			t.Errorf("left of an offer: %s", text)
		}
	}
	if counted != 3 {
		t.Errorf("%d offers are counted, want 3 as before", counted)
	}
	people := must[*app.List[*eic.Person]](t)(w.People(w.ctx, steward, app.ListArgs{First: 100})).Items
	for _, p := range people {
		if p.ID == eic.ID(keeper.ID()) {
			t.Error("a list has the person")
		}
	}
	wantLog(t, w.log(1), "keeper delete my data keeper")
}

func TestNobodyBringsTheErasedBack(t *testing.T) {
	w, _ := moving(t)
	keeper := w.as("keeper")
	if _, err := w.DeleteMe(w.ctx, keeper, app.Fields{"confirm": "DELETE"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range w.apply(true, lines(t, townLines)...) {
		if r.Outcome == app.Rejected != (r.ID == eic.ID(keeper.ID()) || r.ID.Type() == eic.FundOfKnowledgeType) {
			t.Errorf("%s: outcome %v, %v", r.ID, r.Outcome, r.Err)
		}
		if r.Outcome == app.Rejected {
			wantKind(t, string(r.ID), r.Err, fault.Invalid)
		}
	}
	steward := w.as("steward")
	_, err := w.RecordPerson(w.ctx, steward, app.Mutation{Input: app.Fields{"person": app.Fields{"name": "Kim", "externalId": app.Fields{"source": "test", "id": "keeper"}}}})
	wantKind(t, "recorded under the old id", err, fault.Conflict)
	_, err = w.UpdatePerson(w.ctx, steward, app.Mutation{Input: app.Fields{"id": string(keeper.ID()), "version": int64(2), "person": app.Fields{"name": "Kim"}}})
	wantKind(t, "changed", err, fault.Forbidden)
	_, err = w.SetMembership(w.ctx, steward, app.Mutation{Input: app.Fields{"person": string(keeper.ID()), "version": int64(2), "roles": []any{"EDUCATOR"}}})
	wantKind(t, "made a member", err, fault.NotFound)
	_, _, err = w.InvitePerson(w.ctx, steward, app.Mutation{Input: app.Fields{"person": string(keeper.ID())}})
	wantKind(t, "invited", err, fault.Forbidden)
	_, err = w.PostNeed(w.ctx, steward, need(app.Fields{"title": "t", "postedBy": string(keeper.ID())}))
	wantKind(t, "posted for", err, fault.Invalid, "need.postedBy")
}

// What is left moves to another graph with the rest, and still nobody comes back.
func TestTheErasedMoveWithTheGraph(t *testing.T) {
	w, _ := moving(t)
	for _, person := range []string{"keeper", "teacher"} {
		if _, err := w.DeleteMe(w.ctx, w.as(person), app.Fields{"confirm": "DELETE"}); err != nil {
			t.Fatal(err)
		}
	}
	all, text := w.exported()
	if strings.Contains(strings.Join(text, ""), "Kim") {
		t.Error("the export has the name")
	}
	other := emptyTown(t)
	var batch []app.Line
	for _, l := range all {
		batch = append(batch, again(t, l))
	}
	for _, r := range other.apply(true, batch...) {
		if r.Outcome != app.Added {
			t.Errorf("%s: %v %v", r.ID, r.Outcome, r.Err)
		}
	}
	_, moved := other.exported()
	if strings.Join(moved, "\n") != strings.Join(text, "\n") {
		t.Error("the graphs are not equal")
	}
	for _, r := range other.apply(true, lines(t, `{"type":"Person","externalId":"keeper","cluster":"pima","name":"Kim Keeper"}`)...) {
		if r.Outcome != app.Rejected {
			t.Errorf("brought back: %v", r.Outcome)
		}
	}
}
