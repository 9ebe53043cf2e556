package auth

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

const somebody eic.PersonID = "person.0123456789.0123456789abcdefghij"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func localVerifier(t *testing.T) (*Key, *Verifier) {
	t.Helper()
	key, err := MakeKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	v := Open(t.Context(), Config{Key: key, Now: func() time.Time { return noon }})
	t.Cleanup(v.Close)
	return key, v
}

// goodClaims are those of a local token at noon.
func goodClaims() jwt.MapClaims {
	return jwt.MapClaims{
		"iss": LocalIssuer, "aud": LocalAudience, "sub": string(somebody),
		"iat": noon.Unix(), "exp": noon.Add(time.Hour).Unix(),
	}
}

func without(c jwt.MapClaims, name string) jwt.MapClaims { delete(c, name); return c }

func with(c jwt.MapClaims, name string, value any) jwt.MapClaims { c[name] = value; return c }

func sign(t testing.TB, method jwt.SigningMethod, key any, kid string, c jwt.Claims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, c)
	if kid != "" {
		token.Header["kid"] = kid
	}
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestIssuedTokenIsGood(t *testing.T) {
	key, v := localVerifier(t)
	token, err := key.issueAt(noon, eic.ID(somebody), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.Verify(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	want := Principal{Issuer: LocalIssuer, Subject: string(somebody), Person: somebody, Expires: noon.Add(time.Hour)}
	if !got.Expires.Equal(want.Expires) || !got.Issued.Equal(noon) {
		t.Errorf("from %v to %v, want from %v to %v", got.Issued, got.Expires, noon, want.Expires)
	}
	if got.Issued, got.Expires = want.Issued, want.Expires; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestVerifyTimes(t *testing.T) {
	key, v := localVerifier(t)
	cases := []struct {
		name   string
		claims jwt.MapClaims
		good   bool
	}{
		{"as issued", goodClaims(), true},
		{"ended within the skew", with(goodClaims(), "exp", noon.Add(-29*time.Second).Unix()), true},
		{"ended before the skew", with(goodClaims(), "exp", noon.Add(-31*time.Second).Unix()), false},
		{"without an end", without(goodClaims(), "exp"), false},
		{"begins within the skew", with(goodClaims(), "nbf", noon.Add(29*time.Second).Unix()), true},
		{"begins later", with(goodClaims(), "nbf", noon.Add(31*time.Second).Unix()), false},
		{"issued within the skew", with(goodClaims(), "iat", noon.Add(29*time.Second).Unix()), true},
		{"issued in the future", with(goodClaims(), "iat", noon.Add(31*time.Second).Unix()), false},
		{"never issued", without(goodClaims(), "iat"), false},
		{"another issuer", with(goodClaims(), "iss", "https://elsewhere.example"), false},
		{"no issuer", without(goodClaims(), "iss"), false},
		{"another audience", with(goodClaims(), "aud", "elsewhere"), false},
		{"one of several audiences", with(goodClaims(), "aud", []string{"elsewhere", LocalAudience}), true},
		{"no audience", without(goodClaims(), "aud"), false},
		{"nobody", without(goodClaims(), "sub"), false},
		{"not a person", with(goodClaims(), "sub", "need.0123456789.0123456789abcdefghij"), false},
		{"not an id", with(goodClaims(), "sub", "root"), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := v.Verify(t.Context(), sign(t, jwt.SigningMethodEdDSA, key.private, key.id, c.claims))
			if got, want := err == nil, c.good; got != want {
				t.Errorf("good: %t (%v), want %t", got, err, want)
			}
			if err != nil {
				wantBadToken(t, err)
			}
		})
	}
}

func TestVerifyForgeries(t *testing.T) {
	key, v := localVerifier(t)
	stranger, err := MakeKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	good := sign(t, jwt.SigningMethodEdDSA, key.private, key.id, goodClaims())
	part := strings.Split(good, ".")
	extended := jwt.NewWithClaims(jwt.SigningMethodEdDSA, goodClaims())
	extended.Header["kid"], extended.Header["crit"], extended.Header["exp"] = key.id, []string{"exp"}, 0
	critical, err := extended.SignedString(key.private)
	if err != nil {
		t.Fatal(err)
	}
	root := base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"thirdplace","aud":"thirdplace","sub":"person.0123456789.abcdefghij0123456789","iat":1772366400,"exp":1772370000}`))
	cases := []struct{ name, token string }{
		{"empty", ""},
		{"one part", "x"},
		{"four parts", good + ".x"},
		{"not JSON", "e30.e30.e30"},
		{"method none", sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, key.id, goodClaims())},
		{"method none, any case", base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"nOnE"}`)) + "." + part[1] + "."},
		{"no method", base64.RawURLEncoding.EncodeToString([]byte(`{"kid":"`+key.id+`"}`)) + "." + part[1] + "." + part[2]},
		{"HS256 by the public key", sign(t, jwt.SigningMethodHS256, []byte(key.public()), key.id, goodClaims())},
		{"a stranger's key under its own name", sign(t, jwt.SigningMethodEdDSA, stranger.private, stranger.id, goodClaims())},
		{"a stranger's key under our name", sign(t, jwt.SigningMethodEdDSA, stranger.private, key.id, goodClaims())},
		{"no key named", sign(t, jwt.SigningMethodEdDSA, key.private, "", goodClaims())},
		{"other claims, same signature", part[0] + "." + root + "." + part[2]},
		{"no signature", part[0] + "." + part[1] + "."},
		{"an extension that must be understood", critical},
		{"cut short", good[:len(good)-4]},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := v.Verify(t.Context(), c.token)
			if err == nil {
				t.Fatalf("taken for %+v", got)
			}
			wantBadToken(t, err)
		})
	}
}

func TestNobodyIsTrusted(t *testing.T) {
	key, _ := localVerifier(t)
	v := Open(t.Context(), Config{Now: func() time.Time { return noon }})
	defer v.Close()
	_, err := v.Verify(t.Context(), sign(t, jwt.SigningMethodEdDSA, key.private, key.id, goodClaims()))
	wantBadToken(t, err)
}

func TestPrincipalInContext(t *testing.T) {
	if p, ok := From(t.Context()); ok {
		t.Errorf("somebody is signed in at the start: %+v", p)
	}
	want := Principal{Issuer: "https://id.example", Subject: "7"}
	got, ok := From(WithPrincipal(context.Background(), want))
	if !ok || got != want {
		t.Errorf("got %+v, %t, want %+v", got, ok, want)
	}
	if got, want := got.Identity(), (eic.Identity{Issuer: "https://id.example", Subject: "7"}); got != want {
		t.Errorf("identity %+v, want %+v", got, want)
	}
}

func wantBadToken(t *testing.T, err error) {
	t.Helper()
	if got, want := fault.KindOf(err), fault.Unauthenticated; err == nil || got != want {
		t.Errorf("got %v, want %v", err, want)
		return
	}
	for _, quoted := range []string{"person.", "need.", "root", "sig-", "enc-", "teacher"} {
		if strings.Contains(err.Error(), quoted) {
			t.Errorf("the cause quotes the token: %v", err)
		}
	}
}
