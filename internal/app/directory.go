package app

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// RecordPerson records a person in {cluster, person}.
func (s *Service) RecordPerson(ctx context.Context, v *Viewer, m Mutation) (*eic.Person, error) {
	r, err := s.recordNew(ctx, v, m, eic.PersonType, "person", func(r eic.Record) error {
		return v.grants(nil, r.(*eic.Person))
	})
	return as[*eic.Person](r, err)
}

// RecordOrganization records an organization in {cluster, organization}.
func (s *Service) RecordOrganization(ctx context.Context, v *Viewer, m Mutation) (*eic.Organization, error) {
	r, err := s.recordNew(ctx, v, m, eic.OrganizationType, "organization", nil)
	return as[*eic.Organization](r, err)
}

// RecordProduct records a product in {cluster, product}.
func (s *Service) RecordProduct(ctx context.Context, v *Viewer, m Mutation) (*eic.Product, error) {
	r, err := s.recordNew(ctx, v, m, eic.ProductType, "product", nil)
	return as[*eic.Product](r, err)
}

func (s *Service) recordNew(ctx context.Context, v *Viewer, m Mutation, t eic.Type, name string, check func(eic.Record) error) (eic.Record, error) {
	return s.once(ctx, v, "record "+name, m, func() (made, error) {
		r, err := s.create(ctx, v, m, t, name, func(r eic.Record) error {
			if err := v.must(Record, r); err != nil || check == nil {
				return err
			}
			return check(r)
		})
		if err != nil {
			return made{}, err
		}
		return s.added(ctx, r, "record")
	})
}

// UpdatePerson changes the fields given in {id, version, person}. A person may
// change their own name, language and contact details; what gives them a say
// (roles, memberships, affiliations, identities) is a steward's to change.
func (s *Service) UpdatePerson(ctx context.Context, v *Viewer, m Mutation) (*eic.Person, error) {
	r, err := s.update(ctx, v, m, eic.PersonType, "person", func(before, after eic.Record) error {
		return v.grants(before.(*eic.Person), after.(*eic.Person))
	})
	return as[*eic.Person](r, err)
}

// UpdateOrganization changes the fields given in {id, version, organization}.
func (s *Service) UpdateOrganization(ctx context.Context, v *Viewer, m Mutation) (*eic.Organization, error) {
	r, err := s.update(ctx, v, m, eic.OrganizationType, "organization", func(_, after eic.Record) error {
		return s.acyclic(ctx, after.(*eic.Organization))
	})
	return as[*eic.Organization](r, err)
}

// UpdateProduct changes the fields given in {id, version, product}, and the
// analysed form of the pilot offers that hang on it.
func (s *Service) UpdateProduct(ctx context.Context, v *Viewer, m Mutation) (*eic.Product, error) {
	r, err := s.update(ctx, v, m, eic.ProductType, "product", func(_, after eic.Record) error {
		return v.must(Edit, after) // the new company is theirs too
	})
	return as[*eic.Product](r, err)
}

func (s *Service) update(ctx context.Context, v *Viewer, m Mutation, t eic.Type, name string, check func(before, after eic.Record) error) (eic.Record, error) {
	return s.once(ctx, v, "update "+name, m, func() (made, error) {
		sub, err := s.subject(ctx, v, m, t)
		if err != nil {
			return made{}, err
		}
		if err := v.must(Edit, sub.record); err != nil {
			return made{}, err
		}
		result, err := s.edit(ctx, v, sub, name, "update", check)
		if p, ok := result.record.(*eic.Product); ok && err == nil && len(result.changes) > 0 {
			offers, err := s.rehang(ctx, p)
			result.changes = append(result.changes, offers...)
			return result, err
		}
		return result, err
	})
}

// grants refuses changes of what gives a person a say to all but the stewards
// of the clusters concerned. before is nil for a new person.
func (v *Viewer) grants(before, after *eic.Person) error {
	was := &eic.Person{}
	if before != nil {
		was = before
	}
	enrolls := v.mayEnroll(after.Cluster, 0) && equal(was.Identities, after.Identities)
	if (!equal(was.Affiliations, after.Affiliations) || !equal(was.Identities, after.Identities)) && !enrolls {
		if err := v.must(EditMembership, after); err != nil {
			return err
		}
	}
	for _, c := range clustersOf(was, after) {
		rolesWere, were := was.RolesIn(c)
		rolesAre, are := after.RolesIn(c)
		if (were != are || rolesWere != rolesAre) && !v.isSteward(c) && !v.mayEnroll(c, rolesWere.Or(rolesAre)) {
			return fault.New(fault.Forbidden, fault.MayNot, string(EditMembership))
		}
	}
	return nil
}

