package auth

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"

	"github.com/edclusters/thirdplace/internal/fault"
)

const audience = "thirdplace-web"

// provider is an OpenID provider.
type provider struct {
	url string

	mu     sync.Mutex
	away   bool
	speaks string // the issuer its discovery document names, if not url
	keys   map[string]crypto.Signer
	read   int // how often its keys were read
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.away:
		http.Error(w, "away", http.StatusBadGateway)
	case r.URL.Path == "/.well-known/openid-configuration":
		issuer := p.url
		if p.speaks != "" {
			issuer = p.speaks
		}
		json.NewEncoder(w).Encode(map[string]string{"issuer": issuer, "jwks_uri": p.url + "/keys"})
	case r.URL.Path == "/keys":
		p.read++
		var set jwkset.JWKSMarshal
		for id, key := range p.keys {
			jwk, err := jwkset.NewJWKFromKey(key.Public(), jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{KID: id, USE: use(id)}})
			if err != nil {
				panic(err)
			}
			set.Keys = append(set.Keys, jwk.Marshal())
		}
		json.NewEncoder(w).Encode(set)
	default:
		http.NotFound(w, r)
	}
}

// use says what a key is for, by the first word of its name.
func use(id string) jwkset.USE {
	switch word, _, _ := strings.Cut(id, "-"); word {
	case "sig":
		return jwkset.UseSig
	case "enc":
		return jwkset.UseEnc
	}
	return ""
}

func (p *provider) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// RoundTrip makes a provider reachable without a network.
func (p *provider) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Result(), nil
}

// clientOf reaches a provider without a network.
func clientOf(p *provider) *http.Client { return &http.Client{Transport: p} }

func newProvider(t testing.TB, url string) *provider {
	t.Helper()
	forRSA, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	forEC, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &provider{url: url, keys: map[string]crypto.Signer{"sig-rsa": forRSA, "ec": forEC, "enc-rsa": forRSA}}
}

func serveProvider(t *testing.T) *provider {
	t.Helper()
	p := newProvider(t, "")
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *provider) claims() jwt.MapClaims {
	now := time.Now()
	return jwt.MapClaims{
		"iss": p.url, "aud": audience, "sub": "teacher-7",
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
}

func TestIssuerTokens(t *testing.T) {
	p := serveProvider(t)
	v := Open(t.Context(), Config{Issuers: []Issuer{{URL: p.url, Audiences: []string{audience, "thirdplace-app"}}}})
	defer v.Close()
	rs, ec := p.keys["sig-rsa"], p.keys["ec"]
	der, err := x509.MarshalPKIXPublicKey(rs.Public())
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name  string
		token string
		good  bool
	}{
		{"RS256", sign(t, jwt.SigningMethodRS256, rs, "sig-rsa", p.claims()), true},
		{"PS256", sign(t, jwt.SigningMethodPS256, rs, "sig-rsa", p.claims()), true},
		{"ES256, key without a use", sign(t, jwt.SigningMethodES256, ec, "ec", p.claims()), true},
		{"HS256 by the public key", sign(t, jwt.SigningMethodHS256, der, "sig-rsa", p.claims()), false},
		{"none", sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "sig-rsa", p.claims()), false},
		{"method of another key", sign(t, jwt.SigningMethodES256, ec, "sig-rsa", p.claims()), false},
		{"a key that is for encryption", sign(t, jwt.SigningMethodRS256, rs, "enc-rsa", p.claims()), false},
		{"no key named", sign(t, jwt.SigningMethodRS256, rs, "", p.claims()), false},
		{"meant for the other of our programs", sign(t, jwt.SigningMethodRS256, rs, "sig-rsa", with(p.claims(), "aud", "thirdplace-app")), true},
		{"without an end", sign(t, jwt.SigningMethodRS256, rs, "sig-rsa", without(p.claims(), "exp")), false},
		{"of another issuer", sign(t, jwt.SigningMethodRS256, rs, "sig-rsa", with(p.claims(), "iss", "https://elsewhere.example")), false},
		{"meant for another program", sign(t, jwt.SigningMethodRS256, rs, "sig-rsa", with(p.claims(), "aud", LocalAudience)), false},
		{"ended", sign(t, jwt.SigningMethodRS256, rs, "sig-rsa", with(p.claims(), "exp", time.Now().Add(-time.Minute).Unix())), false},
		{"says it is local", sign(t, jwt.SigningMethodRS256, rs, "sig-rsa", with(p.claims(), "iss", LocalIssuer)), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := v.Verify(t.Context(), c.token)
			if !c.good {
				wantBadToken(t, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.Issuer != p.url || got.Subject != "teacher-7" || got.Person != "" {
				t.Errorf("got %+v, want teacher-7 of the provider, and no person yet", got)
			}
		})
	}
}

