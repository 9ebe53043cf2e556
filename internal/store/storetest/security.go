package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

func securityTests() []test {
	return []test{
		{"a credential is what it was made", credentialContent},
		{"a credential is ended once", credentialEnds},
		{"credentials are listed by cluster and kind", credentialLists},
		{"a write that cannot end a credential is not made", credentialWithChanges},
		{"audit entries come newest first, cluster by cluster", auditOrder},
		{"audit entries are found by who and by what", auditOf},
		{"an entry is kept if its change is", auditWithChanges},
		{"of what is kept for a time the old is forgotten", forgetKept},
		{"the newest event stays", forgetEvents},
		{"a person who is erased is found by nothing", erased},
	}
}

// invitation makes one of the first cluster that ends in an hour.
func (w *world) invitation(key string) eic.Credential {
	return eic.Credential{
		ID: eic.CredentialPrefix(eic.Invitation, w.here) + eic.CredentialID("."+key), Kind: eic.Invitation, Cluster: w.here,
		Person: w.teacher, Digest: "digest of " + key, Created: at(0), Expires: start.Add(time.Hour),
	}
}

func (w *world) account(cluster eic.ClusterID, key string) eic.Credential {
	return eic.Credential{
		ID: eic.CredentialPrefix(eic.ServiceAccount, cluster) + eic.CredentialID("."+key), Kind: eic.ServiceAccount, Cluster: cluster,
		Name: "Nightly import", Scopes: eic.SetOf(eic.ScopeImport), Created: eic.NewStamp(start, w.teacher),
	}
}

func (w *world) write(write store.Write) {
	w.t.Helper()
	if err := w.store.Commit(w.ctx, write); err != nil {
		w.t.Fatalf("Commit: %v", err)
	}
}

func credentialContent(t *testing.T, w *world) {
	ask := must[*eic.Credential](t, "Credential")
	for _, want := range []eic.Credential{w.invitation("a"), w.account(w.here, "a")} {
		if got := ask(w.store.Credential(w.ctx, want.ID)); got != nil {
			t.Errorf("before it was made: %+v", got)
		}
		w.write(store.Write{Credentials: []eic.Credential{want}})
		equal(t, "the credential", ask(w.store.Credential(w.ctx, want.ID)), &want)
	}
}

func credentialEnds(t *testing.T, w *world) {
	want := w.invitation("a")
	w.write(store.Write{Credentials: []eic.Credential{want}})
	ending := store.Ending{ID: want.ID, Stamp: eic.NewStamp(start.Add(time.Minute), w.teacher)}
	w.write(store.Write{Endings: []store.Ending{ending}})
	want.Ended = ending.Stamp
	ending.Stamp = at(300)
	refused(t, "ended again", w.store.Commit(w.ctx, store.Write{Endings: []store.Ending{ending}}), fault.Conflict, fault.Spent)
	ending.ID += "x"
	refused(t, "not there", w.store.Commit(w.ctx, store.Write{Endings: []store.Ending{ending}}), fault.Conflict, fault.Spent)
	equal(t, "the credential", must[*eic.Credential](t, "Credential")(w.store.Credential(w.ctx, want.ID)), &want)
}

func credentialLists(t *testing.T, w *world) {
	w.write(store.Write{Credentials: []eic.Credential{w.invitation("a"), w.account(w.here, "c"), w.account(w.here, "a"), w.account(w.here, "b")}})
	w.write(store.Write{Credentials: []eic.Credential{w.account(w.there, "d")}})
	list := func(after eic.CredentialID, limit int) (ids []eic.CredentialID) {
		for _, c := range must[[]*eic.Credential](t, "Credentials")(w.store.Credentials(w.ctx, w.here, eic.ServiceAccount, after, limit)) {
			ids = append(ids, c.ID)
		}
		return ids
	}
	a, b, c := w.account(w.here, "a").ID, w.account(w.here, "b").ID, w.account(w.here, "c").ID
	sameIDs(t, "all", list("", 10), a, b, c)
	sameIDs(t, "the first two", list("", 2), a, b)
	sameIDs(t, "after the second", list(b, 2), c)
	sameIDs(t, "none", list("", 0))
}