// mayEnroll reports whether a program may say that somebody has these roles in a
// cluster: an importer brings people as its source knows them, and never a steward.
func (v *Viewer) mayEnroll(c eic.ClusterID, roles eic.Set[eic.StakeholderRole]) bool {
	return v.service != nil && v.service.Scopes.Has(eic.ScopeImport) && c == v.service.Cluster && !roles.Has(eic.Steward)
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func clustersOf(people ...*eic.Person) []eic.ClusterID {
	seen := map[eic.ClusterID]bool{}
	var list []eic.ClusterID
	for _, p := range people {
		for _, m := range p.Memberships {
			if !seen[m.Cluster] {
				seen[m.Cluster] = true
				list = append(list, m.Cluster)
			}
		}
	}
	return list
}

// SetMembership sets what a person is in a cluster: {person, cluster, roles,
// version}; null roles end a membership in a cluster that is not the person's own.
func (s *Service) SetMembership(ctx context.Context, v *Viewer, m Mutation) (*eic.Person, error) {
	r, err := s.once(ctx, v, "set membership", m, func() (made, error) {
		input := Fields{"id": m.Input["person"], "version": m.Input["version"]}
		sub, err := s.member(ctx, v, input, m.Input)
		if err != nil {
			return made{}, err
		}
		return s.setMembership(ctx, v, sub, m.Input)
	})
	return as[*eic.Person](r, err)
}

// member reads the person of a membership that is to be set. To bring somebody
// into a further cluster one is a steward there and of one they are in: nobody
// is drawn into a cluster, and shown there, by strangers.
func (s *Service) member(ctx context.Context, v *Viewer, input, whole Fields) (subject, error) {
	f := newForm(input, "", byID, false)
	var version int
	f.integer("version", &version)
	f.require("version")
	id, err := eic.ParseRef[eic.ID](said(whole["person"]), eic.PersonType)
	f.add("person", err)
	if err := f.shared.faults.Err(); err != nil {
		return subject{}, err
	}
	found, err := s.store.Fetch(ctx, []eic.ID{id})
	if err != nil {
		return subject{}, err
	}
	p, ok := found[0].(*eic.Person)
	if !ok || !v.May(Read, p) || !p.Erased.IsZero() {
		return subject{}, fault.Missing(eic.PersonType.String(), string(id))
	}
	return subject{form: f, record: found[0], version: eic.Version(version)}, nil
}

func (s *Service) setMembership(ctx context.Context, v *Viewer, sub subject, input Fields) (made, error) {
	f := newForm(input, "", byID, false)
	for _, name := range []string{"person", "version", "idempotencyKey"} {
		f.value(name)
	}
	said, _ := f.asText("cluster")
	var roles eic.Set[eic.StakeholderRole]
	set(f, "roles", &roles)
	f.unknown()
	if err := f.shared.faults.Err(); err != nil {
		return made{}, err
	}
	cluster, err := v.cluster(said)
	if err != nil {
		return made{}, err
	}
	if !v.isSteward(cluster) {
		return made{}, fault.New(fault.Forbidden, fault.MayNot, string(EditMembership))
	}
	p := sub.record.(*eic.Person)
	if s.apart(p.Cluster, cluster) {
		return made{}, fault.At("cluster", fault.OtherCell, string(cluster))
	}
	before, err := clone(p)
	if err != nil {
		return made{}, err
	}
	p.Memberships = withMembership(p, cluster, roles, input["roles"] == nil)
	if same(before, p) {
		return made{record: p}, nil
	}
	if err := sub.fresh(); err != nil {
		return made{}, err
	}
	return s.step(ctx, v, p, "set membership")
}

func withMembership(p *eic.Person, c eic.ClusterID, roles eic.Set[eic.StakeholderRole], end bool) []eic.Membership {
	var list []eic.Membership
	found := false
	for _, m := range p.Memberships {
		if m.Cluster == c {
			found = true
			if end && c != p.Cluster {
				continue
			}
			m.Roles = roles
		}
		list = append(list, m)
	}
	if !found && !end {
		list = append(list, eic.Membership{Cluster: c, Roles: roles})
	}
	return list
}

// acyclic refuses an organization that would be part of itself.
func (s *Service) acyclic(ctx context.Context, o *eic.Organization) error {
	circular, err := s.partOfItself(ctx, o, func(eic.ID) eic.Record { return nil })
	if circular {
		return fault.At("organization.partOf", fault.SelfRef)
	}
	return err
}

// partOfItself follows what an organization is part of, through what find knows
// and the store, until the end or in a circle.
func (s *Service) partOfItself(ctx context.Context, o *eic.Organization, find lookup) (bool, error) {
	seen := map[eic.ID]bool{o.ID: true}
	for above := eic.ID(o.PartOf); above != ""; {
		if seen[above] {
			return true, nil
		}
		seen[above] = true
		r := find(above)
		if r == nil {
			found, err := s.store.Fetch(ctx, []eic.ID{above})
			if err != nil {
				return false, err
			}
			r = found[0]
		}
		parent, ok := r.(*eic.Organization)
		if !ok {
			return false, nil
		}
		above = eic.ID(parent.PartOf)
	}
	return false, nil
}
