package auth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
)

func TestMakeKeyKeepsTheKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	first, err := MakeKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := MakeKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !first.private.Equal(again.private) || first.id != again.id {
		t.Errorf("the second call made another key: %s, then %s", first.id, again.id)
	}
	info, err := os.Stat(filepath.Join(dir, KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := info.Mode().Perm(), fs.FileMode(0o600); runtime.GOOS != "windows" && got != want {
		t.Errorf("mode %o, want %o", got, want)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("files left in the folder: %v, want the key alone", left)
	}
}

func TestMakeKeyAtOnce(t *testing.T) {
	dir := t.TempDir()
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			if key, err := MakeKey(dir); err != nil {
				t.Error(err)
			} else {
				ids[i] = key.id
			}
		})
	}
	all.Wait()
	for i, id := range ids {
		if id != ids[0] {
			t.Errorf("caller %d got key %q, the first %q", i, id, ids[0])
		}
	}
}

func TestOpenKeyMissing(t *testing.T) {
	if _, err := OpenKey(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want an error that says the file is not there", err)
	}
}

func TestOpenKeyRefuses(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(other)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		data []byte
		mode fs.FileMode
		says string
	}{
		{"readable by the group", nil, 0o640, "chmod 600"},
		{"readable by all", nil, 0o604, "chmod 600"},
		{"empty", []byte{}, 0o600, "PEM"},
		{"not a key", pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: []byte("x")}), 0o600, "private key"},
		{"another block", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600, "PEM"},
		{"another kind of key", pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: der}), 0o600, "Ed25519"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && c.mode != 0o600 {
				t.Skip("files have no such mode here")
			}
			dir := t.TempDir()
			if _, err := MakeKey(dir); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, KeyFile)
			if c.data != nil {
				if err := os.WriteFile(path, c.data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			_, err := MakeKey(dir)
			var e *fault.Error
			if !errors.As(err, &e) || e.Detail.Code != fault.CannotOpen {
				t.Fatalf("got %v, want %s", err, fault.CannotOpen)
			}
			if why := e.Detail.Args[1].(string); !strings.Contains(why, c.says) {
				t.Errorf("it says %q, want something about %q", why, c.says)
			}
		})
	}
}