func credentialWithChanges(t *testing.T, w *world) {
	need := w.need("a", 1)
	err := w.store.Commit(w.ctx, store.Write{
		Changes: []store.Change{made(need, nil)}, Credentials: []eic.Credential{w.invitation("a")},
		Endings: []store.Ending{{ID: w.invitation("b").ID, Stamp: at(1)}}, Audit: []eic.AuditEntry{w.entry(1, "post", need.ID)},
	})
	refused(t, "nothing to end", err, fault.Conflict, fault.Spent)
	if w.fetch(need.ID) != nil {
		t.Error("the change was made all the same")
	}
	if c := must[*eic.Credential](t, "Credential")(w.store.Credential(w.ctx, w.invitation("a").ID)); c != nil {
		t.Error("the credential was made all the same")
	}
	sameIDs(t, "entries", w.audit(store.AuditFilter{Cluster: w.here}, 10))
}

// entry is what the teacher did in the nth second.
func (w *world) entry(n int, action string, record eic.ID) eic.AuditEntry {
	return eic.AuditEntry{
		ID: fmt.Sprintf("%05d", n), Cluster: w.here, At: at(n).At, By: string(w.teacher),
		Action: action, Record: string(record), Request: fmt.Sprint("request ", n),
	}
}

func (w *world) audit(filter store.AuditFilter, limit int) (ids []string) {
	w.t.Helper()
	for _, e := range must[[]eic.AuditEntry](w.t, "Audit")(w.store.Audit(w.ctx, filter, limit)) {
		ids = append(ids, e.ID)
	}
	return ids
}

func auditOrder(t *testing.T, w *world) {
	var entries []eic.AuditEntry
	for n := range 5 {
		entries = append(entries, w.entry(n, "edit", "need.a"))
	}
	w.write(store.Write{Audit: entries[:3]})
	w.write(store.Write{Audit: entries[3:]})
	abroad := entries[0]
	abroad.Cluster, abroad.By, abroad.Record, abroad.Request = w.there, eic.CommandLine, string(w.there), "" // as an import is told of
	w.write(store.Write{Audit: []eic.AuditEntry{abroad}})
	sameIDs(t, "all", w.audit(store.AuditFilter{Cluster: w.here}, 10), "00004", "00003", "00002", "00001", "00000")
	sameIDs(t, "a page", w.audit(store.AuditFilter{Cluster: w.here}, 2), "00004", "00003")
	sameIDs(t, "the next", w.audit(store.AuditFilter{Cluster: w.here, Before: "00003"}, 2), "00002", "00001")
	got := must[[]eic.AuditEntry](t, "Audit")(w.store.Audit(w.ctx, store.AuditFilter{Cluster: w.there}, 10))
	equal(t, "an entry", got, []eic.AuditEntry{abroad})
}

func auditOf(t *testing.T, w *world) {
	byTeacher, byMaker, bySelf := w.entry(1, "edit", "need.a"), w.entry(2, "edit", "need.b"), w.entry(3, "edit", eic.ID(w.teacher))
	byMaker.By = string(w.maker)
	w.write(store.Write{Audit: []eic.AuditEntry{byTeacher, byMaker, bySelf}})
	sameIDs(t, "by or with the teacher", w.audit(store.AuditFilter{Cluster: w.here, Of: []string{string(w.teacher)}}, 10), "00003", "00001")
	sameIDs(t, "with a need or by the teacher", w.audit(store.AuditFilter{Cluster: w.here, Of: []string{"need.b", string(w.teacher)}}, 10), "00003", "00002", "00001")
	sameIDs(t, "the newest", w.audit(store.AuditFilter{Cluster: w.here, Of: []string{"need.b", string(w.teacher)}}, 1), "00003")
	sameIDs(t, "older", w.audit(store.AuditFilter{Cluster: w.here, Of: []string{string(w.teacher)}, Before: "00003"}, 10), "00001")
	sameIDs(t, "nobody", w.audit(store.AuditFilter{Cluster: w.here, Of: []string{}}, 10))
	sameIDs(t, "elsewhere", w.audit(store.AuditFilter{Cluster: w.there, Of: []string{string(w.teacher)}}, 10))
}

