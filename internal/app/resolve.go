package app

import (
	"context"
	"errors"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// lookup tells which record an id names, or nil.
type lookup func(eic.ID) eic.Record

// apart tells whether two clusters are kept in different databases.
type apart func(a, b eic.ClusterID) bool

// apart is the store's.
func (s *Service) apart(a, b eic.ClusterID) bool {
	return len(s.store.Cells([]eic.ClusterID{a, b})) > 1
}

// settle decides the references of a form: those with several choices are set
// to the one that is there. A record of another cluster is refused unless it is
// shared, and so is a cluster that is kept apart; a topic of another cluster is not
// there. It returns the Invalid error of everything wrong with the form, or
// nil; missing tells whether references that are not there are all that is wrong.
func (f *form) settle(cluster eic.ClusterID, find lookup, apart apart) (missing bool, err error) {
	clean := f.shared.faults.Err() == nil
	for _, r := range f.shared.refs {
		var there []eic.ID
		for _, id := range r.choices {
			if r := find(id); r != nil && !hidden(r, cluster) {
				there = append(there, id)
			}
		}
		there = nearest(there)
		switch {
		case len(there) == 0:
			missing = true
			f.shared.faults.Say(r.path, fault.UnknownRef, typeList(r.types), r.said)
		case len(there) > 1:
			clean = false
			f.shared.faults.Say(r.path, fault.AmbiguousRef, r.said, typeList(r.types))
		case outside(find(there[0]), cluster):
			clean = false
			f.shared.faults.Say(r.path, fault.OtherCluster, r.said)
		case there[0].Type() == eic.ClusterType && apart(cluster, eic.ClusterID(there[0])):
			clean = false
			f.shared.faults.Say(r.path, fault.OtherCell, r.said)
		case onlyAdds(find(there[0])):
			clean = false
			f.shared.faults.Say(r.path, fault.OnlyAdds, r.said)
		case there[0] != r.choices[0]:
			r.set(there[0])
		}
	}
	return missing && clean, f.shared.faults.Err()
}

// hidden reports whether a record is a topic of another cluster: nobody else is
// told that it is there.
func hidden(r eic.Record, cluster eic.ClusterID) bool {
	return r.Header().ID.Type() == eic.TopicType && outside(r, cluster)
}

// nearest leaves of a shared topic and one of the cluster, both known by the same
// name, the shared one: what a file meant before the cluster had its own it means
// after.
func nearest(there []eic.ID) []eic.ID {
	if len(there) == 2 && there[0].Type() == eic.TopicType && there[1].Type() == eic.TopicType {
		return there[:1]
	}
	return there
}

// onlyAdds reports whether a record is a topic that is no concept by itself.
func onlyAdds(r eic.Record) bool {
	t, ok := r.(*eic.Topic)
	return ok && t.Adds()
}

// check adds what is wrong with the record as a whole, but for fields already
// found wrong: those keep their places empty, which is not another fault.
func (f *form) check(r eic.Record) {
	noted := map[string]bool{}
	var e *fault.Error
	if errors.As(f.shared.faults.Err(), &e) {
		for _, field := range e.Fields {
			noted[field.Path] = true
		}
	}
	if !errors.As(r.Check(), &e) {
		return
	}
	for _, field := range e.Fields {
		if path := f.at(field.Path); !noted[path] {
			f.shared.faults.Say(path, field.Code, field.Args...)
		}
	}
}

// settled reports whether every reference of a form has exactly one choice that
// is there and within reach of the cluster.
func (f *form) settled(cluster eic.ClusterID, find lookup, apart apart) bool {
	for _, r := range f.shared.refs {
		var there []eic.ID
		for _, id := range r.choices {
			if found := find(id); found != nil && !hidden(found, cluster) {
				there = append(there, id)
				if outside(found, cluster) || onlyAdds(found) || id.Type() == eic.ClusterType && apart(cluster, eic.ClusterID(id)) {
					return false
				}
			}
		}
		if len(nearest(there)) != 1 {
			return false
		}
	}
	return true
}

// outside reports whether a record is out of reach of another cluster: people
// are within reach of every cluster they are members of, clusters and shared
// topics of all.
func outside(r eic.Record, cluster eic.ClusterID) bool {
	if p, ok := r.(*eic.Person); ok && p.Erased.IsZero() {
		_, member := p.RolesIn(cluster)
		return !member
	}
	of := r.Header().Cluster
	return r.Header().ID.Type() != eic.ClusterType && of != "" && of != cluster
}

// revived refuses a need or an offer of a person who had everything about them
// deleted. What is left of those that were theirs has no words, and may move from one
// graph to another.
func revived(f *form, r eic.Record, find lookup) error {
	name, of, wordless := "", eic.ID(""), false
	switch r := r.(type) {
	case *eic.Need:
		name, of, wordless = "postedBy", eic.ID(r.PostedBy), r.Wordless()
	case *eic.Offer:
		name, of, wordless = "offeredBy", eic.ID(r.OfferedBy), r.Wordless()
	}
	if p, ok := find(of).(*eic.Person); ok && !p.Erased.IsZero() && !wordless {
		return fault.At(f.at(name), fault.Erased)
	}
	return nil
}

// wanted lists the ids that the forms' references may mean.
func wanted(forms ...*form) []eic.ID {
	seen := map[eic.ID]bool{}
	var ids []eic.ID
	for _, f := range forms {
		for _, r := range f.shared.refs {
			for _, id := range r.choices {
				if !seen[id] {
					seen[id] = true
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}

// fetch reads records and returns a lookup over them.
func (s *Service) fetch(ctx context.Context, ids []eic.ID) (lookup, error) {
	known := make(map[eic.ID]eic.Record, len(ids))
	if len(ids) > 0 {
		records, err := s.store.Fetch(ctx, ids)
		if err != nil {
			return nil, err
		}
		for i, r := range records {
			if r != nil {
				known[ids[i]] = r
			}
		}
	}
	return func(id eic.ID) eic.Record {
		if r, ok := known[id]; ok {
			return r
		}
		return nil
	}, nil
}

// locate fills in where the places of records are, by the postal codes known.
func (s *Service) locate(ctx context.Context, records ...eic.Record) error {
	var codes []eic.Postal
	for _, r := range records {
		if p := placeOf(r); p != nil && p.Given == nil {
			list, _ := p.Postal()
			codes = append(codes, list...)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	points, err := s.store.Locate(ctx, codes)
	if err != nil {
		return err
	}
	for _, r := range records {
		p := placeOf(r)
		if p == nil || p.Given != nil {
			continue
		}
		p.Located = nil
		list, _ := p.Postal()
		for _, code := range list {
			if point, ok := points[code]; ok {
				p.Located = &point
				break
			}
		}
	}
	return nil
}

// placeOf returns the place of a record that has one.
func placeOf(r eic.Record) *eic.Place {
	switch r := r.(type) {
	case *eic.Cluster:
		return &r.Place
	case *eic.Organization:
		return &r.Place
	case *eic.Need:
		return &r.Place
	case *eic.Offer:
		return &r.Place
	}
	return nil
}
