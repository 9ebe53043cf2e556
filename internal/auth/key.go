package auth

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
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

const pemType = "PRIVATE KEY" // PKCS #8, RFC 5958

// Key is the local signing key: an Ed25519 key that belongs to one folder.
// Whoever can read its file can speak for anybody.
type Key struct {
	private ed25519.PrivateKey
	id      string
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
	private, err := parseKey(data)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	return newKey(private), nil
}

// MakeKey reads the key of a folder, making folder and key when they are not
// there. Of several programs that make it at once one wins and all get its key.
func MakeKey(dir string) (*Key, error) {
	key, err := OpenKey(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := writeKey(dir); err != nil {
		return nil, cannotOpen(filepath.Join(dir, KeyFile), err)
	}
	return OpenKey(dir)
}

// Issue makes a token for a stored person that ends after ttl, which is counted
// in whole seconds.
func (k *Key) Issue(person eic.PersonID, ttl time.Duration) (string, error) {
	return k.issueAt(time.Now(), person, ttl)
}

func (k *Key) issueAt(now time.Time, person eic.PersonID, ttl time.Duration) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.RegisteredClaims{
		Issuer:    LocalIssuer,
		Audience:  jwt.ClaimStrings{LocalAudience},
		Subject:   string(person),
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
	})
	token.Header["kid"] = k.id
	signed, err := token.SignedString(k.private)
	return signed, fault.Wrap("sign token", err)
}

func (k *Key) public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// newKey names a key by its JWK thumbprint (RFC 7638; members of an OKP key by
// RFC 8037, appendix A.3).
func newKey(private ed25519.PrivateKey) *Key {
	x := base64.RawURLEncoding.EncodeToString(private.Public().(ed25519.PublicKey))
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return &Key{private: private, id: base64.RawURLEncoding.EncodeToString(sum[:])}
}

func parseKey(data []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(data)
	if block == nil || block.Type != pemType {
		return nil, errors.New("it does not hold a private key in PEM form")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("it does not hold a private key: %w", err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("it holds a private key of another kind than Ed25519")
	}
	return private, nil
}

// writeKey makes a key that appears under its name whole or not at all: it is
// written beside and linked, and a link never replaces what is there.
func writeKey(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	beside, err := os.CreateTemp(dir, KeyFile+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(beside.Name())
	err = pem.Encode(beside, &pem.Block{Type: pemType, Bytes: der})
	if err = errors.Join(err, beside.Sync(), beside.Close()); err != nil {
		return err
	}
	if err := os.Link(beside.Name(), filepath.Join(dir, KeyFile)); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
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
