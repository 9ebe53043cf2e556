package auth

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Principal is who a verified token speaks for. What that person may do is
// decided elsewhere.
type Principal struct {
	Issuer  string           // who vouches: LocalIssuer, or an OpenID issuer's URL
	Subject string           // how the issuer knows the person
	Person  eic.PersonID     // set for tokens of the local key; else found by Identity
	Service eic.CredentialID // set for tokens of a service account: there is no person
	Issued  time.Time        // when the token was made
	Expires time.Time        // when the token stops being good, without the skew
}

// Identity returns the identity by which a stored person is found.
func (p Principal) Identity() eic.Identity {
	return eic.Identity{Issuer: p.Issuer, Subject: p.Subject}
}

type principalKey struct{}

// WithPrincipal returns a context in which somebody is signed in.
func WithPrincipal(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// From returns who is signed in, and false for nobody.
func From(ctx context.Context) (Principal, bool) {
	p, ok := ctx.Value(principalKey{}).(Principal)
	return p, ok
}
