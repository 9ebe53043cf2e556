package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// log lists the newest entries of the audit log as "who action what".
func (w *town) log(limit int) (list []string) {
	w.t.Helper()
	page := must[*app.AuditPage](w.t)(w.AuditLog(w.ctx, w.as("steward"), "", limit, ""))
	names := map[string]string{}
	for _, person := range []string{"teacher", "colleague", "keeper", "maker", "steward"} {
		names[string(w.id(eic.PersonType, person))] = person
	}
	for _, e := range page.Entries {
		who, what := names[e.By], names[e.Record]
		if what == "" {
			what, _, _ = strings.Cut(e.Record, ".")
		}
		list = append(list, who+" "+e.Action+" "+what)
	}
	return list
}

func wantLog(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("audit log: got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestContactsAreAudited(t *testing.T) {
	w, _ := moving(t)
	teacher, keeper := w.as("teacher").Person, w.as("keeper").Person
	people := []*eic.Person{teacher, keeper}
	if c := must[[]app.Contact](t)(w.Contacts(w.ctx, w.as("steward"), people)); c[0].Email != "tess@example.org" || c[1].Email != "" {
		t.Errorf("a steward reads %v", c)
	}
	for _, person := range []string{"teacher", "colleague", "maker"} {
		c := must[[]app.Contact](t)(w.Contacts(w.ctx, w.as(person), people))
		if got, want := c[0].Email != "", person == "teacher"; got != want {
			t.Errorf("%s reads %v", person, c)
		}
	}
	wantLog(t, w.log(9), "steward read contact teacher") // what is one's own is nobody else's business, and what is not said was not read
	w.store.away.Store(true)
	if c, err := w.Contacts(w.ctx, w.as("steward"), people[:1]); err == nil {
		t.Errorf("read without a trace: %v", c)
	}
}

// An import tells the log of each cluster what it did there, and no other.
func TestImportIsAudited(t *testing.T) {
	w, _ := moving(t)
	note := func() {
		t.Helper()
		if err := w.NoteImport(w.ctx, "ndjson"); err != nil {
			t.Fatal(err)
		}
	}
	newest := func(cluster, person string) (list []eic.AuditEntry) {
		t.Helper()
		return must[*app.AuditPage](t)(w.AuditLog(w.ctx, w.asIn(cluster, person), "", 5, "")).Entries
	}
	note()
	here, there := newest("pima", "steward"), newest("yuma", "stranger")
	if len(here) != 1 || here[0].By != eic.CommandLine || here[0].Record != string(eic.ClusterIDOf("pima")) || len(there) != 1 {
		t.Fatalf("got %v and %v, want one entry for each cluster", here, there)
	}
	if got, want := there[0].Action, "import ndjson: 2 added, 0 changed"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	w.apply(true, lines(t, townLines)...)
	note()
	w.apply(true, lines(t, `{"type":"Person","externalId":"new","cluster":"pima","name":"Nia New","roles":["EDUCATOR"]}
{"type":"Person","externalId":"steward","cluster":"pima","name":"Sol S. Steward","roles":["STEWARD"]}`)...)
	note()
	if here = newest("pima", "steward"); len(here) != 2 || here[0].Action != "import ndjson: 1 added, 1 changed" {
		t.Errorf("after one import that changed nothing and one that did: %v", here)
	}
	if there = newest("yuma", "stranger"); len(there) != 1 {
		t.Errorf("a cluster that was not touched has %v", there)
	}
}

func TestAuditLogPages(t *testing.T) {
	w, now := moving(t)
	for range 5 {
		*now = now.Add(time.Minute)
		w.invite("keeper")
	}
	first := must[*app.AuditPage](t)(w.AuditLog(w.ctx, w.as("steward"), "", 3, ""))
	rest := must[*app.AuditPage](t)(w.AuditLog(w.ctx, w.as("steward"), "", 3, first.Cursors[2]))
	if len(first.Entries) != 3 || !first.HasNext || len(rest.Entries) != 2 || rest.HasNext || !rest.Entries[1].At.Before(first.Entries[0].At) {
		t.Errorf("pages of %d and %d entries", len(first.Entries), len(rest.Entries))
	}
	_, err := w.AuditLog(w.ctx, w.as("teacher"), "", 3, "")
	wantKind(t, "a member", err, fault.Forbidden)
	_, err = w.AuditLog(w.ctx, w.as("steward"), "", 3, "x")
	wantKind(t, "a cursor of nothing", err, fault.Invalid, "after")
	_, err = w.AuditLog(w.ctx, w.as("steward"), string(eic.ClusterIDOf("yuma")), 3, "")
	wantKind(t, "another cluster", err, fault.NotFound)
}
