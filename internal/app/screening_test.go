package app_test

import (
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

func TestTextsThatTellOfPupilsGoBack(t *testing.T) {
	w := newTown(t)
	teacher, keeper := w.as("teacher"), w.as("keeper")
	_, err := w.PostNeed(w.ctx, teacher, need(app.Fields{"title": "A calm corner", "description": "Marcus has autism. Call 520-555-0123."}))
	wantKind(t, "posting", err, fault.Invalid, "need.description", "need.description")
	n := must[*eic.Need](t)(w.PostNeed(w.ctx, teacher, need(app.Fields{"title": "A calm corner", "description": "Some of my students have IEPs."})))
	change := func(fields app.Fields) error {
		_, err := w.UpdateNeed(w.ctx, teacher, app.Mutation{Input: app.Fields{"id": string(n.ID), "version": int64(n.Version), "need": fields}})
		return err
	}
	wantKind(t, "updating", change(app.Fields{"title": "For Tyler's ADHD"}), fault.Invalid, "need.title")
	_, err = w.PublishOffer(w.ctx, keeper, eic.FundOfKnowledge, app.Mutation{Input: app.Fields{"offer": app.Fields{
		"title": "Bees", "wishes": app.Fields{"text": "Not again with Diego, el IEP de Diego es largo"},
	}}})
	wantKind(t, "publishing", err, fault.Invalid, "offer.wishes.text")
	preview := app.Preview{Need: app.Fields{"title": "A calm corner", "description": "Marcus has autism."}, First: 5}
	if _, err := w.PreviewMatches(w.ctx, teacher, preview); err != nil {
		t.Errorf("a preview, which nobody else sees: %v", err)
	}
}

// What came by an import and is not touched does not keep its author from changing the rest.
func TestWordsThatStayAreNotScreenedAgain(t *testing.T) {
	w := newTown(t)
	r := w.apply(true, lines(t, `{"type":"Need","externalId":"old","cluster":"pima","postedBy":"teacher","title":"Marcus has autism."}`)...)[0]
	if r.Outcome != app.Added {
		t.Fatalf("the import: %v", r.Err)
	}
	m := app.Mutation{Input: app.Fields{"id": string(r.ID), "version": int64(1), "need": app.Fields{"groupSize": int64(20)}}}
	must[*eic.Need](t)(w.UpdateNeed(w.ctx, w.as("teacher"), m))
}
