package app_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// moving is a town whose clock a test moves; by itself it moves a millisecond each
// time it is looked at, so that entries of the audit log have an order.
func moving(t *testing.T) (*town, *time.Time) {
	t.Helper()
	now := noon
	w := townAt(t, func() time.Time {
		now = now.Add(time.Millisecond)
		return now
	})
	for i, r := range w.apply(true, lines(t, townLines)...) {
		if r.Outcome != app.Added {
			t.Fatalf("line %d: %v %v", i+1, r.Outcome, r.Err)
		}
	}
	return w, &now
}

// signedIn is a request of somebody whom an identity provider knows.
func (w *town) signedIn(subject string, issued time.Time) context.Context {
	return auth.WithPrincipal(w.ctx, auth.Principal{Issuer: "https://id.example", Subject: subject, Issued: issued})
}

func (w *town) invite(person string) string {
	w.t.Helper()
	_, code, err := w.InvitePerson(w.ctx, w.as("steward"), app.Mutation{Input: app.Fields{"person": string(w.id(eic.PersonType, person))}})
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

func TestInvitation(t *testing.T) {
	w, now := moving(t)
	code := w.invite("keeper")
	ctx := w.signedIn("kim", *now)
	_, err := w.Viewer(ctx)
	wantKind(t, "before", err, fault.Unauthenticated)
	p := must[*eic.Person](t)(w.AcceptInvitation(ctx, "  "+strings.ToUpper(code)))
	if v := must[*app.Viewer](t)(w.Viewer(ctx)); v.Person.ID != p.ID || p.ID != w.id(eic.PersonType, "keeper") {
		t.Errorf("signed in as %s, accepted as %s, want the keeper", v.Person.ID, p.ID)
	}
	must[*eic.Person](t)(w.AcceptInvitation(ctx, code)) // sent again
	_, err = w.AcceptInvitation(w.signedIn("somebody else", *now), code)
	wantKind(t, "used by somebody else", err, fault.Invalid, "code")
	_, err = w.AcceptInvitation(ctx, w.invite("maker"))
	wantKind(t, "by somebody who is known", err, fault.Conflict)
	_, err = w.AcceptInvitation(w.ctx, code)
	wantKind(t, "by nobody", err, fault.Unauthenticated)
	wantLog(t, w.log(3), "steward invite person maker", "keeper accept invitation keeper", "steward invite person keeper")
}

// A repeated key is answered with the code of the first answer and makes nothing.
func TestInvitationUnderAKey(t *testing.T) {
	w, now := moving(t)
	w.apply(true, lines(t, `{"type":"Person","externalId":"second","cluster":"pima","name":"Sam Second","roles":["STEWARD"]}`)...)
	keeper, steward := string(w.id(eic.PersonType, "keeper")), w.as("steward")
	invite := func(v *app.Viewer, m app.Mutation) (*eic.Credential, string, error) {
		return w.InvitePerson(w.ctx, v, m)
	}
	order := app.Mutation{Input: app.Fields{"person": keeper, "days": int64(3)}, Key: "k1"}
	first, code, err := invite(steward, order)
	if err != nil {
		t.Fatal(err)
	}
	inInput := app.Mutation{Input: app.Fields{"person": keeper, "days": int64(3), "idempotencyKey": "k1"}}
	for name, m := range map[string]app.Mutation{"by the header": order, "by the input": inInput} {
		if again, same, err := invite(steward, m); err != nil || again.ID != first.ID || same != code {
			t.Errorf("%s: got %v with another code or %v, want the first", name, again, err)
		}
	}
	if _, other, err := invite(w.as("second"), order); err != nil || other == code {
		t.Errorf("the key of somebody else: %v, or the same code", err)
	}
	again, same, err := invite(steward, order)
	if err != nil || same != code || again.Ended.At.IsZero() {
		t.Errorf("after it was replaced: %v %v, want the first, ended", again, err)
	}
	_, err = w.AcceptInvitation(w.signedIn("kim", *now), code)
	wantKind(t, "a code that was replaced", err, fault.Invalid, "code")
	order.Input = app.Fields{"person": keeper, "days": int64(4)}
	if _, _, err = invite(steward, order); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "k1") {
		t.Errorf("another input: %v, want a Conflict that names the key", err)
	}
	wantLog(t, w.log(9), " invite person keeper", "steward invite person keeper")
	must[int](t)(w.store.Forget(w.ctx, store.Answers, now.Add(time.Hour)))
	order.Input["days"] = int64(3)
	if later, other, err := invite(steward, order); err != nil || later.ID == first.ID || other == code {
		t.Errorf("under a key that is forgotten: %v, or the first invitation", err)
	}
}