func auditWithChanges(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.write(store.Write{Changes: []store.Change{made(need, nil)}, Audit: []eic.AuditEntry{w.entry(1, "post", need.ID)}})
	stale := store.Change{Record: need, From: 0}
	if err := w.store.Commit(w.ctx, store.Write{Changes: []store.Change{stale}, Audit: []eic.AuditEntry{w.entry(2, "post", need.ID)}}); err == nil {
		t.Fatal("a stale write was made")
	}
	sameIDs(t, "entries", w.audit(store.AuditFilter{Cluster: w.here}, 10), "00001")
}

func forgetKept(t *testing.T, w *world) {
	used, expired, open := w.invitation("used"), w.invitation("expired"), w.account(w.here, "open")
	w.write(store.Write{Credentials: []eic.Credential{used, expired, open}, Audit: []eic.AuditEntry{w.entry(1, "a", "x"), w.entry(2, "a", "x")}})
	w.write(store.Write{Endings: []store.Ending{{ID: used.ID, Stamp: at(60)}}})
	forget := func(what store.Kept, before time.Time, want int) {
		t.Helper()
		if n := must[int](t, "Forget")(w.store.Forget(w.ctx, what, before)); n != want {
			t.Errorf("forgot %d of %d, want %d", n, what, want)
		}
	}
	forget(store.Entries, at(1).At, 0)
	forget(store.Entries, at(2).At, 1)
	sameIDs(t, "entries", w.audit(store.AuditFilter{Cluster: w.here}, 10), "00002")
	forget(store.Credentials, at(60).At, 0)
	forget(store.Credentials, at(61).At, 1)
	forget(store.Credentials, start.Add(2*time.Hour), 1)
	ask := must[*eic.Credential](t, "Credential")
	if ask(w.store.Credential(w.ctx, used.ID)) != nil || ask(w.store.Credential(w.ctx, expired.ID)) != nil || ask(w.store.Credential(w.ctx, open.ID)) == nil {
		t.Error("what is over stays, or what is open is gone")
	}
}

func forgetEvents(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.save(made(need, nil))
	w.save(changed(need, nil))
	newest := must[int64](t, "LastEvent")(w.store.LastEvent(w.ctx, w.here))
	if n := must[int](t, "Forget")(w.store.Forget(w.ctx, store.Events, start.AddDate(1, 0, 0))); n != 1 {
		t.Errorf("forgot %d events, want all but the newest", n)
	}
	if got := must[int64](t, "LastEvent")(w.store.LastEvent(w.ctx, w.here)); got != newest {
		t.Errorf("the newest is %d, want %d", got, newest)
	}
	w.save(changed(need, nil))
	if events := w.events(); len(events) != 2 || events[1].Number <= newest {
		t.Errorf("got %v, want the newest and one with a higher number", events)
	}
}

func erased(t *testing.T, w *world) {
	p := w.person("gone", "Grace Gone", eic.Educator)
	identity := eic.Identity{Issuer: "https://id.example", Subject: "gone"}
	p.Email, p.Identities = "grace@example.org", []eic.Identity{identity}
	p.Affiliations = []eic.Affiliation{{Organization: w.school}}
	w.save(made(p, document("grace gone", "")))
	was := p.External
	p.Erase(at(1))
	w.save(store.Change{Record: p, From: 1, Document: document("", ""), Verb: "erase"})
	if who := must[*eic.Person](t, "PersonWith")(w.store.PersonWith(w.ctx, identity)); who != nil {
		t.Errorf("the identity still is of %s", who.ID)
	}
	for name, filter := range map[string]store.PersonFilter{
		"all": {Cluster: w.here}, "at the school": {Cluster: w.here, Organization: w.school}, "by name": {Cluster: w.here, Words: store.Words{{"grace"}}},
	} {
		for _, who := range must[[]*eic.Person](t, "People")(w.store.People(w.ctx, filter, store.Page{Limit: 10})) {
			if who.ID == p.ID {
				t.Errorf("the list %s still has the person", name)
			}
		}
	}
	equal(t, "what is left", w.fetch(p.ID), eic.Record(p))
	again := w.person("other", "Other", eic.Educator)
	again.External = was
	if err := w.commit(made(again, nil)); err != nil {
		t.Errorf("the name in another system is still taken: %v", err)
	}
	var e *fault.Error
	if err := w.commit(made(w.person("gone", "Grace Gone", eic.Educator), nil)); !errors.As(err, &e) || e.Kind != fault.Conflict {
		t.Errorf("made again under the same id: %v, want a Conflict", err)
	}
}
