package app

import (
	"context"
	"maps"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Fields are the fields of an input by name, as GraphQL variables and JSON
// lines give them: strings, numbers, booleans, lists and objects. An absent
// field is not said; one that is nil means the default.
type Fields = map[string]any

// Line is one record of an import: what it is and its fields, in which a
// reference is the external id of a record of the same source or an object
// {source, id}.
type Line struct {
	Number     int // in the file, from 1
	Type       eic.Type
	Cluster    string // external id; empty for what all clusters share
	Source     string
	ExternalID string
	Fields     Fields // without type, externalId, source and cluster
}

// Outcome is what became of a line.
type Outcome uint8

// The outcomes.
const (
	Added Outcome = iota + 1
	Updated
	Unchanged
	Rejected // see Result.Err
	Waiting  // refers to a record that is not there yet; nothing was done
)

// Result is the outcome of one line.
type Result struct {
	Outcome Outcome
	ID      eic.ID
	Err     error // why it was rejected or waits: Invalid with the field's path
}

// entry is a line on its way into the store.
type entry struct {
	line    Line
	form    *form
	record  eic.Record
	before  eic.Record // stored, or nil
	result  Result
	waiting bool // for a reference
}

// ApplyLines imports the lines of one batch, of any mix of types. References
// are resolved against the store and the batch itself, whatever their order in
// it. With final false a line whose references are missing is Waiting; with
// final true it is Rejected. All that is accepted is committed together.
func (s *Service) ApplyLines(ctx context.Context, lines []Line, final bool) ([]Result, error) {
	results := make([]Result, 0, len(lines))
	for len(lines) > 0 {
		entries := readEntries(&lines)
		if err := s.apply(ctx, entries, final); err != nil {
			return nil, fault.Wrap("import lines", err)
		}
		for _, e := range entries {
			results = append(results, e.result)
		}
	}
	return results, nil
}

// readEntries takes lines off the front, up to one that is about a record that
// was among them already, and reads them by their forms.
func readEntries(lines *[]Line) []*entry {
	var entries []*entry
	seen := map[eic.ID]bool{}
	for len(*lines) > 0 {
		e := readEntry((*lines)[0])
		if e.result.Outcome != Rejected && seen[e.result.ID] {
			break
		}
		seen[e.result.ID] = true
		entries = append(entries, e)
		*lines = (*lines)[1:]
	}
	return entries
}

func readEntry(line Line) *entry {
	e := &entry{line: line}
	var faults fault.Fields
	ext, err := eic.NewExternal(line.Source, line.ExternalID)
	faults.Add("externalId", err)
	var cluster eic.ClusterID
	switch {
	case line.Type == eic.ClusterType:
		cluster = eic.ClusterIDOf(ext.ID)
	case line.Type == eic.TopicType:
	case line.Cluster == "":
		faults.Say("cluster", fault.Required)
	default:
		cluster = eic.ClusterIDOf(line.Cluster)
	}
	if err := faults.Err(); err != nil {
		e.result = Result{Outcome: Rejected, Err: err}
		return e
	}
	e.record = empty(line.Type)
	h := e.record.Header()
	h.Cluster, h.External = cluster, ext
	h.ID = eic.DeriveID(line.Type, cluster, ext)
	e.result.ID = h.ID
	e.form = newForm(maps.Clone(line.Fields), "", byExternal(cluster, ext.Source), true)
	if c, ok := e.record.(*eic.Cluster); ok {
		c.Review, c.Shares = true, true
	}
	if n, ok := e.record.(*eic.Need); ok {
		text(e.form, "returned", &n.Returned, eic.ParseNote)
	}
	e.form.record(e.record)
	if cluster != "" && line.Type != eic.ClusterType {
		e.form.shared.refs = append(e.form.shared.refs, reference{
			path: "cluster", said: line.Cluster, types: []eic.Type{eic.ClusterType},
			choices: []eic.ID{eic.ID(cluster)}, set: func(eic.ID) {},
		})
	}
	return e
}

// apply imports entries that are about different records.
func (s *Service) apply(ctx context.Context, entries []*entry, final bool) error {
	stored, err := s.fetch(ctx, idsOf(entries))
	if err != nil {
		return err
	}
	find := resolve(entries, stored)
	var accepted []*entry
	for _, e := range entries {
		if e.result.Outcome == 0 && s.accept(e, find, stored, final) {
			accepted = append(accepted, e)
		}
	}
	records := make([]eic.Record, len(accepted))
	for i, e := range accepted {
		records[i] = e.record
	}
	if err := s.locate(ctx, records...); err != nil {
		return err
	}
	return s.write(ctx, accepted, find)
}

// idsOf lists all ids that entries are about or refer to.
func idsOf(entries []*entry) []eic.ID {
	var forms []*form
	seen := map[eic.ID]bool{}
	var ids []eic.ID
	for _, e := range entries {
		if e.form != nil {
			forms = append(forms, e.form)
			ids = append(ids, e.result.ID)
			seen[e.result.ID] = true
		}
	}
	for _, id := range wanted(forms...) {
		if !seen[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// resolve finds the largest set of entries whose references are all stored or
// in the set, and marks the others as waiting. It returns a lookup over both.
func resolve(entries []*entry, stored lookup) lookup {
	in := map[eic.ID]eic.Record{}
	for _, e := range entries {
		if e.form != nil && e.form.shared.faults.Err() == nil {
			in[e.result.ID] = e.record
		}
	}
	find := func(id eic.ID) eic.Record {
		if r := in[id]; r != nil {
			return r
		}
		return stored(id)
	}
	for changed := true; changed; {
		changed = false
		for _, e := range entries {
			if in[e.result.ID] != e.record || e.record == nil || e.complete(find) {
				continue
			}
			delete(in, e.result.ID)
			e.waiting, changed = true, true
		}
	}
	return find
}

// complete reports whether each reference of an entry has a choice that is there.
func (e *entry) complete(find lookup) bool {
	for _, r := range e.form.shared.refs {
		if !slices.ContainsFunc(r.choices, func(id eic.ID) bool { return find(id) != nil }) {
			return false
		}
	}
	return true
}

// accept decides about one entry and completes its record.
func (s *Service) accept(e *entry, find, stored lookup, final bool) bool {
	_, err := e.form.settle(e.record.Header().Cluster, find)
	if e.waiting && !final {
		e.result = Result{Outcome: Waiting, ID: e.result.ID, Err: err}
		return false
	}
	if err == nil {
		e.before = stored(e.result.ID)
		s.complete(e, find)
		err = e.record.Check()
	}
	if err != nil {
		e.result = Result{Outcome: Rejected, ID: e.result.ID, Err: err}
	}
	return err == nil
}

// complete fills in what a line does not say: the defaults of an import, and of
// a record that is stored already its state.
func (s *Service) complete(e *entry, find lookup) {
	cluster, _ := find(eic.ID(e.record.Header().Cluster)).(*eic.Cluster)
	switch r := e.record.(type) {
	case *eic.Need:
		r.Language = languageOr(r.Language, cluster)
		if r.Status == 0 {
			r.Status = eic.NeedOpen
			if old, ok := e.before.(*eic.Need); ok {
				r.Status, r.Returned = old.Status, old.Returned
			}
		}
	case *eic.Offer:
		r.Language = languageOr(r.Language, cluster)
		if r.Status == 0 {
			r.Status = eic.OfferOpen
			if old, ok := e.before.(*eic.Offer); ok {
				r.Status = old.Status
			}
		}
	}
}

func languageOr(lang eic.Language, c *eic.Cluster) eic.Language {
	if lang == "" && c != nil {
		return c.Language()
	}
	return lang
}

// write commits what is new or changed among accepted entries.
func (s *Service) write(ctx context.Context, entries []*entry, find lookup) error {
	var write store.Write
	hung := map[eic.ID]bool{} // offers that are in the write
	topics := false
	for _, e := range entries {
		h := e.record.Header()
		now := eic.NewStamp(s.now(), "")
		h.Created, h.Updated, h.Version = now, now, 1
		e.result.Outcome = Added
		if e.before != nil {
			old := e.before.Header()
			h.Created, h.Version = old.Created, old.Version+1
			e.result.Outcome = Updated
			if same(e.before, e.record) {
				e.result.Outcome = Unchanged
				continue
			}
		}
		topics = topics || h.ID.Type() == eic.TopicType
		hung[h.ID] = true
		var product *eic.Product
		if o, ok := e.record.(*eic.Offer); ok {
			product, _ = find(eic.ID(o.Product())).(*eic.Product)
		}
		write.Changes = append(write.Changes, store.Change{
			Record: e.record, From: h.Version - 1, Document: s.documentOf(e.record, product), Verb: "import",
		})
	}
	if err := s.rehangAll(ctx, &write, hung); err != nil || len(write.Changes) == 0 {
		return err
	}
	if err := s.imports.begin(ctx, s.store, write.Changes); err != nil {
		return err
	}
	if err := s.store.Commit(ctx, write); err != nil {
		return err
	}
	if topics {
		s.imports.topics()
		return s.reloadTopics(ctx)
	}
	return nil
}

// rehangAll adds the new analysed forms of offers that hang on changed products
// and are not in the write themselves.
func (s *Service) rehangAll(ctx context.Context, write *store.Write, in map[eic.ID]bool) error {
	for _, c := range write.Changes {
		p, ok := c.Record.(*eic.Product)
		if !ok || c.From == 0 {
			continue
		}
		offers, err := s.rehang(ctx, p)
		if err != nil {
			return err
		}
		for _, o := range offers {
			if !in[o.Record.Header().ID] {
				write.Changes = append(write.Changes, o)
			}
		}
	}
	return nil
}

// PlaceLine is a postal code and where it is.
type PlaceLine struct {
	Number              int
	Country, Code, Name string
	Lat, Lng            float64
}

// ApplyPlaces imports postal codes.
func (s *Service) ApplyPlaces(ctx context.Context, lines []PlaceLine) ([]Result, error) {
	results := make([]Result, len(lines))
	places := make([]store.PostalPlace, len(lines))
	codes := make([]eic.Postal, 0, len(lines))
	for i, l := range lines {
		point := eic.Point{Lat: l.Lat, Lng: l.Lng}
		place, err := eic.NewPlace(l.Code, l.Country, &point)
		if err == nil && place.PostalCode == "" {
			err = fault.At("postalCode", fault.Required)
		}
		if err != nil {
			results[i] = Result{Outcome: Rejected, Err: err}
			continue
		}
		places[i] = store.PostalPlace{Postal: eic.Postal{Country: place.Country, Code: place.PostalCode}, Name: l.Name, Point: point}
		codes = append(codes, places[i].Postal)
	}
	known, err := s.store.Locate(ctx, codes)
	if err != nil {
		return nil, fault.Wrap("import places", err)
	}
	var changed []store.PostalPlace
	for i, place := range places {
		if results[i].Outcome != 0 {
			continue
		}
		point, there := known[place.Postal]
		switch {
		case !there:
			results[i].Outcome = Added
		case point != place.Point:
			results[i].Outcome = Updated
		default:
			results[i].Outcome = Unchanged
			continue
		}
		known[place.Postal] = place.Point
		changed = append(changed, place)
	}
	if len(changed) > 0 {
		_, _, _, err = s.store.SavePlaces(ctx, changed)
	}
	return results, fault.Wrap("import places", err)
}
