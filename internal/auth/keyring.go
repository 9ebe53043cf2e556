package auth

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// keyring is the local keys as their file has them now: another program may rotate
// them or take them away while this one runs.
type keyring struct {
	now func() time.Time
	log *slog.Logger

	mu   sync.Mutex
	key  *Key        // nil: the file has gone
	read fs.FileInfo // of the file as it was read; nil for the one it began with
}

// keys implements trusted.keys.
func (r *keyring) keys(context.Context) (jwt.Keyfunc, error) {
	key := r.current()
	return func(t *jwt.Token) (any, error) {
		if key == nil {
			return nil, errors.New("the local key has gone")
		}
		return key.signed(t, r.now())
	}, nil
}

// current looks whether the file has changed. One that cannot be used changes
// nothing, so that a slip does not lock everybody out; one that has gone does.
func (r *keyring) current() *Key {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.key == nil {
		return nil
	}
	info, err := os.Stat(r.key.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.log.Warn("the local key has gone: its tokens are refused from now on", "file", r.key.path)
		r.key = nil
		return nil
	case err != nil || r.read != nil && unchanged(r.read, info):
		return r.key
	}
	r.read = info
	key, err := OpenKey(filepath.Dir(r.key.path))
	if err != nil {
		r.log.Error("the local key cannot be read anew; the old one is used", "err", err)
		return r.key
	}
	r.key = key
	return key
}

func unchanged(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size() && a.Mode() == b.Mode()
}

// signed returns the key by which a token says it was signed: the one that signs,
// or one that signed when the token was issued.
func (k *Key) signed(t *jwt.Token, now time.Time) (ed25519.PublicKey, error) {
	id := t.Header["kid"]
	if id == k.id {
		return k.public(), nil
	}
	for _, old := range k.retired {
		if id != old.id {
			continue
		}
		issued, err := t.Claims.GetIssuedAt()
		if err != nil || issued == nil || issued.After(old.at.Add(Skew)) || !old.needed(now) {
			return nil, errors.New("its key was retired before it was issued, or long ago")
		}
		return old.public, nil
	}
	return nil, errors.New("it names another key")
}