// Of many that come at once under a key one makes an invitation, and all are told its code.
func TestInvitationsUnderAKeyAtOnce(t *testing.T) {
	w := newTown(t)
	order := app.Mutation{Input: app.Fields{"person": string(w.id(eic.PersonType, "keeper"))}, Key: "k1"}
	steward := w.as("steward")
	codes := make([]string, 8)
	var together sync.WaitGroup
	for i := range codes {
		together.Go(func() {
			_, code, err := w.InvitePerson(w.ctx, steward, order)
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
			codes[i] = code
		})
	}
	together.Wait()
	if slices.Sort(codes); codes[0] != codes[7] {
		t.Errorf("codes of several invitations: %q", codes)
	}
	all := must[[]*eic.Credential](t)(w.store.Credentials(w.ctx, eic.ClusterIDOf("pima"), eic.Invitation, "", 100))
	if len(all) != 1 {
		t.Errorf("%d invitations, want 1", len(all))
	}
}

// What a database keeps does not tell a code, nor the key it was made under.
func TestInvitationKeepsNoSecret(t *testing.T) {
	w := newTown(t)
	const key = "a6f0c2d4-7d0e-4a7e-9a53-5d1f1f0b8f35"
	person := string(w.id(eic.PersonType, "keeper"))
	_, code, err := w.InvitePerson(w.ctx, w.as("steward"), app.Mutation{Input: app.Fields{"person": person}, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	if a := must[*store.Answer](t)(w.store.Answered(w.ctx, store.Key{Person: w.as("steward").ID(), Mutation: "invite person", Value: key})); a != nil {
		t.Error("the key is kept as it was sent")
	}
	kept := must[[]*eic.Credential](t)(w.store.Credentials(w.ctx, eic.ClusterIDOf("pima"), eic.Invitation, "", 100))
	if len(kept) != 1 || strings.Contains(kept[0].Digest, code) || strings.HasSuffix(code, ".") {
		t.Errorf("kept %v for the code %q", kept, code)
	}
}

func TestInvitationsThatAreNotOpen(t *testing.T) {
	w, now := moving(t)
	replaced, open := w.invite("keeper"), w.invite("keeper")
	ctx := w.signedIn("kim", *now)
	for name, code := range map[string]string{
		"replaced": replaced, "nonsense": "x", "of nobody": "0123456789.0123456789abcdefghij.x", "empty": "",
		"without its secret": open[:strings.LastIndexByte(open, '.')+1], "another secret": open[:len(open)-1] + "_",
	} {
		_, err := w.AcceptInvitation(ctx, code)
		wantKind(t, name, err, fault.Invalid, "code")
	}
	*now = now.AddDate(0, 0, 14)
	_, err := w.AcceptInvitation(ctx, open)
	wantKind(t, "run out", err, fault.Invalid, "code")
}

// An e-mail address proves nothing: that of a person in a token ties nobody to them.
func TestNobodyIsTiedByAnAddress(t *testing.T) {
	w, now := moving(t)
	_, err := w.Viewer(w.signedIn("tess@example.org", *now))
	wantKind(t, "by the teacher's address", err, fault.Unauthenticated)
}

func TestWhoMayInvite(t *testing.T) {
	w, _ := moving(t)
	keeper := app.Fields{"person": string(w.id(eic.PersonType, "keeper"))}
	_, _, err := w.InvitePerson(w.ctx, w.as("keeper"), app.Mutation{Input: keeper})
	wantKind(t, "oneself", err, fault.Forbidden)
	_, _, err = w.InvitePerson(w.ctx, w.as("teacher"), app.Mutation{Input: keeper})
	wantKind(t, "somebody one may not see", err, fault.NotFound)
	_, _, err = w.InvitePerson(w.ctx, w.asIn("yuma", "stranger"), app.Mutation{Input: keeper})
	wantKind(t, "a steward of another cluster", err, fault.NotFound)
	keeper["days"] = int64(61)
	_, _, err = w.InvitePerson(w.ctx, w.as("steward"), app.Mutation{Input: keeper})
	wantKind(t, "for too long", err, fault.Invalid, "days")
}

func TestRevokeSignIns(t *testing.T) {
	w, now := moving(t)
	early := w.signedIn("kim", *now)
	must[*eic.Person](t)(w.AcceptInvitation(early, w.invite("keeper")))
	pending := w.invite("keeper")
	*now = now.Add(time.Hour)
	revoke := app.Mutation{Input: app.Fields{"person": string(w.id(eic.PersonType, "keeper"))}}
	must[*eic.Person](t)(w.RevokeSignIns(w.ctx, w.as("steward"), revoke))
	_, err := w.Viewer(early)
	wantKind(t, "a token from before", err, fault.Unauthenticated)
	_, err = w.Viewer(w.signedIn("kim", now.Add(auth.Skew-time.Second)))
	wantKind(t, "a token that may be from before, by a clock that is ahead", err, fault.Unauthenticated)
	must[*app.Viewer](t)(w.Viewer(w.signedIn("kim", now.Add(auth.Skew+time.Second))))
	_, err = w.AcceptInvitation(w.signedIn("other", *now), pending)
	wantKind(t, "an invitation that was open", err, fault.Invalid, "code")
	wantLog(t, w.log(1), "steward revoke sign-ins keeper")

	_, err = w.RevokeSignIns(w.ctx, w.as("teacher"), revoke)
	wantKind(t, "somebody else's", err, fault.NotFound)
	revoke.Input["unlink"] = true
	must[*eic.Person](t)(w.RevokeSignIns(w.ctx, w.as("steward"), revoke))
	_, err = w.Viewer(w.signedIn("kim", now.Add(time.Hour)))
	wantKind(t, "a new token of a person who was unlinked", err, fault.Unauthenticated)
}

// A file that was written before somebody was signed out does not let them in again.
func TestImportKeepsPeopleOut(t *testing.T) {
	w, now := moving(t)
	must[*eic.Person](t)(w.RevokeSignIns(w.ctx, w.as("steward"), app.Mutation{Input: app.Fields{"person": string(w.id(eic.PersonType, "teacher"))}}))
	w.apply(true, lines(t, `{"type":"Person","externalId":"teacher","cluster":"pima","name":"Tess T.","roles":["EDUCATOR"]}`)...)
	ctx := auth.WithPrincipal(w.ctx, auth.Principal{Person: eic.PersonID(w.id(eic.PersonType, "teacher")), Issued: *now})
	_, err := w.Viewer(ctx)
	wantKind(t, "after the import", err, fault.Unauthenticated)
}

func TestStewardTakesAMembershipAway(t *testing.T) {
	w, _ := moving(t)
	v := w.as("maker")
	m := app.Mutation{Input: app.Fields{"person": string(w.id(eic.PersonType, "maker")), "roles": []any{}, "version": int64(1)}}
	must[*eic.Person](t)(w.SetMembership(w.ctx, w.as("steward"), m))
	if roles, _ := w.as("maker").Person.RolesIn(v.Person.Cluster); !roles.Empty() {
		t.Errorf("the next request still has the roles %v", roles.Names())
	}
	wantLog(t, w.log(1), "steward set membership maker")
}

func TestServiceAccount(t *testing.T) {
	w, now := moving(t)
	order := app.Fields{"name": "Nightly import", "scopes": []any{"IMPORT"}}
	account := must[*eic.Credential](t)(w.CreateServiceAccount(w.ctx, w.as("steward"), order))
	again := must[*eic.Credential](t)(w.CreateServiceAccount(w.ctx, w.as("steward"), order))
	if account.ID != again.ID {
		t.Errorf("asked twice: %s and %s", account.ID, again.ID)
	}
	ctx := auth.WithPrincipal(w.ctx, auth.Principal{Service: account.ID, Issued: *now})
	v := must[*app.Viewer](t)(w.Viewer(ctx))
	record := func(fields app.Fields) (*eic.Person, error) {
		return w.RecordPerson(ctx, v, app.Mutation{Input: app.Fields{"person": fields}})
	}
	p := must[*eic.Person](t)(record(app.Fields{"name": "Nia New", "roles": []any{"EDUCATOR"}, "affiliations": []any{app.Fields{"organization": string(w.id(eic.OrganizationType, "s"))}}}))
	_, err := record(app.Fields{"name": "Sly", "roles": []any{"STEWARD"}})
	wantKind(t, "a program makes a steward", err, fault.Forbidden)
	_, err = record(app.Fields{"name": "Sly", "identities": []any{app.Fields{"issuer": "https://id.example", "subject": "x"}}})
	wantKind(t, "a program ties an identity", err, fault.Forbidden)
	_, _, err = w.InvitePerson(ctx, v, app.Mutation{Input: app.Fields{"person": string(p.ID)}})
	wantKind(t, "a program invites", err, fault.Forbidden)
	if c := must[[]app.Contact](t)(w.Contacts(ctx, v, []*eic.Person{w.as("teacher").Person}))[0]; c.Email != "" {
		t.Error("a program reads how to reach people")
	}
	if v := must[*app.Viewer](t)(w.Viewer(ctx)); !v.IsProgram() {
		t.Error("it is not a program")
	}
	revoked := must[*eic.Credential](t)(w.RevokeServiceAccount(w.ctx, w.as("steward"), string(account.ID)))
	if revoked.Ended.At.IsZero() {
		t.Error("it is not revoked")
	}
	must[*eic.Credential](t)(w.RevokeServiceAccount(w.ctx, w.as("steward"), string(account.ID))) // again
	_, err = w.Viewer(ctx)
	wantKind(t, "after it was revoked", err, fault.Unauthenticated)
	wantLog(t, w.log(9), "steward revoke service account service", " record person person", " use service account service", "steward create service account service")
}

func TestWhoManagesServiceAccounts(t *testing.T) {
	w, _ := moving(t)
	order := app.Fields{"name": "Importer", "scopes": []any{"READ"}}
	account := must[*eic.Credential](t)(w.CreateServiceAccount(w.ctx, w.as("steward"), order))
	_, err := w.CreateServiceAccount(w.ctx, w.as("maker"), order)
	wantKind(t, "a member makes one", err, fault.Forbidden)
	_, err = w.ServiceAccounts(w.ctx, w.as("teacher"), "")
	wantKind(t, "a member lists them", err, fault.Forbidden)
	_, err = w.RevokeServiceAccount(w.ctx, w.as("teacher"), string(account.ID))
	wantKind(t, "a member revokes one", err, fault.Forbidden)
	_, err = w.RevokeServiceAccount(w.ctx, w.asIn("yuma", "stranger"), string(account.ID))
	wantKind(t, "a steward of another cluster revokes one", err, fault.NotFound)
	_, err = w.CreateServiceAccount(w.ctx, w.as("steward"), app.Fields{"name": "Importer", "scopes": []any{"IMPORT"}})
	wantKind(t, "the same name, other scopes", err, fault.Conflict)
	_, err = w.CreateServiceAccount(w.ctx, w.as("steward"), app.Fields{"name": "", "scopes": []any{}})
	wantKind(t, "neither name nor scopes", err, fault.Invalid, "name", "scopes")
	if list := must[[]*eic.Credential](t)(w.ServiceAccounts(w.ctx, w.as("steward"), "")); len(list) != 1 {
		t.Errorf("%d accounts, want 1", len(list))
	}
}

// What the engine keeps for a time is forgotten by the periods configured.
func TestRetention(t *testing.T) {
	w, now := moving(t)
	w.invite("keeper")
	cluster := eic.ClusterIDOf("pima")
	count := func() (events, entries int) {
		e := must[[]store.Event](t)(w.store.Events(w.ctx, cluster, 0, 1000))
		a := must[[]eic.AuditEntry](t)(w.store.Audit(w.ctx, store.AuditFilter{Cluster: cluster}, 1000))
		return len(e), len(a)
	}
	reopen := func() {
		s, err := app.Open(w.ctx, app.Config{Store: w.store, Now: func() time.Time { return *now }, Keep: app.Keep{Audit: 500 * 24 * time.Hour}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(w.ctx); err != nil {
			t.Fatal(err)
		}
	}
	before, _ := count()
	*now = now.AddDate(0, 0, 399)
	reopen()
	if events, entries := count(); events != before || entries != 1 {
		t.Errorf("after 399 days: %d events of %d, %d entries", events, before, entries)
	}
	*now = now.AddDate(0, 0, 2)
	reopen()
	if events, entries := count(); events != 1 || entries != 1 {
		t.Errorf("after 401 days: %d events, %d entries, want the newest event and the entry", events, entries)
	}
	*now = now.AddDate(0, 0, 100)
	reopen()
	if _, entries := count(); entries != 0 {
		t.Errorf("after 501 days: %d entries", entries)
	}
}
