package app

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

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

// ApplyLines imports the lines of one batch, of any mix of types. References
// are resolved against the store and the batch itself, whatever their order in
// it. With final false a line whose references are missing is Waiting; with
// final true it is Rejected. What is accepted is committed together or, if it is
// very much, in parts, each after what it refers to. A line that is word for word
// the one a record was last imported from changes nothing, even if the record was
// changed meanwhile.
func (s *Service) ApplyLines(ctx context.Context, lines []Line, final bool) ([]Result, error) {
	results := make([]Result, 0, len(lines))
	for _, entries := range readEntries(lines) {
		if err := s.apply(ctx, entries, final); err != nil {
			return nil, fault.Wrap("import lines", err)
		}
		for _, e := range entries {
			results = append(results, e.result)
		}
	}
	return results, nil
}

// apply imports entries that are about different records.
func (s *Service) apply(ctx context.Context, entries []*entry, final bool) error {
	stored, err := s.fetch(ctx, idsOf(entries))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.form != nil {
			e.meet(stored(e.result.ID))
		}
	}
	find := resolve(entries, stored, s.apart)
	var accepted []*entry
	for _, e := range entries {
		if e.result.Outcome != 0 {
			continue
		}
		if err := s.accept(ctx, e, find, final); err != nil {
			return err
		}
		if e.result.Outcome == 0 {
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

// resolve finds the largest set of entries that are sound and whose references
// are all stored or in the set. It returns a lookup over both.
func resolve(entries []*entry, stored lookup, apart apart) lookup {
	in := map[eic.ID]eic.Record{}
	find := func(id eic.ID) eic.Record {
		if r := in[id]; r != nil {
			return r
		}
		return stored(id)
	}
	var sound []*entry
	for _, e := range entries {
		if e.form != nil && e.result.Outcome == 0 && e.form.shared.faults.Err() == nil {
			in[e.result.ID] = e.record
			sound = append(sound, e)
		}
	}
	for changed := true; changed; {
		changed = false
		sound = slices.DeleteFunc(sound, func(e *entry) bool {
			gone := !e.form.settled(e.record.Header().Cluster, find, apart)
			if gone {
				delete(in, e.result.ID)
				changed = true
			}
			return gone
		})
	}
	return find
}

// accept decides about one entry: it stays undecided if it can be written.
func (s *Service) accept(ctx context.Context, e *entry, find lookup, final bool) error {
	missing, err := e.form.settle(e.record.Header().Cluster, find, s.apart)
	if missing && !final {
		e.result = Result{Outcome: Waiting, ID: e.result.ID, Err: err}
		return nil
	}
	if err == nil {
		err = revived(e.form, e.record, find)
	}
	if o, ok := e.record.(*eic.Organization); ok && err == nil {
		circular, lost := s.partOfItself(ctx, o, find)
		if lost != nil {
			return lost
		}
		if circular {
			err = fault.At("partOf", fault.SelfRef)
		}
	}
	if err != nil {
		e.result = Result{Outcome: Rejected, ID: e.result.ID, Err: err}
		return nil
	}
	cluster, _ := find(eic.ID(e.record.Header().Cluster)).(*eic.Cluster)
	switch r := e.record.(type) {
	case *eic.Need:
		r.Language = languageOr(r.Language, cluster)
	case *eic.Offer:
		r.Language = languageOr(r.Language, cluster)
	}
	return nil
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
	var topics []eic.ClusterID
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
		if h.ID.Type() == eic.TopicType {
			topics = append(topics, h.Cluster)
		}
		hung[h.ID] = true
		write.Changes = append(write.Changes, store.Change{Record: e.record, From: h.Version - 1, Verb: "import"})
	}
	s.analyseAll(write.Changes, find)
	if err := s.rehangAll(ctx, &write, hung); err != nil || len(write.Changes) == 0 {
		return err
	}
	if err := s.imports.begin(ctx, s.store, write.Changes); err != nil {
		return err
	}
	for _, cluster := range topics {
		s.imports.topicsOf(cluster) // the taxonomy is made anew once, by FinishImport
	}
	for _, part := range store.Divide(s.store, write) {
		for _, changes := range inParts(part.Changes, mostAtOnce) {
			part.Changes = changes
			if err := s.store.Commit(ctx, part); err != nil {
				return err
			}
			s.imports.wrote(part.Changes)
		}
	}
	return nil
}

// analyseAll makes the analysed forms of changes: beside writing, it is what an
// import spends most time on.
func (s *Service) analyseAll(changes []store.Change, find lookup) {
	together(len(changes), func(i int) {
		var product *eic.Product
		if o, ok := changes[i].Record.(*eic.Offer); ok {
			product, _ = find(eic.ID(o.Product())).(*eic.Product)
		}
		changes[i].Document = s.documentOf(changes[i].Record, product)
	})
}

// together calls do for 0 to n-1 on all processors and returns when all is done.
func together(n int, do func(int)) {
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	work.Wait()
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
