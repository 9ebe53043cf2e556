// Package auth owns who is asking: it turns the token of a request into a
// Principal, and makes tokens with a key of its own. It knows two kinds of
// token: those of the local key (see Key), which name a stored person, and
// those of OpenID issuers (see Issuer), which name a person by issuer and
// subject.
//
// Every token must be signed by a method pinned to its issuer, name the issuer
// and the audience that were configured, have been issued, be in force and end.
// Clocks may differ by Skew. Anything else is refused with an error of package
// fault: Unauthenticated for a token that is not good, Unavailable while the
// keys of its issuer have not been read yet. The cause is for logs and never
// says what is in the token.
//
// The package decides nothing about what a principal may do, keeps no session
// and reads no cookie. Start at Verifier; WithPrincipal and From carry its
// answer through a request.
package auth
