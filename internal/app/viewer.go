package app

import (
	"context"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Viewer is the person something is done for, as of the beginning of a request.
type Viewer struct {
	Person  *eic.Person                 // for a program: what stands for it, and is nobody's
	home    *eic.Cluster                // where the person is recorded, if it was read with them
	works   map[eic.OrganizationID]bool // affiliated with today
	service *eic.Credential             // of a program; nil for people
}

// Viewer returns who the request's principal is. Nobody, or somebody unknown
// here, is Unauthenticated.
func (s *Service) Viewer(ctx context.Context) (*Viewer, error) {
	principal, ok := auth.From(ctx)
	if !ok {
		return nil, fault.New(fault.Unauthenticated, fault.SignIn)
	}
	if principal.Service != "" {
		v, err := s.program(ctx, principal)
		return v, fault.Wrap("find viewer", err)
	}
	person, home, err := s.personOf(ctx, principal)
	if err != nil {
		return nil, fault.Wrap("find viewer", err)
	}
	if person == nil || !person.Erased.IsZero() {
		return nil, fault.New(fault.Unauthenticated, fault.UnknownPerson)
	}
	if out := person.SignedOut; !out.IsZero() && !principal.Issued.After(out.Add(auth.Skew)) {
		return nil, fault.New(fault.Unauthenticated, fault.SignedOut)
	}
	v := s.viewerOf(person)
	v.home = home
	return v, nil
}

// program returns the viewer a service account is: a member of its cluster without a
// role, whose scopes say the rest.
func (s *Service) program(ctx context.Context, p auth.Principal) (*Viewer, error) {
	account, err := s.store.Credential(ctx, p.Service)
	if err != nil {
		return nil, err
	}
	if account == nil || account.Kind != eic.ServiceAccount || !account.Open(s.now()) {
		return nil, fault.New(fault.Unauthenticated, fault.UnknownPerson)
	}
	stand := &eic.Person{
		Head: eic.Head{ID: eic.ID(account.ID), Cluster: account.Cluster}, Name: account.Name,
		Memberships: []eic.Membership{{Cluster: account.Cluster}},
	}
	v := &Viewer{Person: stand, works: map[eic.OrganizationID]bool{}, service: account}
	return v, s.noteUse(ctx, v)
}

// IsProgram reports whether a program asks, by a service account, and not a person.
func (v *Viewer) IsProgram() bool { return v.service != nil }

// personOf reads who a principal is. Whose id is known tells where they are recorded,
// and that cluster comes with them: what follows mostly needs it.
func (s *Service) personOf(ctx context.Context, p auth.Principal) (person *eic.Person, home *eic.Cluster, err error) {
	if p.Person == "" {
		person, err = s.store.PersonWith(ctx, eic.Identity{Issuer: p.Issuer, Subject: p.Subject})
		return person, nil, err
	}
	id := eic.ID(p.Person)
	found, err := s.store.Fetch(ctx, []eic.ID{id, eic.ID(id.Cluster())})
	if err != nil {
		return nil, nil, err
	}
	person, _ = found[0].(*eic.Person)
	home, _ = found[1].(*eic.Cluster)
	return person, home, nil
}

// viewerOf makes the viewer a person is. Affiliations count by the UTC day: an
// affiliation that ends is over everywhere at once.
func (s *Service) viewerOf(p *eic.Person) *Viewer {
	v := &Viewer{Person: p, works: map[eic.OrganizationID]bool{}}
	today := eic.DayOf(s.now().UTC())
	for _, a := range p.Affiliations {
		if p.WorksFor(a.Organization, today) {
			v.works[a.Organization] = true
		}
	}
	return v
}

// ID returns the viewer's person.
func (v *Viewer) ID() eic.PersonID { return eic.PersonID(v.Person.ID) }

// Language returns the language the viewer reads, or "" if not said.
func (v *Viewer) Language() eic.Language { return v.Person.Language }

// Home returns the cluster the viewer is recorded in, as of the beginning of the
// request; nil if it was not read with them.
func (v *Viewer) Home() *eic.Cluster { return v.home }

// parties lists on whose behalf the viewer may speak: their own and that of the
// organizations they are affiliated with.
func (v *Viewer) parties() []eic.PartyID {
	list := []eic.PartyID{eic.PartyID(v.Person.ID)}
	for _, a := range v.Person.Affiliations {
		if v.works[a.Organization] {
			list = append(list, eic.PartyID(a.Organization))
		}
	}
	return list
}

// cluster returns the cluster a request is about: the one that is named, or the
// viewer's only one.
func (v *Viewer) cluster(said string) (eic.ClusterID, error) {
	if said != "" {
		id, err := eic.ParseRef[eic.ClusterID](said, eic.ClusterType)
		if err != nil {
			return "", atPath("cluster", err)
		}
		if _, member := v.Person.RolesIn(id); !member {
			return "", fault.Missing(eic.ClusterType.String(), said)
		}
		return id, nil
	}
	switch len(v.Person.Memberships) {
	case 0:
		return "", fault.New(fault.Forbidden, fault.NotMember)
	case 1:
		return v.Person.Memberships[0].Cluster, nil
	}
	return "", fault.At("cluster", fault.WhichCluster)
}

// atPath puts the faults of a value under the path it was sent in.
func atPath(path string, err error) error {
	var faults fault.Fields
	faults.Add(path, err)
	return faults.Err()
}
