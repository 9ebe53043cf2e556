package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Mutation is the input of one change, as given, and the idempotency key of its
// request; a key within the input wins.
type Mutation struct {
	Input Fields
	Key   string
}

// made is what a mutation came to: the record it shows and the changes to
// commit, none if the record already is as it should be.
type made struct {
	record      eic.Record
	changes     []store.Change
	credentials []eic.Credential // made for the record
	endings     []store.Ending
	tell        bool // in the audit log, whoever does it
}

// once runs a mutation under its idempotency key: a repeated key is answered
// with the record of the first answer as it is now, another input under the
// same key is a Conflict.
func (s *Service) once(ctx context.Context, v *Viewer, name string, m Mutation, do func() (made, error)) (eic.Record, error) {
	key, body, err := m.key(v, name)
	if err != nil {
		return nil, err
	}
	if key.Value != "" {
		if r, err := s.answered(ctx, v, key, body); r != nil || err != nil {
			return r, fault.Wrap(name, err)
		}
	}
	result, err := do()
	if err != nil {
		return nil, fault.Wrap(name, err)
	}
	write := store.Write{Changes: result.changes, Credentials: result.credentials, Endings: result.endings}
	if write.Audit, err = s.audited(ctx, v, name, result); err != nil {
		return nil, fault.Wrap(name, err)
	}
	if key.Value != "" {
		write.Answer = &store.Answer{Key: key, Body: body, ID: result.record.Header().ID, At: s.now()}
	}
	err = s.commit(ctx, write)
	if err != nil && key.Value != "" && fault.Is(err, fault.Conflict) {
		// The same request may have been first elsewhere.
		if r, again := s.answered(ctx, v, key, body); r != nil || again != nil {
			return r, fault.Wrap(name, again)
		}
	}
	return result.record, fault.Wrap(name, err)
}

// key reads the idempotency key of a mutation and the digest of its input.
func (m Mutation) key(v *Viewer, name string) (store.Key, string, error) {
	f := newForm(m.Input, "", byID, false)
	value := m.Key
	text(f, "idempotencyKey", &value, eic.ParseName)
	if value == "" {
		value = m.Key
	}
	if _, err := eic.ParseName(value); err != nil {
		f.add("idempotencyKey", err)
	}
	if err := f.shared.faults.Err(); err != nil {
		return store.Key{}, "", err
	}
	content := Fields{}
	for name, field := range m.Input {
		if name != "idempotencyKey" {
			content[name] = field
		}
	}
	encoded, err := json.Marshal(content) // maps are written in the order of their keys
	if err != nil {
		return store.Key{}, "", fault.Wrap("digest input", err)
	}
	sum := sha256.Sum256(encoded)
	return store.Key{Person: v.ID(), Mutation: name, Value: value}, hex.EncodeToString(sum[:]), nil
}

// answered returns the record a key was first answered with, or nil.
func (s *Service) answered(ctx context.Context, v *Viewer, key store.Key, body string) (eic.Record, error) {
	answer, err := s.store.Answered(ctx, key)
	if answer == nil || err != nil || s.now().Sub(answer.At) > answersKept {
		return nil, err
	}
	if answer.Body != body {
		return nil, fault.New(fault.Conflict, fault.KeyReused, key.Value)
	}
	return s.Record(ctx, v, string(answer.ID))
}

// commit writes and tells what follows from the change.
func (s *Service) commit(ctx context.Context, write store.Write) error {
	if write.Empty() {
		return nil
	}
	if err := s.store.Commit(ctx, write); err != nil {
		return err
	}
	s.changed(ctx, write.Changes)
	s.relinkLate(ctx, s.lately.stored(write.Changes, s.now()))
	return nil
}

// changed tells the statistics. The write is done: what fails here is logged,
// and made up for at the next change.
func (s *Service) changed(ctx context.Context, changes []store.Change) {
	counts := map[series]int{}
	for _, c := range changes {
		h := c.Record.Header()
		if side := store.SideOf(h.ID.Type()); side != 0 {
			counts[series{h.Cluster, side}]++
		}
	}
	for _, c := range changes {
		s.meanings.wake(c.Record.Header().Cluster)
	}
	for which, n := range counts {
		if err := s.stats.changed(ctx, which, n); err != nil {
			s.log.WarnContext(ctx, "statistics not rebuilt", "cluster", which.cluster, "error", err)
		}
	}
}

