package eic

import (
	"io"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// CredentialKind is what a credential is good for.
type CredentialKind uint8

// The values of CredentialKind.
const (
	Invitation     CredentialKind = iota + 1 // ties whoever has its code to a person, once
	ServiceAccount                           // lets a program in, within its scopes
)

var credentialKindNames = []string{"INVITATION", "SERVICE_ACCOUNT"}
var credentialWords = []string{"invitation", "service"}

// String returns the value's name.
func (v CredentialKind) String() string { return nameOf(credentialKindNames, v) }

// MarshalText writes the value's name.
func (v CredentialKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *CredentialKind) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[CredentialKind](credentialKindNames, b)
	return err
}

// EveryCredentialKind lists the values in order.
func EveryCredentialKind() []CredentialKind { return every[CredentialKind](credentialKindNames) }

// Scope is what a program may do that signs in by a service account.
type Scope uint8

// The values of Scope.
const (
	ScopeRead   Scope = iota + 1 // read what a member of the cluster may read
	ScopeImport                  // record and change needs, offers, organizations, products and people
)

var scopeNames = []string{"READ", "IMPORT"}

// String returns the value's name.
func (v Scope) String() string { return nameOf(scopeNames, v) }

// MarshalText writes the value's name.
func (v Scope) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *Scope) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[Scope](scopeNames, b)
	return err
}

// EveryScope lists the values in order.
func EveryScope() []Scope { return every[Scope](scopeNames) }

// CredentialID names a credential: "invitation.CLUSTER.KEY" or "service.CLUSTER.KEY",
// with the characters of the cluster's id and twenty of its own.
type CredentialID string

// NewCredentialID makes the id of a new credential from 13 random bytes of entropy.
func NewCredentialID(k CredentialKind, cluster ClusterID, entropy io.Reader) (CredentialID, error) {
	var b [13]byte
	if _, err := io.ReadFull(entropy, b[:]); err != nil {
		return "", fault.Wrap("make id", err)
	}
	return CredentialPrefix(k, cluster) + CredentialID("."+key(b[:], recordKeyLen)), nil
}

// CredentialPrefix is what the ids of a cluster's credentials of a kind begin with,
// without the last dot.
func CredentialPrefix(k CredentialKind, cluster ClusterID) CredentialID {
	return CredentialID(credentialWords[k-1] + "." + clusterPart(cluster))
}

// ParseCredentialID reads the id of a credential of a kind. What is not one is Invalid.
func ParseCredentialID(s string, k CredentialKind) (CredentialID, error) {
	parts := strings.Split(s, ".")
	const alphabet = "0123456789abcdefghijklmnopqrstuv"
	if len(parts) != 3 || parts[0] != credentialWords[k-1] || len(parts[1]) != clusterKeyLen || len(parts[2]) != recordKeyLen ||
		!madeOf(parts[1], alphabet) || !madeOf(parts[2], alphabet) {
		return "", fault.At("", fault.NotAnID, clip(s), k.String())
	}
	return CredentialID(s), nil
}

// Cluster returns the cluster a credential belongs to.
func (id CredentialID) Cluster() ClusterID { return ID(id).Cluster() }

// Credential is what lets somebody in beside an identity that is recorded already:
// an invitation, or a service account. It is made once and ended once, and never
// changed otherwise. What is secret about it is kept as a digest.
type Credential struct {
	ID      CredentialID   `json:"id"`
	Kind    CredentialKind `json:"kind"`
	Cluster ClusterID      `json:"cluster"`
	Person  PersonID       `json:"person,omitempty"` // whom an invitation is for
	Name    string         `json:"name,omitempty"`   // of a service account
	Scopes  Set[Scope]     `json:"scopes,omitempty"` // of a service account
	Digest  string         `json:"digest,omitempty"` // of an invitation's code
	Created Stamp          `json:"created"`
	Expires time.Time      `json:"expires,omitzero"` // UTC, to the millisecond; zero: only when it is ended
	Ended   Stamp          `json:"ended,omitzero"`   // an invitation: used, or replaced; a service account: revoked
}

// Open reports whether a credential is good at a moment.
func (c *Credential) Open(now time.Time) bool {
	return c.Ended.At.IsZero() && (c.Expires.IsZero() || now.Before(c.Expires))
}
