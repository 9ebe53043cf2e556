package app

import (
	"context"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// audited makes the entries of a mutation: one for each record that a steward or a
// program changes, one for what credentials are made for, and one for what is told
// whoever does it. What a person does with what is their own is theirs alone.
func (s *Service) audited(ctx context.Context, v *Viewer, action string, result made) ([]eic.AuditEntry, error) {
	var about []*eic.Head
	for _, change := range result.changes {
		if change.Verb != "" && (result.tell || v.IsProgram() || v.standing(change.Record).steward) {
			about = append(about, change.Record.Header())
		}
	}
	if len(result.credentials) > 0 {
		about = append(about, result.record.Header())
	}
	var entries []eic.AuditEntry
	for _, h := range about {
		entry, err := s.entry(ctx, string(v.ID()), action, h.Cluster, string(h.ID))
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// entry makes an entry of the audit log.
func (s *Service) entry(ctx context.Context, by, action string, cluster eic.ClusterID, record string) (eic.AuditEntry, error) {
	now := eic.NewStamp(s.now(), "")
	id, err := eic.NewAuditID(now.At, s.entropy)
	return eic.AuditEntry{
		ID: id, Cluster: cluster, At: now.At, By: by, Action: action, Record: record, Request: s.request(ctx),
	}, err
}

// Contact is how a person can be reached, as far as the viewer may know.
type Contact struct {
	Email, Phone string // "" for what is not said, and for a viewer who may not know
}

// Contacts returns how people can be reached, in their order. Who reads that of
// somebody else is in the audit log before they get it; if that cannot be written
// they do not.
func (s *Service) Contacts(ctx context.Context, v *Viewer, people []*eic.Person) ([]Contact, error) {
	contacts := make([]Contact, len(people))
	told := map[eic.ClusterID][]eic.AuditEntry{}
	for i, p := range people {
		if p.Email+p.Phone == "" || !v.May(ReadContact, p) {
			continue
		}
		contacts[i] = Contact{p.Email, p.Phone}
		if p.ID == v.Person.ID {
			continue
		}
		entry, err := s.entry(ctx, string(v.ID()), string(ReadContact), p.Cluster, string(p.ID))
		if err != nil {
			return nil, fault.Wrap("read contact", err)
		}
		told[p.Cluster] = append(told[p.Cluster], entry)
	}
	for _, entries := range told { // each cluster may be in a database of its own
		if err := s.store.Commit(ctx, store.Write{Audit: entries}); err != nil {
			return nil, fault.Wrap("read contact", err)
		}
	}
	return contacts, nil
}

// uses remembers when the use of a service account was noted last.
type uses struct {
	mu   sync.Mutex
	last map[eic.CredentialID]time.Time
}

// useEvery is how often the use of a service account is noted at most: what it
// changes is noted each time besides.
const useEvery = time.Hour

// noteUse notes in the audit log that a service account is in use.
func (s *Service) noteUse(ctx context.Context, v *Viewer) error {
	id, now := v.service.ID, s.now()
	if !s.uses.due(id, now) {
		return nil
	}
	entry, err := s.entry(ctx, string(v.ID()), "use service account", v.service.Cluster, string(id))
	if err == nil {
		err = s.store.Commit(ctx, store.Write{Audit: []eic.AuditEntry{entry}})
	}
	if err != nil {
		s.uses.again(id)
	}
	return err
}

// due reports whether a use is to be noted, and takes it for noted.
func (u *uses) due(id eic.CredentialID, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if last, noted := u.last[id]; noted && now.Sub(last) < useEvery {
		return false
	}
	if u.last == nil {
		u.last = map[eic.CredentialID]time.Time{}
	}
	u.last[id] = now
	return true
}

// again says that a use could not be noted.
func (u *uses) again(id eic.CredentialID) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.last, id)
}

// AuditPage is a page of the audit log, with the cursor of each entry.
type AuditPage struct {
	Entries []eic.AuditEntry
	Cursors []string
	HasNext bool
}

// AuditLog returns a page of a cluster's audit log, the newest first, to its stewards.
func (s *Service) AuditLog(ctx context.Context, v *Viewer, cluster string, first int, after string) (*AuditPage, error) {
	of, err := s.governed(v, cluster, ReadAudit)
	if err != nil {
		return nil, err
	}
	if first < 1 || first > maxFirst {
		return nil, fault.At("first", fault.OutOfRange, first, 1, maxFirst)
	}
	filter, purpose := store.AuditFilter{Cluster: of}, "audit "+string(of)
	if after != "" {
		if err := s.cursors.open(purpose, after, &filter.Before); err != nil {
			return nil, err
		}
	}
	entries, err := s.store.Audit(ctx, filter, first+1)
	if err != nil {
		return nil, fault.Wrap("read audit log", err)
	}
	page := &AuditPage{Entries: entries[:min(first, len(entries))], HasNext: len(entries) > first}
	for _, e := range page.Entries {
		cursor, err := s.cursors.seal(purpose, e.ID)
		if err != nil {
			return nil, err
		}
		page.Cursors = append(page.Cursors, cursor)
	}
	return page, nil
}

// governed returns the cluster a steward does something with.
func (s *Service) governed(v *Viewer, said string, verb Verb) (eic.ClusterID, error) {
	of, err := v.cluster(said)
	if err != nil {
		return "", err
	}
	return of, v.must(verb, &eic.Cluster{Head: eic.Head{ID: eic.ID(of), Cluster: of, Version: 1}})
}
