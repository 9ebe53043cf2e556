package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// world is a store with a little in it: two clusters, and in the first of them
// what needs and offers refer to.
type world struct {
	t     *testing.T
	ctx   context.Context
	store store.Store

	here, there     eic.ClusterID
	school, company eic.OrganizationID
	teacher, maker  eic.PersonID
	bees, maths     eic.TopicID
	product         eic.ProductID
}

// start is when the world began; records are a second apart (see at).
var start = time.Date(2031, 2, 1, 8, 0, 0, 0, time.UTC)

// at is the stamp of the nth second.
func at(n int) eic.Stamp { return eic.NewStamp(start.Add(time.Duration(n)*time.Second), "") }

func newWorld(t *testing.T, s store.Store) *world {
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	w := &world{t: t, ctx: t.Context(), store: s, here: eic.ClusterIDOf("here"), there: eic.ClusterIDOf("there")}
	here := &eic.Cluster{Head: w.head(eic.ClusterType, "here"), Name: "Here"}
	there := &eic.Cluster{Head: w.head(eic.ClusterType, "there"), Name: "There"}
	school := &eic.Organization{Head: w.head(eic.OrganizationType, "school"), Kind: eic.School, Name: "School"}
	company := &eic.Organization{Head: w.head(eic.OrganizationType, "company"), Kind: eic.Company, Name: "Company"}
	teacher, maker := w.person("teacher", "Teacher", eic.Educator), w.person("maker", "Maker", eic.Entrepreneur)
	bees := &eic.Topic{Head: w.head(eic.TopicType, "bees"), Label: "bees", Lang: eic.English}
	maths := &eic.Topic{Head: w.head(eic.TopicType, "maths"), Label: "maths", Lang: eic.English}
	product := &eic.Product{Head: w.head(eic.ProductType, "product"), Name: "Product", Company: eic.OrganizationID(company.ID)}
	w.school, w.company = eic.OrganizationID(school.ID), eic.OrganizationID(company.ID)
	w.teacher, w.maker = eic.PersonID(teacher.ID), eic.PersonID(maker.ID)
	w.bees, w.maths = eic.TopicID(bees.ID), eic.TopicID(maths.ID)
	w.product = eic.ProductID(product.ID)
	var changes []store.Change
	for _, r := range []eic.Record{here, there, school, company, teacher, maker, bees, maths, product} {
		changes = append(changes, store.Change{Record: r})
	}
	w.save(changes...)
	return w
}

// head makes the head of a new record of the first cluster, created at second 0.
func (w *world) head(t eic.Type, key string) eic.Head {
	cluster := w.here
	switch t {
	case eic.ClusterType:
		cluster = eic.ClusterIDOf(key)
	case eic.TopicType:
		cluster = ""
	}
	return headIn(cluster, t, key)
}

func headIn(cluster eic.ClusterID, t eic.Type, key string) eic.Head {
	external := eic.External{Source: "test", ID: key}
	return eic.Head{
		ID: eic.DeriveID(t, cluster, external), Cluster: cluster, External: external,
		Version: 1, Created: at(0), Updated: at(0),
	}
}

func (w *world) person(key, name string, roles ...eic.StakeholderRole) *eic.Person {
	return &eic.Person{Head: w.head(eic.PersonType, key), Name: name,
		Memberships: []eic.Membership{{Cluster: w.here, Roles: eic.SetOf(roles...)}}}
}

// need makes an open need of the teacher, created at the nth second.
func (w *world) need(key string, n int) *eic.Need {
	need := &eic.Need{Head: w.head(eic.NeedType, key), PostedBy: w.teacher, Title: "Need " + key, Status: eic.NeedOpen}
	need.Created, need.Updated = at(n), at(n)
	return need
}

