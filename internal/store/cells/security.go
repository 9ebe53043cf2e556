package cells

import (
	"context"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// Credential implements store.Security: a credential is in the cell of its cluster.
func (s *Store) Credential(ctx context.Context, id eic.CredentialID) (*eic.Credential, error) {
	return s.of(id.Cluster()).store.Credential(ctx, id)
}

// Credentials implements store.Security.
func (s *Store) Credentials(ctx context.Context, cluster eic.ClusterID, kind eic.CredentialKind, after eic.CredentialID, limit int) ([]*eic.Credential, error) {
	return s.of(cluster).store.Credentials(ctx, cluster, kind, after, limit)
}

// Audit implements store.Security. What was done with what is common is told at
// home, where it was done, and so is what was told while the cell was away; the rest is
// in the cell of the cluster.
func (s *Store) Audit(ctx context.Context, filter store.AuditFilter, limit int) ([]eic.AuditEntry, error) {
	own := s.of(filter.Cluster)
	entries, err := own.store.Audit(ctx, filter, limit)
	if err != nil || own == s.home() {
		return entries, err
	}
	common, err := s.home().store.Audit(ctx, filter, limit)
	if err != nil || len(common) == 0 {
		return entries, err
	}
	entries = append(entries, common...)
	slices.SortFunc(entries, func(a, b eic.AuditEntry) int { return strings.Compare(b.ID, a.ID) })
	entries = slices.CompactFunc(entries, func(a, b eic.AuditEntry) bool { return a.ID == b.ID })
	return entries[:min(len(entries), max(limit, 0))], nil
}
