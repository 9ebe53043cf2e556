package app_test

import (
	"testing"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Whoever may not see a record is told what they would be told if it were not there,
// after the same calls of the store.
func TestHiddenIsLikeAbsent(t *testing.T) {
	w := newTown(t)
	draft := must[*eic.Need](t)(w.PostNeed(w.ctx, w.as("teacher"), need(app.Fields{"title": "Not yet", "status": "DRAFT"})))
	maker, offer := w.as("maker"), string(w.id(eic.PilotOfferType, "pilot"))
	change := func(id eic.ID) app.Mutation {
		return app.Mutation{Input: app.Fields{"id": string(id), "version": int64(1)}}
	}
	operations := map[string]func(id eic.ID) error{
		"read":         func(id eic.ID) error { _, err := w.Record(w.ctx, maker, string(id)); return err },
		"withdrawNeed": func(id eic.ID) error { _, err := w.WithdrawNeed(w.ctx, maker, change(id)); return err },
		"approveNeed":  func(id eic.ID) error { _, err := w.ApproveNeed(w.ctx, maker, change(id)); return err },
		"explainMatch": func(id eic.ID) error { _, err := w.ExplainMatch(w.ctx, maker, string(id), offer); return err },
		"matches": func(id eic.ID) error {
			return w.NeedMatches(w.ctx, maker, []app.MatchArgs{{ID: id, First: 5}})[0].Err
		},
	}
	for name, do := range operations {
		wantAlike(t, w, name, do, draft.ID, w.id(eic.NeedType, "nowhere"))
	}
	people := map[string]func(id eic.ID) error{
		"invitePerson": func(id eic.ID) error {
			_, _, err := w.InvitePerson(w.ctx, maker, app.Mutation{Input: app.Fields{"person": string(id)}})
			return err
		},
		"revokeSignIns": func(id eic.ID) error {
			_, err := w.RevokeSignIns(w.ctx, maker, app.Mutation{Input: app.Fields{"person": string(id)}})
			return err
		},
		"updatePerson": func(id eic.ID) error { _, err := w.UpdatePerson(w.ctx, maker, change(id)); return err },
		"setMembership": func(id eic.ID) error {
			_, err := w.SetMembership(w.ctx, maker, app.Mutation{Input: app.Fields{"person": string(id), "version": int64(1), "roles": []any{}}})
			return err
		},
	}
	for name, do := range people {
		wantAlike(t, w, name, do, w.id(eic.PersonType, "teacher"), w.id(eic.PersonType, "nobody"))
	}
}

func wantAlike(t *testing.T, w *town, name string, do func(eic.ID) error, hidden, absent eic.ID) {
	t.Helper()
	w.store.calls()
	errHidden := do(hidden)
	fetches, hydrations, recalls := w.store.calls()
	errAbsent := do(absent)
	fetchesToo, hydrationsToo, recallsToo := w.store.calls()
	if !fault.Is(errHidden, fault.NotFound) || !fault.Is(errAbsent, fault.NotFound) {
		t.Errorf("%s: hidden is %v, absent is %v, want NOT_FOUND of both", name, errHidden, errAbsent)
	}
	if fetches != fetchesToo || hydrations != hydrationsToo || recalls != recallsToo {
		t.Errorf("%s: hidden took %d fetches, %d hydrations, %d recalls; absent %d, %d, %d", name,
			fetches, hydrations, recalls, fetchesToo, hydrationsToo, recallsToo)
	}
}
