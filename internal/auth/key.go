package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// LocalIssuer and LocalAudience stand in every token of a local key.
const (
	LocalIssuer   = "thirdplace"
	LocalAudience = "thirdplace"
)

// KeyFile is the name of the local key's file in its folder.
const KeyFile = "signing.key"

// MaxTTL is how long a token of the local key may be good, and so how long a
// retired key is still needed.
const MaxTTL = 366 * 24 * time.Hour

// Key is the local signing key: an Ed25519 key that belongs to one folder, with
// those it took the place of. Whoever can read its file can speak for anybody.
type Key struct {
	path    string
	private ed25519.PrivateKey
	id      string
	retired []retiredKey // the latest first
}

// retiredKey signs no more; what it signed is good until it ends.
type retiredKey struct {
	public ed25519.PublicKey
	id     string
	at     time.Time
}

// OpenKey reads the key of a folder. A file that others may read or that holds
// something else is refused with fault.CannotOpen; a missing file is an error
// for which errors.Is(err, fs.ErrNotExist) holds.
func OpenKey(dir string) (*Key, error) {
	path := filepath.Join(dir, KeyFile)
	info, err := os.Stat(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, cannotOpen(path, fmt.Errorf("others may read it; keep it to yourself with: chmod 600 %s", path))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	key, err := parseKeys(data)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	key.path = path
	return key, nil
}

// MakeKey reads the key of a folder, making folder and key when they are not
// there. Of several programs that make it at once one wins and all get its key.
func MakeKey(dir string) (*Key, error) {
	key, err := OpenKey(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := newKeyFile(dir); err != nil {
		return nil, cannotOpen(filepath.Join(dir, KeyFile), err)
	}
	return OpenKey(dir)
}

// Issue makes a token for a stored person or a service account that ends after
// ttl, which is counted in whole seconds and is at most MaxTTL.
func (k *Key) Issue(subject eic.ID, ttl time.Duration) (string, error) {
	return k.issueAt(time.Now(), subject, ttl)
}

func (k *Key) issueAt(now time.Time, subject eic.ID, ttl time.Duration) (string, error) {
	ttl = min(ttl, MaxTTL)
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.RegisteredClaims{
		Issuer:    LocalIssuer,
		Audience:  jwt.ClaimStrings{LocalAudience},
		Subject:   string(subject),
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
	})
	token.Header["kid"] = k.id
	signed, err := token.SignedString(k.private)
	return signed, fault.Wrap("sign token", err)
}

func (k *Key) public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// newKey makes the key that signs.
func newKey(private ed25519.PrivateKey) *Key {
	return &Key{private: private, id: thumbprint(private.Public().(ed25519.PublicKey))}
}

// thumbprint names a key as RFC 7638 does for a JWK (members of an OKP key by RFC
// 8037, appendix A.3).
func thumbprint(public ed25519.PublicKey) string {
	x := base64.RawURLEncoding.EncodeToString(public)
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func cannotOpen(path string, cause error) error {
	why := cause
	if inner := new(fs.PathError); errors.As(cause, &inner) {
		why = inner.Err // the path is said already
	}
	err := fault.New(fault.Invalid, fault.CannotOpen, path, why.Error())
	err.Op, err.Err = "open signing key", cause
	return err
}