// offer makes an open offer of the maker, created at the nth second.
func (w *world) offer(kind eic.OfferKind, key string, n int) *eic.Offer {
	offer := &eic.Offer{Head: w.head(kind.Type(), key), Kind: kind, OfferedBy: eic.PartyID(w.maker),
		Title: "Offer " + key, Status: eic.OfferOpen}
	offer.Created, offer.Updated = at(n), at(n)
	switch kind {
	case eic.FundOfKnowledge:
		offer.Fund = &eic.FundTerms{}
	case eic.PilotOffer:
		offer.Pilot = &eic.PilotTerms{Product: w.product}
	case eic.Grant:
		offer.Grant = &eic.GrantTerms{}
	case eic.Study:
		offer.Study = &eic.StudyTerms{}
	}
	return offer
}

// elsewhere makes a need or an offer one of the second cluster.
func (w *world) elsewhere(h *eic.Head) {
	*h = headIn(w.there, h.ID.Type(), h.External.ID)
}

// document makes an analysed form about topics, each by a token of its own.
func document(title, body string, topics ...eic.TopicID) *store.Document {
	d := &store.Document{Analysis: 7, Title: title, Body: body}
	for _, topic := range topics {
		d.Topics = append(d.Topics, store.About{Topic: topic, Token: token(topic), Weight: 0.5})
	}
	return d
}

// token is a topic's token in the index.
func token(topic eic.TopicID) string {
	return "t" + strings.NewReplacer(".", "", "-", "").Replace(string(topic))
}

// made is the change that makes a record.
func made(r eic.Record, d *store.Document) store.Change {
	return store.Change{Record: r, Document: d, Verb: "make"}
}

// changed is the change that makes a record its next version.
func changed(r eic.Record, d *store.Document) store.Change {
	h := r.Header()
	h.Version++
	h.Updated.At = h.Updated.At.Add(time.Hour)
	return store.Change{Record: r, From: h.Version - 1, Document: d, Verb: "change"}
}

// save commits changes and fails the test if they are refused.
func (w *world) save(changes ...store.Change) {
	w.t.Helper()
	if err := w.commit(changes...); err != nil {
		w.t.Fatalf("Commit: %v", err)
	}
}

// commit makes a write, or as many as it takes where records are kept apart.
func (w *world) commit(changes ...store.Change) error {
	for _, write := range store.Divide(w.store, store.Write{Changes: changes}) {
		if err := w.store.Commit(w.ctx, write); err != nil {
			return err
		}
	}
	return nil
}

// fetch returns one record, nil if it is not there.
func (w *world) fetch(id eic.ID) eic.Record {
	w.t.Helper()
	records, err := w.store.Fetch(w.ctx, []eic.ID{id})
	if err != nil || len(records) != 1 {
		w.t.Fatalf("Fetch(%s): %d records, %v", id, len(records), err)
	}
	return records[0]
}

// idsOf lists the ids of records.
func idsOf[R eic.Record](records []R) []eic.ID {
	ids := make([]eic.ID, len(records))
	for i, r := range records {
		ids[i] = r.Header().ID
	}
	return ids
}

// equal compares deeply, and shows both sides as JSON.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if reflect.DeepEqual(got, want) {
		return
	}
	g, _ := json.Marshal(got)
	v, _ := json.Marshal(want)
	if string(g) == string(v) {
		t.Errorf("%s:\n got %#v\nwant %#v", what, got, want)
		return
	}
	t.Errorf("%s:\n got %s\nwant %s", what, g, v)
}

// sameIDs compares lists of ids; none is the same as nil.
func sameIDs[T ~string](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if len(got) == 0 && len(want) == 0 {
		return
	}
	equal(t, what, got, want)
}

// must returns a value, or fails the test if there is an error.
func must[T any](t *testing.T, what string) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return value
	}
}

// refused checks an error's kind and code, and returns it.
func refused(t *testing.T, what string, err error, kind fault.Kind, code fault.Code) *fault.Error {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: got %v, want a fault", what, err)
	}
	if e.Kind != kind || e.Detail.Code != code {
		t.Fatalf("%s: got %v, want %s %s", what, err, kind, code)
	}
	return e
}
