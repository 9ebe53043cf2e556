package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/time/rate"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Issuer is an OpenID provider whose tokens are good here.
type Issuer struct {
	URL       string   // exactly as in its tokens
	Audiences []string // what its tokens must be meant for, one of them
	KeysURL   string   // its JWK set; empty: found by OpenID discovery
}

// Check refuses an issuer that could not be trusted, with every fault named.
// Addresses are https, except on this machine.
func (i Issuer) Check() error {
	var faults fault.Fields
	if !secure(i.URL) {
		faults.Say("issuer", fault.NotALink, i.URL)
	}
	if len(i.Audiences) == 0 || slices.Contains(i.Audiences, "") {
		faults.Say("audience", fault.Required)
	}
	if i.KeysURL != "" && !secure(i.KeysURL) {
		faults.Say("keys", fault.NotALink, i.KeysURL)
	}
	return faults.Err()
}

const (
	retryEvery   = time.Minute // for an issuer that is away, and for a key nobody knows
	refreshEvery = time.Hour   // so that a key that was taken back is forgotten
	answerMost   = 1 << 20     // bytes of a JWK set or a discovery document
	answerWithin = 5 * time.Second
)

// issuerMethods are the methods issuers may sign by: public keys only, so that
// nobody can sign with what everybody knows (RFC 8725, section 2.1).
func issuerMethods() []string {
	return []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
}

// keySet is the keys of one issuer, read when they are first needed and again
// every hour or when a token names one that is not known.
type keySet struct {
	issuer Issuer
	config Config
	life   context.Context // of the refreshing

	mu    sync.Mutex
	found keyfunc.Keyfunc // nil until they could be read
	tried time.Time
}

// keys implements trusted.keys. One caller reads; who comes meanwhile is told
// to come back rather than kept waiting for an issuer that is away.
func (s *keySet) keys(ctx context.Context) (jwt.Keyfunc, error) {
	s.mu.Lock()
	found, now := s.found, s.config.Now()
	wait := s.tried.Add(retryEvery).Sub(now)
	if found == nil && wait <= 0 {
		s.tried = now
	}
	s.mu.Unlock()
	switch {
	case found != nil:
		return s.named(ctx, found), nil
	case wait > 0:
		return nil, keysAway(wait, errors.New("tried less than a minute ago"))
	}
	found, err := s.read(context.WithoutCancel(ctx))
	if err != nil {
		return nil, keysAway(retryEvery, err)
	}
	s.mu.Lock()
	s.found = found
	s.mu.Unlock()
	return s.named(ctx, found), nil
}

// named looks keys up by the name a token gives. A caller who goes away does
// not cut short the refresh that others need.
func (s *keySet) named(ctx context.Context, found keyfunc.Keyfunc) jwt.Keyfunc {
	lookup := found.KeyfuncCtx(context.WithoutCancel(ctx))
	return func(t *jwt.Token) (any, error) {
		if _, ok := t.Header["kid"].(string); !ok {
			return nil, errors.New("it does not name its key")
		}
		key, err := lookup(t)
		if err != nil { // which quotes the token
			return nil, errors.New("its key is not known, or is for something else")
		}
		return key, nil
	}
}

func (s *keySet) read(ctx context.Context) (keyfunc.Keyfunc, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	address := s.issuer.KeysURL
	if address == "" {
		var err error
		if address, err = s.discover(ctx); err != nil {
			return nil, err
		}
	}
	life, stop := context.WithCancel(s.life)
	found, err := s.follow(life, address)
	if err != nil {
		stop()
		return nil, err
	}
	context.AfterFunc(s.life, stop) // it ends with the Verifier
	return found, nil
}

// follow reads a JWK set and keeps it fresh until life ends.
func (s *keySet) follow(life context.Context, address string) (keyfunc.Keyfunc, error) {
	remote, err := jwkset.NewStorageFromHTTP(address, jwkset.HTTPClientStorageOptions{
		Client:          s.config.Client,
		Ctx:             life,
		HTTPTimeout:     answerWithin,
		RefreshInterval: refreshEvery,
		RefreshErrorHandler: func(_ context.Context, err error) {
			s.config.Log.Warn("keys of an OpenID issuer could not be refreshed", "issuer", s.issuer.URL, "err", err)
		},
	})
	if err != nil {
		return nil, err
	}
	storage, err := jwkset.NewHTTPClient(jwkset.HTTPClientOptions{
		HTTPURLs:          map[string]jwkset.Storage{address: remote},
		RateLimitWaitMax:  answerWithin, // bounds the refresh as well
		RefreshUnknownKID: rate.NewLimiter(rate.Every(retryEvery), 1),
	})
	if err != nil {
		return nil, err
	}
	signing := []jwkset.USE{jwkset.UseSig, ""} // RFC 7517, section 4.2: what a key is for may be left out
	return keyfunc.New(keyfunc.Options{Ctx: life, Storage: storage, UseWhitelist: signing})
}

// discover finds the address of the issuer's keys (OpenID Connect Discovery
// 1.0, section 4); a document that speaks for another issuer is refused.
func (s *keySet) discover(ctx context.Context) (string, error) {
	address := strings.TrimSuffix(s.issuer.URL, "/") + "/.well-known/openid-configuration"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	answer, err := s.config.Client.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("discovery answered %s", answer.Status)
	}
	var document struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&document); err != nil {
		return "", fmt.Errorf("discovery document: %w", err)
	}
	if document.Issuer != s.issuer.URL {
		return "", fmt.Errorf("discovery document is of the issuer %q", document.Issuer)
	}
	if !secure(document.Keys) {
		return "", fmt.Errorf("discovery document has no safe address of keys: %q", document.Keys)
	}
	return document.Keys, nil
}

func keysAway(wait time.Duration, cause error) error {
	err := fault.New(fault.Unavailable, fault.TooBusy)
	err.Op, err.Err, err.RetryAfter = "read issuer's keys", cause, wait
	return err
}

// secure reports whether an address can be trusted to be what it says: https,
// or http on this machine.
func secure(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && ThisMachine(u.Hostname())
}

// ThisMachine reports whether a host name, without a port, always is the machine
// it is used on.
func ThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func newClient() *http.Client {
	return &http.Client{
		Timeout:   answerWithin,
		Transport: bounded{http.DefaultTransport},
		CheckRedirect: func(request *http.Request, via []*http.Request) error {
			if len(via) > 3 || !secure(request.URL.String()) {
				return errors.New("redirected too often, or to an address that is not https")
			}
			return nil
		},
	}
}

// bounded cuts answers off after answerMost bytes.
type bounded struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(request *http.Request) (*http.Response, error) {
	answer, err := b.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, answerMost), answer.Body}
	return answer, nil
}
