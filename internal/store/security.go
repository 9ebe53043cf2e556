package store

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Security keeps what lets people and programs in, beside the identities of people
// (see Records.PersonWith), and who did what. It is written by Writer.Commit,
// together with the changes it is about.
type Security interface {
	// Credential returns a credential, open or not, or nil.
	Credential(ctx context.Context, id eic.CredentialID) (*eic.Credential, error)
	// Credentials returns at most limit credentials of a cluster and a kind with ids
	// above after, in the order of their ids.
	Credentials(ctx context.Context, cluster eic.ClusterID, kind eic.CredentialKind, after eic.CredentialID, limit int) ([]*eic.Credential, error)
	// Audit returns at most limit entries of a cluster, the newest first.
	Audit(ctx context.Context, filter AuditFilter, limit int) ([]eic.AuditEntry, error)
}

// AuditFilter chooses audit entries of a cluster.
type AuditFilter struct {
	Cluster eic.ClusterID
	Before  string   // only ids below it; "" begins with the newest
	Of      []string // only what was done by or with one of these ids; nil for all
}

// Ending ends a credential: an invitation that was used or replaced, a service
// account that was revoked.
type Ending struct {
	ID    eic.CredentialID
	Stamp eic.Stamp
}

// Kept is what an engine keeps for a time only.
type Kept uint8

// What is kept for a time.
const (
	Answers     Kept = iota + 1 // by when they were given
	Events                      // by when they happened; the newest of each cluster stays
	Entries                     // of the audit log, by when they were made
	Credentials                 // by when they were ended or expired, whichever was first
)

// EveryKept lists what is kept for a time.
func EveryKept() []Kept { return []Kept{Answers, Events, Entries, Credentials} }

// Empty reports whether there is nothing to write.
func (w Write) Empty() bool {
	return len(w.Changes)+len(w.Credentials)+len(w.Endings)+len(w.Audit) == 0 && w.Answer == nil
}

// CredentialRange returns two ids between which those of a cluster and a kind lie.
func CredentialRange(cluster eic.ClusterID, kind eic.CredentialKind) (above, below eic.CredentialID) {
	prefix := eic.CredentialPrefix(kind, cluster)
	return prefix + ".", prefix + "/" // "/" follows "." in ASCII
}