func TestIssuerKeysByAddress(t *testing.T) {
	p := serveProvider(t)
	p.speaks = "https://elsewhere.example" // discovery is not asked
	v := Open(t.Context(), Config{Issuers: []Issuer{{URL: p.url, Audiences: []string{audience}, KeysURL: p.url + "/keys"}}})
	defer v.Close()
	if _, err := v.Verify(t.Context(), sign(t, jwt.SigningMethodRS256, p.keys["sig-rsa"], "sig-rsa", p.claims())); err != nil {
		t.Error(err)
	}
}

func TestDiscoveryOfAnotherIssuer(t *testing.T) {
	p := serveProvider(t)
	p.speaks = "https://elsewhere.example"
	v := Open(t.Context(), Config{Issuers: []Issuer{{URL: p.url, Audiences: []string{audience}}}})
	defer v.Close()
	_, err := v.Verify(t.Context(), sign(t, jwt.SigningMethodRS256, p.keys["sig-rsa"], "sig-rsa", p.claims()))
	wantAway(t, err)
}

// TestRotation has a clock of its own: minutes pass at once.
func TestRotation(t *testing.T) {
	p := newProvider(t, "https://id.example")
	synctest.Test(t, func(t *testing.T) {
		v := Open(t.Context(), Config{
			Issuers: []Issuer{{URL: p.url, Audiences: []string{audience}}},
			Client:  clientOf(p),
		})
		verify := func(kid string, key crypto.Signer) error {
			_, err := v.Verify(t.Context(), sign(t, jwt.SigningMethodRS256, key, kid, p.claims()))
			return err
		}
		old := p.keys["sig-rsa"]
		next, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		p.set(func() { p.keys["sig-next"] = next })
		if err := verify("sig-next", next); err != nil {
			t.Errorf("a new key: %v", err)
		}
		for range 5 {
			wantBadToken(t, verify("sig-unknown", old))
		}
		if got, want := p.read, 2; got != want { // at the start and for the new key
			t.Errorf("keys were read %d times within a minute, want %d", got, want)
		}
		time.Sleep(time.Minute)
		wantBadToken(t, verify("sig-unknown", old))
		if got, want := p.read, 3; got != want {
			t.Errorf("keys were read %d times, want %d", got, want)
		}
		p.set(func() { delete(p.keys, "sig-rsa") })
		if err := verify("sig-rsa", old); err != nil {
			t.Errorf("a key taken back just now: %v", err)
		}
		time.Sleep(refreshEvery)
		synctest.Wait()
		wantBadToken(t, verify("sig-rsa", old))
		v.Close()
	})
}

func TestIssuerAway(t *testing.T) {
	p := newProvider(t, "https://id.example")
	p.away = true
	synctest.Test(t, func(t *testing.T) {
		v := Open(t.Context(), Config{
			Issuers: []Issuer{{URL: p.url, Audiences: []string{audience}}},
			Client:  clientOf(p),
		})
		defer v.Close()
		token := func() string { return sign(t, jwt.SigningMethodRS256, p.keys["sig-rsa"], "sig-rsa", p.claims()) }
		_, err := v.Verify(t.Context(), token())
		wantAway(t, err)
		p.set(func() { p.away = false })
		_, err = v.Verify(t.Context(), token())
		wantAway(t, err) // it was asked less than a minute ago
		time.Sleep(time.Minute)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err = v.Verify(gone, token()); err != nil {
			t.Errorf("after a minute: %v", err)
		}
	})
}

func TestIssuerCheck(t *testing.T) {
	cases := []struct {
		name   string
		issuer Issuer
		faults int
	}{
		{"good", Issuer{URL: "https://id.example/realm", Audiences: []string{"a"}}, 0},
		{"this machine", Issuer{URL: "http://127.0.0.1:9", Audiences: []string{"a"}, KeysURL: "http://localhost:9/k"}, 0},
		{"not encrypted", Issuer{URL: "http://id.example", Audiences: []string{"a"}}, 1},
		{"our own name", Issuer{URL: LocalIssuer, Audiences: []string{"a"}}, 1},
		{"nothing right", Issuer{URL: "id", KeysURL: "file:///etc/passwd"}, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var e *fault.Error
			got := 0
			if errors.As(c.issuer.Check(), &e) {
				got = len(e.Fields)
			}
			if got != c.faults {
				t.Errorf("%d faults, want %d: %v", got, c.faults, c.issuer.Check())
			}
		})
	}
}

func wantAway(t *testing.T, err error) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Unavailable || e.RetryAfter <= 0 {
		t.Errorf("got %v, want %v and when to come back", err, fault.Unavailable)
	}
}