// subject is an existing record that a mutation is about.
type subject struct {
	form    *form
	record  eic.Record
	version eic.Version // sent
}

// subject reads {id, version, ...} and the record with this id.
func (s *Service) subject(ctx context.Context, v *Viewer, m Mutation, types ...eic.Type) (subject, error) {
	f := newForm(m.Input, "", byID, false)
	var version int
	f.integer("version", &version)
	f.require("version")
	said, _ := f.asText("id")
	id, err := eic.ParseRef[eic.ID](said, types...)
	f.add("id", err)
	f.value("idempotencyKey")
	if err := f.shared.faults.Err(); err != nil {
		return subject{}, err
	}
	r, err := s.Record(ctx, v, string(id))
	return subject{form: f, record: r, version: eic.Version(version)}, err
}

// fresh refuses a version that is not the record's.
func (sub subject) fresh() error {
	if current := sub.record.Header().Version; sub.version != current {
		e := fault.New(fault.Conflict, fault.StaleVersion, int64(sub.version), int64(current))
		e.Version = int64(current)
		return e
	}
	return nil
}

// step is the change of a record's state from one version to the next.
func (s *Service) step(ctx context.Context, v *Viewer, r eic.Record, verb string) (made, error) {
	h := r.Header()
	h.Updated = eic.NewStamp(s.now(), v.ID())
	h.Version++
	change, err := s.change(ctx, r, h.Version-1, verb)
	return made{record: r, changes: []store.Change{change}}, err
}

// edit changes a record by the fields of an input that stand under a name, such
// as "need". What is already as asked is no change, whatever the version sent.
func (s *Service) edit(ctx context.Context, v *Viewer, sub subject, name, verb string, check func(before, after eic.Record) error) (made, error) {
	before, err := clone(sub.record)
	if err != nil {
		return made{}, err
	}
	after := sub.record
	inner, err := sub.form.part(name)
	if err != nil {
		return made{}, err
	}
	if _, given := inner.fields["externalId"]; given {
		inner.value("externalId")
		if err := sameExternal(inner, before.Header().External); err != nil {
			return made{}, err
		}
	}
	inner.record(after)
	screened(inner, before, after)
	sub.form.unknown()
	if err := s.defaults(ctx, after); err != nil {
		return made{}, err
	}
	if err := s.settled(ctx, inner, after); err != nil {
		return made{}, err
	}
	if same(before, after) {
		return made{record: after}, nil
	}
	if err := sub.fresh(); err != nil {
		return made{}, err
	}
	if err := check(before, after); err != nil {
		return made{}, err
	}
	return s.step(ctx, v, after, verb)
}

// part returns the form of an object that must be given.
func (f *form) part(name string) (*form, error) {
	v, _ := f.value(name)
	fields, ok := v.(map[string]any)
	if !ok {
		return nil, fault.At(f.at(name), fault.Required)
	}
	return f.inner(name, fields), nil
}

// sameExternal refuses to change what other systems know a record by.
func sameExternal(f *form, now eic.External) error {
	ext := eic.External{}
	given, null := f.object("externalId", func(in *form) {
		text(in, "source", &ext.Source, eic.ParseName)
		text(in, "id", &ext.ID, eic.ParseName)
	})
	if given && !null && ext != now {
		return fault.At(f.at("externalId"), fault.FixedOnce)
	}
	return nil
}

// settled resolves a form's references, checks the record as a whole and locates it.
func (s *Service) settled(ctx context.Context, f *form, r eic.Record) error {
	find, err := s.fetch(ctx, wanted(f))
	if err != nil {
		return err
	}
	f.check(r)
	if _, err := f.settle(r.Header().Cluster, find, s.apart); err != nil {
		return err
	}
	if err := revived(f, r, find); err != nil {
		return err
	}
	return s.locate(ctx, r)
}

// clone copies a record deeply.
func clone(r eic.Record) (eic.Record, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fault.Wrap("copy record", err)
	}
	c := eic.NewRecord(r.Header().ID.Type())
	return c, fault.Wrap("copy record", json.Unmarshal(b, c))
}

