package auth

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Skew is how far the clocks of an issuer and of this machine may differ.
const Skew = 30 * time.Second

// Config says whose tokens are good. It may name nobody: then no token is.
type Config struct {
	Key     *Key         // the local key; nil trusts none
	Issuers []Issuer     // OpenID issuers
	Client  *http.Client // reads the keys of issuers; default: 5 s, 1 MiB, https except to this machine
	Now     func() time.Time
	Log     *slog.Logger // default: discarded
}

// Verifier tells good tokens from bad ones. It is safe for use by many
// goroutines.
type Verifier struct {
	trusted map[string]trusted // by issuer
	known   *known
	now     func() time.Time
	stop    context.CancelFunc
}

// trusted is what is known of one issuer.
type trusted struct {
	parser *jwt.Parser
	keys   func(context.Context) (jwt.Keyfunc, error)
	local  bool
}

// Open makes a Verifier. It tries to read the keys of the issuers at once and
// does not fail when one is away: it is asked again when a token of it comes, at
// most once a minute. Close ends what it started.
func Open(ctx context.Context, config Config) *Verifier {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Client == nil {
		config.Client = newClient()
	}
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	v := &Verifier{trusted: map[string]trusted{}, known: newKnown(), now: config.Now, stop: stop}
	if config.Key != nil {
		ring := &keyring{key: config.Key, now: config.Now, log: config.Log}
		v.trusted[LocalIssuer] = trusted{
			parser: newParser(config.Now, LocalIssuer, []string{LocalAudience}, "EdDSA"),
			keys:   ring.keys,
			local:  true,
		}
	}
	for _, issuer := range config.Issuers {
		set := &keySet{issuer: issuer, config: config, life: life}
		v.trusted[issuer.URL] = trusted{
			parser: newParser(config.Now, issuer.URL, issuer.Audiences, issuerMethods()...),
			keys:   set.keys,
		}
		if _, err := set.keys(ctx); err != nil {
			config.Log.Warn("keys of an OpenID issuer could not be read", "issuer", issuer.URL, "err", err)
		}
	}
	return v
}

// Close ends the reading of issuers' keys.
func (v *Verifier) Close() { v.stop() }

// Verify returns who a token speaks for. A token that was found good is known
// again for a minute at most, and never beyond its end.
func (v *Verifier) Verify(ctx context.Context, token string) (Principal, error) {
	if len(token) > maxToken {
		return Principal{}, badToken(errors.New("it is too long"))
	}
	seen := digestOf(token)
	if p, ok := v.known.find(seen, v.now()); ok {
		return p, nil
	}
	p, err := v.verify(ctx, token)
	if err != nil {
		return Principal{}, err
	}
	v.known.keep(seen, p, v.now())
	return p, nil
}

// maxToken is how many bytes a token may have: well above what providers put in
// one, and below what headers may have.
const maxToken = 12 << 10

func (v *Verifier) verify(ctx context.Context, token string) (Principal, error) {
	var unverified claims
	parsed, _, err := jwt.NewParser().ParseUnverified(token, &unverified)
	if err != nil {
		return Principal{}, badToken(err)
	}
	if _, critical := parsed.Header["crit"]; critical { // RFC 7515, section 4.1.11: we understand no extension
		return Principal{}, badToken(errors.New("it has extensions that must be understood"))
	}
	by, ok := v.trusted[unverified.Issuer]
	if !ok {
		return Principal{}, badToken(errors.New("its issuer is not trusted here"))
	}
	keys, err := by.keys(ctx)
	if err != nil {
		return Principal{}, err
	}
	var verified claims
	if _, err := by.parser.ParseWithClaims(token, &verified, keys); err != nil {
		return Principal{}, badToken(err)
	}
	return verified.principal(by.local)
}

func newParser(now func() time.Time, issuer string, audiences []string, methods ...string) *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods(methods),
		jwt.WithIssuer(issuer),
		jwt.WithAudience(audiences...),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(Skew),
		jwt.WithTimeFunc(now),
		jwt.WithStrictDecoding(),
	)
}

// claims are those every token needs; what else a token says is not read.
type claims struct{ jwt.RegisteredClaims }

// Validate is called by the parser after its own checks.
func (c *claims) Validate() error {
	switch {
	case c.Subject == "":
		return errors.New("it names nobody")
	case c.IssuedAt == nil:
		return errors.New("it does not say when it was issued")
	}
	return nil
}

func (c *claims) principal(local bool) (Principal, error) {
	p := Principal{Issuer: c.Issuer, Subject: c.Subject, Issued: c.IssuedAt.Time, Expires: c.ExpiresAt.Time}
	if !local {
		return p, nil
	}
	if service, err := eic.ParseCredentialID(c.Subject, eic.ServiceAccount); err == nil {
		p.Service = service
		return p, nil
	}
	person, err := eic.ParseRef[eic.PersonID](c.Subject, eic.PersonType)
	if err != nil {
		return Principal{}, badToken(errors.New("it names nobody who is kept")) // err quotes the token
	}
	p.Person = person
	return p, nil
}

func badToken(cause error) error {
	err := fault.New(fault.Unauthenticated, fault.BadToken)
	err.Op, err.Err = "verify token", cause
	return err
}
