package auth

import (
	"crypto"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestKnownTokensEnd(t *testing.T) {
	key, err := MakeKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{noon}
	v := Open(t.Context(), Config{Key: key, Now: c.now})
	defer v.Close()
	token, err := key.issueAt(noon, "person.0123456789.0123456789abcdefghij", 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	c.wantGood(t, v, "first", token, true)
	c.at = noon.Add(20*time.Second + Skew - time.Millisecond)
	c.wantGood(t, v, "again, within the skew", token, true)
	c.at = noon.Add(20*time.Second + Skew)
	c.wantGood(t, v, "again, after its end", token, false)
	c.wantGood(t, v, "too long to be read", strings.Repeat("x", maxToken+1), false)
}

func TestKnownIsBounded(t *testing.T) {
	k := newKnown()
	soon := Principal{Expires: noon.Add(-Skew + time.Second)}
	late := Principal{Expires: noon.Add(time.Hour)}
	for i := range knownMost {
		k.keep(digestOf("soon "+strconv.Itoa(i)), soon, noon)
	}
	now := noon.Add(2 * time.Second)
	k.keep(digestOf("late"), late, now)
	if got, want := len(k.tokens), 1; got != want {
		t.Errorf("%d tokens are known, want the %d that is not over", got, want)
	}
	for i := range knownMost {
		k.keep(digestOf("late "+strconv.Itoa(i)), late, now)
	}
	if got := len(k.tokens); got != knownMost {
		t.Errorf("%d tokens are known, want at most %d", got, knownMost)
	}
}

// A bad token is never known: what is refused once is looked at each time.
func TestBadTokensAreNotKnown(t *testing.T) {
	_, v := localVerifier(t)
	for range 2 {
		_, err := v.Verify(t.Context(), "e30.e30.e30")
		wantBadToken(t, err)
	}
	if got := len(v.known.tokens); got != 0 {
		t.Errorf("%d bad tokens are known", got)
	}
}

// BenchmarkVerify measures a token of a provider that was seen before, and one that
// was not: RS256 with 2048 bits, as most providers sign.
func BenchmarkVerify(b *testing.B) {
	p := newProvider(b, "https://id.example")
	config := Config{Issuers: []Issuer{{URL: p.url, Audiences: []string{audience}}}, Client: clientOf(p)}
	v := Open(b.Context(), config)
	defer v.Close()
	token := sign(b, jwt.SigningMethodRS256, crypto.Signer(p.keys["sig-rsa"]), "sig-rsa", p.claims())
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			if _, err := v.Verify(b.Context(), token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			if _, err := v.verify(b.Context(), token); err != nil {
				b.Fatal(err)
			}
		}
	})
}