// same reports whether two versions of a record say the same, leaving aside
// stamps, versions and where a place was found.
func same(a, b eic.Record) bool {
	x, errX := content(a)
	y, errY := content(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func content(r eic.Record) ([]byte, error) {
	h := r.Header()
	keep, place := *h, placeOf(r)
	var located *eic.Point
	*h = eic.Head{ID: keep.ID, Cluster: keep.Cluster, External: keep.External} // not Line, Version or stamps
	if place != nil {
		located, place.Located = place.Located, nil
	}
	b, err := json.Marshal(r)
	*h = keep
	if place != nil {
		place.Located = located
	}
	return b, err
}

// create makes a new record of a type from the object that stands under a name
// in the input, such as "need". prepare sets what is not the form's affair.
func (s *Service) create(ctx context.Context, v *Viewer, m Mutation, t eic.Type, name string, prepare func(eic.Record) error) (eic.Record, error) {
	f := newForm(m.Input, "", byID, false)
	said, _ := f.asText("cluster")
	f.value("idempotencyKey")
	inner, err := f.part(name)
	if err != nil {
		return nil, err
	}
	f.unknown()
	cluster, err := v.cluster(said)
	if err != nil {
		return nil, err
	}
	r := empty(t)
	h := r.Header()
	h.Cluster = cluster
	h.ID, h.External, err = s.identity(inner, t, cluster)
	inner.add("externalId", err)
	inner.record(r)
	screened(inner, nil, r)
	h.Created = eic.NewStamp(s.now(), v.ID())
	h.Updated = h.Created
	if err := prepare(r); err != nil {
		return nil, err
	}
	if err := s.settled(ctx, inner, r); err != nil {
		return nil, err
	}
	return r, s.free(ctx, h)
}

// empty returns a record of a type, ready for a form.
func empty(t eic.Type) eic.Record {
	if t.IsOffer() {
		return newOffer(t.OfferKind())
	}
	return eic.NewRecord(t)
}

// identity returns the id of a new record: derived from its external id if one
// is given, so that it is the same wherever the record goes, else drawn.
func (s *Service) identity(f *form, t eic.Type, cluster eic.ClusterID) (eic.ID, eic.External, error) {
	var ext eic.External
	var err error
	if given, null := f.object("externalId", func(in *form) {
		text(in, "source", &ext.Source, eic.ParseTitle)
		text(in, "id", &ext.ID, eic.ParseTitle)
		in.require("source")
		in.require("id")
		if ext.Source == eic.OwnSource {
			in.say("source", fault.Taken, t.String(), ext.Source, ext.ID)
		}
	}); given && !null {
		return eic.DeriveID(t, cluster, ext), ext, nil
	}
	id, err := eic.NewID(t, cluster, s.entropy)
	return id, eic.External{Source: eic.OwnSource, ID: string(id)}, err
}

// free refuses an id that is taken, which only an external id can bring about.
func (s *Service) free(ctx context.Context, h *eic.Head) error {
	found, err := s.store.Fetch(ctx, []eic.ID{h.ID})
	if err == nil && found[0] != nil {
		return fault.New(fault.Conflict, fault.Taken, h.ID.Type().String(), h.External.Source, h.External.ID)
	}
	return err
}

// defaults fills in the language of a text that does not say it: the cluster's.
func (s *Service) defaults(ctx context.Context, r eic.Record) error {
	var lang *eic.Language
	switch r := r.(type) {
	case *eic.Need:
		lang = &r.Language
	case *eic.Offer:
		lang = &r.Language
	}
	if lang == nil || *lang != "" {
		return nil
	}
	cluster, err := s.clusterOf(ctx, r.Header().Cluster)
	if err == nil {
		*lang = cluster.Language()
	}
	return err
}

// added is the change that stores a new record.
func (s *Service) added(ctx context.Context, r eic.Record, verb string) (made, error) {
	r.Header().Version = 1
	change, err := s.change(ctx, r, 0, verb)
	return made{record: r, changes: []store.Change{change}}, err
}

// isSteward reports whether the viewer is a steward of a cluster.
func (v *Viewer) isSteward(c eic.ClusterID) bool {
	roles, _ := v.Person.RolesIn(c)
	return roles.Has(eic.Steward)
}

// SpeaksFor reports whether the viewer acts for a party: themselves, or an
// organization they are affiliated with today.
func (v *Viewer) SpeaksFor(p eic.PartyID) bool {
	return p == eic.PartyID(v.Person.ID) || v.works[eic.OrganizationID(p)]
}
