package auth

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/edclusters/thirdplace/internal/lockfile"
)

// A key file is a series of PEM blocks: first the private key that signs (PKCS #8,
// RFC 5958), then the public keys (SubjectPublicKeyInfo, RFC 5280) of those it took
// the place of, the latest first, each with the time it was retired. The private
// halves of those are gone.
const (
	privateBlock  = "PRIVATE KEY"
	publicBlock   = "PUBLIC KEY"
	retiredHeader = "Retired"
)

// Rotate makes a new key that signs from now on. What the old one signed stays
// good until it ends, unless forget is set: then every token made before is refused.
// A running server learns of it by itself. A folder without a key gets its first.
// Of several programs that rotate at once each waits for the one before, so that the
// file keeps the keys of all.
func Rotate(dir string, now time.Time, forget bool) (_ *Key, err error) {
	turn, err := rotating(dir)
	if err != nil {
		return nil, cannotOpen(filepath.Join(dir, KeyFile), err)
	}
	defer func() { err = errors.Join(err, turn.Close()) }()
	old, err := MakeKey(dir)
	if err != nil {
		return nil, err
	}
	next, err := freshKey()
	if err != nil {
		return nil, cannotOpen(old.path, err)
	}
	if !forget {
		next.retired = append(next.retired, retiredKey{old.private.Public().(ed25519.PublicKey), old.id, now.UTC().Truncate(time.Second)})
		for _, k := range old.retired {
			if k.needed(now) {
				next.retired = append(next.retired, k)
			}
		}
	}
	if err := next.write(dir, os.Rename); err != nil {
		return nil, cannotOpen(old.path, err)
	}
	return OpenKey(dir)
}

// A rotation takes milliseconds; one that waits for longer waits for something else.
const rotateWithin = 10 * time.Second

// rotating takes the right to change the key of a folder.
func rotating(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	turn, err := lockfile.Await(filepath.Join(dir, KeyFile+".lock"), time.Now().Add(rotateWithin))
	if errors.Is(err, lockfile.ErrHeld) {
		return nil, errors.New("another program is changing it; try again in a moment")
	}
	return turn, err
}

// needed reports whether a token the key signed may still be good.
func (k retiredKey) needed(now time.Time) bool { return now.Before(k.at.Add(MaxTTL + Skew)) }

// newKeyFile makes the first key of a folder. A link never replaces what is there.
func newKeyFile(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	key, err := freshKey()
	if err != nil {
		return err
	}
	if err := key.write(dir, os.Link); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func freshKey() (*Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return newKey(private), nil
}

// write puts a key into its folder under its name, whole or not at all: it is
// written beside and then moved by place.
func (k *Key) write(dir string, place func(from, to string) error) error {
	data, err := k.encode()
	if err != nil {
		return err
	}
	beside, err := os.CreateTemp(dir, KeyFile+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(beside.Name())
	_, err = beside.Write(data)
	if err = errors.Join(err, beside.Sync(), beside.Close()); err != nil {
		return err
	}
	return place(beside.Name(), filepath.Join(dir, KeyFile))
}

// encode writes the blocks of a key file.
func (k *Key) encode() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	blocks := []*pem.Block{{Type: privateBlock, Bytes: der}}
	for _, r := range k.retired {
		der, err := x509.MarshalPKIXPublicKey(r.public)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, &pem.Block{Type: publicBlock, Bytes: der, Headers: map[string]string{retiredHeader: r.at.Format(time.RFC3339)}})
	}
	for _, block := range blocks {
		if err := pem.Encode(&file, block); err != nil {
			return nil, err
		}
	}
	return file.Bytes(), nil
}

// parseKeys reads the blocks of a key file.
func parseKeys(data []byte) (*Key, error) {
	block, rest := pem.Decode(data)
	if block == nil || block.Type != privateBlock {
		return nil, errors.New("it does not begin with a private key in PEM form")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("it does not hold a private key: %w", err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("it holds a private key of another kind than Ed25519")
	}
	key := newKey(private)
	for {
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		old, err := parseRetired(block)
		if err != nil {
			return nil, err
		}
		key.retired = append(key.retired, old)
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		return nil, errors.New("something that is no key stands at its end")
	}
	return key, nil
}

func parseRetired(block *pem.Block) (retiredKey, error) {
	if block.Type != publicBlock {
		return retiredKey{}, errors.New("after its private key it holds something else than retired public keys")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return retiredKey{}, fmt.Errorf("it does not hold a retired key: %w", err)
	}
	public, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return retiredKey{}, errors.New("it holds a retired key of another kind than Ed25519")
	}
	at, err := time.Parse(time.RFC3339, block.Headers[retiredHeader])
	if err != nil {
		return retiredKey{}, errors.New("it does not say when a key was retired")
	}
	return retiredKey{public, thumbprint(public), at}, nil
}
