package app

import (
	"context"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// mostAccounts is how many open service accounts a cluster may have.
const mostAccounts = 100

// ServiceAccounts lists the service accounts of a cluster, those revoked a while ago
// too, to its stewards.
func (s *Service) ServiceAccounts(ctx context.Context, v *Viewer, cluster string) ([]*eic.Credential, error) {
	of, err := s.governed(v, cluster, ManageAccounts)
	if err != nil {
		return nil, err
	}
	list, err := s.credentials(ctx, of, eic.ServiceAccount)
	return list, fault.Wrap("list service accounts", err)
}

// credentials reads all credentials of a cluster and kind.
func (s *Service) credentials(ctx context.Context, of eic.ClusterID, kind eic.CredentialKind) (all []*eic.Credential, err error) {
	for after := eic.CredentialID(""); ; {
		page, err := s.store.Credentials(ctx, of, kind, after, sweep)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < sweep {
			return all, nil
		}
		after = page[len(page)-1].ID
	}
}

// CreateServiceAccount makes a service account in {cluster, name, scopes}. One that is
// open and has the name is answered again if its scopes are the same.
func (s *Service) CreateServiceAccount(ctx context.Context, v *Viewer, input Fields) (*eic.Credential, error) {
	f := newForm(input, "", byID, false)
	said, _ := f.asText("cluster")
	account := &eic.Credential{Kind: eic.ServiceAccount}
	text(f, "name", &account.Name, eic.ParseName)
	set(f, "scopes", &account.Scopes)
	if account.Name == "" {
		f.say("name", fault.Required)
	}
	if account.Scopes.Empty() {
		f.say("scopes", fault.Required)
	}
	f.unknown()
	if err := f.shared.faults.Err(); err != nil {
		return nil, err
	}
	var err error
	if account.Cluster, err = s.governed(v, said, ManageAccounts); err != nil {
		return nil, err
	}
	old, err := s.namesake(ctx, account)
	if old != nil || err != nil {
		return old, fault.Wrap("create service account", err)
	}
	account.Created = eic.NewStamp(s.now(), v.ID())
	if account.ID, err = eic.NewCredentialID(eic.ServiceAccount, account.Cluster, s.entropy); err != nil {
		return nil, err
	}
	write := store.Write{Credentials: []eic.Credential{*account}}
	return account, s.commitTold(ctx, v, "create service account", account.Cluster, string(account.ID), write)
}

// namesake finds the open account with the name of a new one.
func (s *Service) namesake(ctx context.Context, account *eic.Credential) (*eic.Credential, error) {
	all, err := s.credentials(ctx, account.Cluster, eic.ServiceAccount)
	if err != nil {
		return nil, err
	}
	now := s.now()
	open := slices.DeleteFunc(all, func(c *eic.Credential) bool { return !c.Open(now) })
	for _, c := range open {
		switch {
		case c.Name != account.Name:
		case c.Scopes == account.Scopes:
			return c, nil
		default:
			return nil, fault.New(fault.Conflict, fault.Taken, eic.ServiceAccount.String(), eic.OwnSource, account.Name)
		}
	}
	if len(open) >= mostAccounts {
		return nil, fault.At("name", fault.TooMany, mostAccounts, len(open)+1)
	}
	return nil, nil
}

// RevokeServiceAccount ends a service account for good: its tokens are refused from
// the next request on. One that is revoked already stays so.
func (s *Service) RevokeServiceAccount(ctx context.Context, v *Viewer, said string) (*eic.Credential, error) {
	id, err := eic.ParseCredentialID(said, eic.ServiceAccount)
	if err != nil {
		return nil, fault.Missing(eic.ServiceAccount.String(), said)
	}
	account, err := s.store.Credential(ctx, id)
	if err != nil {
		return nil, fault.Wrap("revoke service account", err)
	}
	if _, member := v.Person.RolesIn(id.Cluster()); account == nil || !member {
		return nil, fault.Missing(eic.ServiceAccount.String(), said)
	}
	if _, err := s.governed(v, string(account.Cluster), ManageAccounts); err != nil {
		return nil, err
	}
	if !account.Open(s.now()) {
		return account, nil
	}
	account.Ended = eic.NewStamp(s.now(), v.ID())
	write := store.Write{Endings: []store.Ending{{ID: id, Stamp: account.Ended}}}
	err = s.commitTold(ctx, v, "revoke service account", account.Cluster, said, write)
	if fault.Is(err, fault.Conflict) { // somebody else was first
		return s.store.Credential(ctx, id)
	}
	return account, err
}

// commitTold writes and tells the audit log of it, together.
func (s *Service) commitTold(ctx context.Context, v *Viewer, action string, cluster eic.ClusterID, record string, write store.Write) error {
	entry, err := s.entry(ctx, string(v.ID()), action, cluster, record)
	if err != nil {
		return fault.Wrap(action, err)
	}
	write.Audit = append(write.Audit, entry)
	return fault.Wrap(action, s.commit(ctx, write))
}
