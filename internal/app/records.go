package app

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// Record returns the record with an id. One the viewer may not see is NotFound,
// and so is what is no id at all.
func (s *Service) Record(ctx context.Context, v *Viewer, id string) (eic.Record, error) {
	parsed, err := eic.ParseID(id)
	if err != nil {
		return nil, fault.Missing("record", id)
	}
	found, err := s.store.Fetch(ctx, []eic.ID{parsed})
	if err != nil {
		return nil, err
	}
	if found[0] == nil || !v.May(Read, found[0]) {
		return nil, fault.Missing(parsed.Type().String(), id)
	}
	return found[0], nil
}

// Related returns records that hang on records already shown, such as the
// organization of an offer, in the order of ids; nil for what is not there. It
// asks no permission, since the edge was shown, but for clusters and their own
// topics: a person may be a member of one the viewer knows nothing of, and a record
// over the network about what only its cluster talks of. Clusters that share are
// known to the members of those that do.
func (s *Service) Related(ctx context.Context, v *Viewer, ids []eic.ID) ([]eic.Record, error) {
	found, err := s.store.Fetch(ctx, ids)
	shares := sync.OnceValues(func() (bool, error) { return s.shares(ctx, v) })
	for i, r := range found {
		if t, ok := r.(*eic.Topic); ok && !v.May(Read, t) {
			found[i] = nil
		}
		c, ok := r.(*eic.Cluster)
		if !ok || v.May(Read, c) {
			continue
		}
		joined := false
		if c.Shares && err == nil {
			joined, err = shares()
		}
		if !v.mayAbroad(c, joined) {
			found[i] = nil
		}
	}
	return found, err
}

// shares reports whether one of the viewer's clusters shares with the network.
func (s *Service) shares(ctx context.Context, v *Viewer) (bool, error) {
	var ids []eic.ID
	for _, m := range v.Person.Memberships {
		ids = append(ids, eic.ID(m.Cluster))
	}
	mine, err := s.store.Fetch(ctx, ids)
	return slices.ContainsFunc(mine, func(r eic.Record) bool {
		c, ok := r.(*eic.Cluster)
		return ok && c.Shares
	}), err
}

// Clusters returns the clusters the viewer is a member of, by name.
func (s *Service) Clusters(ctx context.Context, v *Viewer) ([]*eic.Cluster, error) {
	all, err := s.store.Clusters(ctx)
	if err != nil {
		return nil, err
	}
	var mine []*eic.Cluster
	for _, c := range all {
		if v.May(Read, c) {
			mine = append(mine, c)
		}
	}
	return mine, nil
}

const maxIDs = 1000

// ByExternalID finds records by how another system knows them, in the order of
// ids; nil for what is unknown or not the viewer's to see. types empty means
// every type; an id that several types then share is Invalid.
func (s *Service) ByExternalID(ctx context.Context, v *Viewer, cluster, source string, ids []string, types []eic.Type) ([]eic.Record, error) {
	of, err := v.cluster(cluster)
	if err != nil {
		return nil, err
	}
	if len(ids) > maxIDs {
		return nil, fault.At("ids", fault.TooMany, maxIDs, len(ids))
	}
	if len(types) == 0 {
		types = eic.EveryType()
	}
	source = strings.TrimSpace(match.Normalize(source))
	ids = slices.Clone(ids)
	for i, id := range ids {
		ids[i] = strings.TrimSpace(match.Normalize(id))
	}
	may := make([][]eic.ID, len(ids)) // of each, the ids of all types in order
	for i, id := range ids {
		for _, t := range types {
			may[i] = append(may[i], idsFor(t, of, false, eic.External{Source: source, ID: id})...)
		}
	}
	find, err := s.fetch(ctx, distinct(slices.Concat(may...)))
	if err != nil {
		return nil, err
	}
	records := make([]eic.Record, len(ids))
	var faults fault.Fields
	for i, id := range ids {
		var sharing []eic.Type
		for _, key := range may[i] {
			r, t := find(key), key.Type()
			if r == nil || !knownAs(r, source, id) || !v.May(Read, r) || slices.Contains(sharing, t) {
				continue
			}
			records[i] = r
			sharing = append(sharing, t)
		}
		if len(sharing) > 1 {
			faults.Say(at("ids", i), fault.WhichType, id, typeList(sharing))
		}
	}
	return records, faults.Err()
}

// knownAs reports whether a record has an external identity; of a cluster the
// id alone counts.
func knownAs(r eic.Record, source, id string) bool {
	ext := r.Header().External
	return ext.ID == id && (ext.Source == source || r.Header().ID.Type() == eic.ClusterType)
}
