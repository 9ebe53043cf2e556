package cells

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Commit implements store.Writer: in the one cell that all is about. What is
// common is then copied to the others. Entries of the audit log about a cell that is away
// are kept at home.
func (s *Store) Commit(ctx context.Context, write store.Write) error {
	target, err := s.target(ctx, write)
	if err == nil {
		err = s.checkIdentities(ctx, target, write)
	}
	if err != nil {
		return fault.Wrap("commit", err)
	}
	err = target.store.Commit(ctx, write)
	if target != s.home() && lacksCommon(err) {
		// The copies may be behind. If they cannot be renewed, that is what is wrong.
		if late := s.renew(ctx, target); late != nil {
			return fault.Wrap("commit", late)
		}
		err = target.store.Commit(ctx, write)
	}
	if target != s.home() && tellsOnly(write) && fault.Is(err, fault.Unavailable) {
		// The log of a cluster is read at home as well, and nothing is lost from it.
		return s.home().store.Commit(ctx, write)
	}
	if err == nil && target == s.home() {
		s.spreadRecords(ctx, write.Changes)
	}
	return err
}

// tellsOnly reports whether a write is of entries of the audit log alone.
func tellsOnly(w store.Write) bool {
	return len(w.Changes)+len(w.Credentials)+len(w.Endings) == 0 && w.Answer == nil
}

// target returns the cell that a write is made in.
func (s *Store) target(ctx context.Context, write store.Write) (*cell, error) {
	var target *cell
	keys := make([]eic.ClusterID, 0, len(write.Changes)+1)
	for _, change := range write.Changes {
		keys = append(keys, store.CellKey(change.Record.Header().ID))
	}
	if write.Answer != nil {
		keys = append(keys, eic.ID(write.Answer.Key.Person).Cluster())
	}
	for _, c := range write.Credentials {
		keys = append(keys, c.ID.Cluster())
	}
	for _, e := range write.Endings {
		keys = append(keys, e.ID.Cluster())
	}
	if len(keys) == 0 { // entries go with what they tell of
		for _, e := range write.Audit {
			keys = append(keys, e.Cluster)
		}
	}
	for _, key := range keys {
		c := s.of(key)
		if target != nil && target != c {
			return nil, fault.New(fault.Invalid, fault.SpansCells)
		}
		target = c
	}
	if target == nil {
		return s.home(), nil
	}
	return target, s.checkReferences(ctx, target, write)
}

// abroad is a reference to another cell than that of the record that refers.
type abroad struct {
	store.Reference
	prefix string // of its path: the change's place, if there are several
	own    eic.ClusterID
}

// checkReferences refuses what refers to another cell. A cluster that is nowhere
// is in no cell: a record of it, and what refers to it, refer to what is not there.
func (s *Store) checkReferences(ctx context.Context, target *cell, write store.Write) error {
	var list []abroad
	var clusters []eic.ID
	for i, change := range write.Changes {
		id, prefix := change.Record.Header().ID, ""
		if len(write.Changes) > 1 {
			prefix = strconv.Itoa(i) + "."
		}
		for _, ref := range store.References(change) {
			if store.Common(id) || ref.ID.Type() == eic.TopicType && store.Common(ref.ID) || s.of(ref.ID.Cluster()) == target {
				continue
			}
			list = append(list, abroad{ref, prefix, id.Cluster()})
			clusters = append(clusters, eic.ID(id.Cluster()), eic.ID(ref.ID.Cluster()))
		}
	}
	if len(list) == 0 {
		return nil
	}
	there, err := s.common(ctx, clusters)
	if err != nil {
		return err
	}
	var faults fault.Fields
	for i, ref := range list {
		switch {
		case there[2*i] == nil:
			faults.Say(ref.prefix+"cluster", fault.UnknownRef, eic.ClusterType.String(), string(ref.own))
		case there[2*i+1] != nil:
			faults.Say(ref.prefix+ref.Path, fault.OtherCell, string(ref.ID))
		}
	}
	return faults.Err()
}

// checkIdentities refuses an identity that a person of another cell has: no
// database can see it there. All cells are needed for that, but only where an
// identity is new.
func (s *Store) checkIdentities(ctx context.Context, target *cell, write store.Write) error {
	var known []eic.ID
	given := map[eic.Identity]eic.ID{}
	for _, change := range write.Changes {
		if p, ok := change.Record.(*eic.Person); ok {
			known = append(known, p.ID)
			for _, identity := range p.Identities {
				given[identity] = p.ID
			}
		}
	}
	if len(given) == 0 {
		return nil
	}
	stored, err := target.store.Fetch(ctx, known)
	if err != nil {
		return err
	}
	for _, r := range stored {
		if p, ok := r.(*eic.Person); ok {
			for _, identity := range p.Identities {
				if given[identity] == p.ID {
					delete(given, identity)
				}
			}
		}
	}
	others := slices.DeleteFunc(slices.Clone(s.cells), func(c *cell) bool { return c == target })
	return together(ctx, others, func(ctx context.Context, c *cell) error { return s.vacant(ctx, c, given) })
}

// vacant refuses identities that somebody has in a cell.
func (s *Store) vacant(ctx context.Context, c *cell, given map[eic.Identity]eic.ID) error {
	for identity := range given {
		person, err := c.store.PersonWith(ctx, identity)
		if err != nil {
			return err
		}
		if person != nil && s.keeps(person.ID) == c {
			return fault.New(fault.Conflict, fault.Taken, eic.PersonType.String(), identity.Issuer, identity.Subject)
		}
	}
	return nil
}

// lacksCommon reports whether a write was refused for want of something common.
func lacksCommon(err error) bool {
	var e *fault.Error
	if !errors.As(err, &e) {
		return false
	}
	return slices.ContainsFunc(e.Fields, func(f fault.Field) bool {
		if f.Code != fault.UnknownRef || len(f.Args) == 0 {
			return false
		}
		return f.Args[0] == eic.ClusterType.String() || f.Args[0] == eic.TopicType.String()
	})
}

// Answered implements store.Writer: a key is in the cell of its person, like all
// that the person writes.
func (s *Store) Answered(ctx context.Context, key store.Key) (*store.Answer, error) {
	return s.keeps(eic.ID(key.Person)).store.Answered(ctx, key)
}

// Forget implements store.Writer. It forgets what it can, and fails if a cell
// could not be asked.
func (s *Store) Forget(ctx context.Context, what store.Kept, before time.Time) (int, error) {
	counts := make([]int, len(s.cells))
	errs := everywhere(s.cells, func(i int, c *cell) (err error) {
		counts[i], err = c.store.Forget(ctx, what, before)
		return err
	})
	all := 0
	for _, n := range counts {
		all += n
	}
	return all, worst(errs)
}

// Events implements store.Writer.
func (s *Store) Events(ctx context.Context, cluster eic.ClusterID, after int64, limit int) ([]store.Event, error) {
	return s.of(cluster).store.Events(ctx, cluster, after, limit)
}
