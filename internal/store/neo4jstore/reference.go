package neo4jstore

import (
	"context"
	"slices"
	"strconv"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// byLabel sorts ids into the lists that statements take, one for each label that
// has an index on ids. An id of no type is in none. Each list is in order and
// without repeats, so that locks are always taken in the same order.
func byLabel(ids []eic.ID) map[string]any {
	lists := map[string][]string{}
	for _, id := range ids {
		if name := listOf(id.Type()); name != "" {
			lists[name] = append(lists[name], string(id))
		}
	}
	parameters := map[string]any{}
	for _, name := range []string{"clusters", "organizations", "people", "topics", "needs", "offers", "products"} {
		list := lists[name]
		slices.Sort(list)
		parameters[name] = slices.Compact(list)
	}
	return parameters
}

// listOf names the parameter that has the ids of a type.
func listOf(t eic.Type) string {
	switch {
	case t == eic.ClusterType:
		return "clusters"
	case t == eic.OrganizationType:
		return "organizations"
	case t == eic.PersonType:
		return "people"
	case t == eic.TopicType:
		return "topics"
	case t == eic.NeedType:
		return "needs"
	case t.IsOffer():
		return "offers"
	case t == eic.ProductType:
		return "products"
	}
	return ""
}

// checkReferences names every reference to what is neither stored nor in the write.
func (b *batch) checkReferences() error {
	var faults fault.Fields
	for i, change := range b.write.Changes {
		for _, ref := range store.References(change) {
			if b.byID[ref.ID] == nil && b.elements[string(ref.ID)] == "" {
				faults.Say(b.path(i, ref.Path), fault.UnknownRef, ref.ID.Type().String(), string(ref.ID))
			}
		}
	}
	return faults.Err()
}

// path is the path of a change's field: below its place in a write of several.
func (b *batch) path(i int, field string) string {
	if len(b.write.Changes) == 1 {
		return field
	}
	return strconv.Itoa(i) + "." + field
}

// collision says in whose way a write was that violated a uniqueness: the Conflict
// of a record that is there by now, of an external id or an identity that is
// somebody else's. Nil if nobody is in the way any more.
func (s *Store) collision(ctx context.Context, b *batch) error {
	var ids []eic.ID
	for _, e := range b.entries {
		ids = append(ids, e.id)
	}
	there, err := s.readNewest(ctx, commitKnownCypher, byLabel(ids))
	if err != nil {
		return err
	}
	versions := map[eic.ID]eic.Version{}
	for i, id := range texts[eic.ID](there.list(0)) {
		versions[id] = eic.Version(there.list(2).int(i))
	}
	for _, e := range b.entries {
		if current := versions[e.id]; current != e.from {
			return stale(e.from, current)
		}
	}
	if err := s.externalTaken(ctx, b); err != nil {
		return err
	}
	return s.identityTaken(ctx, b)
}

func (s *Store) externalTaken(ctx context.Context, b *batch) error {
	var wanted []map[string]any
	first := map[string]eic.ID{}
	for _, e := range b.entries {
		h, kind := e.record.Header(), ""
		label := listOf(e.id.Type())
		if offer, ok := e.record.(*eic.Offer); ok {
			kind = offer.Kind.String()
		}
		key := label + separator + kind + separator + clusterName(h.Cluster) + separator + h.External.Source + separator + h.External.ID
		if label == "clusters" {
			key = label + separator + h.External.ID
		}
		if other, twice := first[key]; twice && other != e.id {
			return taken(h)
		}
		first[key] = e.id
		wanted = append(wanted, map[string]any{"record": string(e.id), "label": label, "kind": kind,
			"cluster": clusterName(h.Cluster), "source": h.External.Source, "id": h.External.ID})
	}
	found, err := s.readNewest(ctx, collisionCypher, map[string]any{"externals": wanted})
	if err != nil || found.length(0) == 0 {
		return err
	}
	return taken(b.byID[eic.ID(found.list(0).text(0))].record.Header())
}

func taken(h *eic.Head) *fault.Error {
	return fault.New(fault.Conflict, fault.Taken, h.ID.Type().String(), h.External.Source, h.External.ID)
}

func (s *Store) identityTaken(ctx context.Context, b *batch) error {
	var wanted []map[string]any
	first := map[eic.Identity]eic.ID{}
	for _, e := range b.entries {
		person, ok := e.record.(*eic.Person)
		if !ok {
			continue
		}
		for _, i := range person.Identities {
			if _, twice := first[i]; twice {
				return fault.New(fault.Conflict, fault.Taken, eic.PersonType.String(), i.Issuer, i.Subject)
			}
			first[i] = e.id
			wanted = append(wanted, map[string]any{"person": string(e.id), "issuer": i.Issuer, "subject": i.Subject})
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	found, err := s.readNewest(ctx, collisionIdentityCypher, map[string]any{"identities": wanted})
	if err != nil || found.length(0) == 0 {
		return err
	}
	return fault.New(fault.Conflict, fault.Taken, eic.PersonType.String(), found.list(0).text(0), found.list(1).text(0))
}
