package auth

import (
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/lockfile"
)

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// turning is a folder with a key, and a verifier that began with it.
func turning(t *testing.T) (dir string, c *clock, v *Verifier, issue func() string) {
	t.Helper()
	dir, c = t.TempDir(), &clock{noon}
	key, err := MakeKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	v = Open(t.Context(), Config{Key: key, Now: c.now})
	t.Cleanup(v.Close)
	return dir, c, v, func() string {
		t.Helper()
		key, err := OpenKey(dir)
		if err != nil {
			t.Fatal(err)
		}
		token, err := key.issueAt(c.at, eic.ID(somebody), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
}

func rotate(t *testing.T, dir string, at time.Time, forget bool) *Key {
	t.Helper()
	key, err := Rotate(dir, at, forget)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (c *clock) wantGood(t *testing.T, v *Verifier, name, token string, good bool) {
	t.Helper()
	_, err := v.Verify(t.Context(), token)
	if !good {
		wantBadToken(t, err)
	} else if err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func TestRotateKeepsTokensUntilTheyEnd(t *testing.T) {
	dir, c, v, issue := turning(t)
	first := issue()
	before, _ := OpenKey(dir)
	c.at = c.at.Add(10 * time.Minute)
	after := rotate(t, dir, c.at, false)
	if after.id == before.id || len(after.retired) != 1 || after.retired[0].id != before.id {
		t.Fatalf("keys %s, retired %v, want a new one and %s retired", after.id, after.retired, before.id)
	}
	second := issue()
	rotate(t, dir, c.at.Add(time.Minute), false)
	third := issue()
	c.at = c.at.Add(2 * time.Minute)
	c.wantGood(t, v, "signed by the first key", first, true)
	c.wantGood(t, v, "signed by the second key", second, true)
	c.wantGood(t, v, "signed by the third key", third, true)
	late, err := before.issueAt(c.at, eic.ID(somebody), time.Hour) // by somebody who kept the old key
	if err != nil {
		t.Fatal(err)
	}
	c.wantGood(t, v, "signed by a key after it was retired", late, false)
	c.at = c.at.Add(time.Hour)
	c.wantGood(t, v, "ended", first, false)
}

func TestRotateAndForget(t *testing.T) {
	dir, c, v, issue := turning(t)
	old := issue()
	c.wantGood(t, v, "before", old, true)
	rotate(t, dir, c.at, true)
	c.at = c.at.Add(knownFor)
	c.wantGood(t, v, "a minute after its key was forgotten", old, false)
	c.wantGood(t, v, "by the new key", issue(), true)
	file, err := os.ReadFile(filepath.Join(dir, KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if _, rest := pem.Decode(file); len(rest) > 0 {
		t.Errorf("more than the new key is left: %s", rest)
	}
}

func TestRotateDropsWhatNothingNeeds(t *testing.T) {
	dir, c, _, _ := turning(t)
	rotate(t, dir, c.at, false)
	if got := len(rotate(t, dir, c.at.Add(MaxTTL+Skew), false).retired); got != 1 {
		t.Errorf("%d retired keys a year later, want the one that has just been", got)
	}
}

// Of several rotations at once none loses what another signed with.
func TestRotationsAtOnce(t *testing.T) {
	dir := t.TempDir()
	const programs = 8
	made := make([]*Key, programs)
	var together sync.WaitGroup
	for i := range made {
		together.Go(func() {
			var err error
			if made[i], err = Rotate(dir, noon, false); err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	last, err := OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{last.id: true}
	for _, old := range last.retired {
		kept[old.id] = true
	}
	for i, key := range made {
		if key == nil || !kept[key.id] {
			t.Errorf("the key of rotation %d is lost, or another's", i)
			continue
		}
		delete(kept, key.id) // the key each program is told of is its own
	}
	if len(last.retired) != programs || len(kept) != 1 {
		t.Errorf("%d retired keys and %d that nobody made, want %d and the folder's first", len(last.retired), len(kept), programs)
	}
}

func TestRotationWaitsForAnother(t *testing.T) {
	dir := t.TempDir()
	turn, err := lockfile.Take(filepath.Join(dir, KeyFile+".lock"))
	if err != nil {
		t.Fatal(err)
	}
	rotated := make(chan error)
	go func() {
		_, err := Rotate(dir, noon, false)
		rotated <- err
	}()
	if _, err := OpenKey(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a key while another program changes it: %v", err)
	}
	if err := turn.Close(); err != nil {
		t.Error(err)
	}
	if err := <-rotated; err != nil {
		t.Errorf("after the other: %v", err)
	}
}

func TestKeyTakenAway(t *testing.T) {
	dir, c, v, issue := turning(t)
	token, another := issue(), ""
	c.wantGood(t, v, "before", token, true)
	c.at = c.at.Add(time.Second)
	another = issue()
	path := filepath.Join(dir, KeyFile)
	if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.wantGood(t, v, "while the file is damaged", another, true)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	c.at = c.at.Add(knownFor)
	c.wantGood(t, v, "a minute after the file has gone", token, false)
	if _, err := MakeKey(dir); err != nil {
		t.Fatal(err)
	}
	c.wantGood(t, v, "a key nobody said to trust", issue(), false)
}

func TestKeyFileRefusesWhatFollows(t *testing.T) {
	dir, c, _, _ := turning(t)
	rotate(t, dir, c.at, false)
	path := filepath.Join(dir, KeyFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first, rest := pem.Decode(whole)
	second, _ := pem.Decode(rest)
	for name, block := range map[string]*pem.Block{
		"a second private key":     first,
		"not a key":                {Type: publicBlock, Bytes: []byte("x")},
		"retired at no known time": {Type: publicBlock, Bytes: second.Bytes},
	} {
		data := append(pem.EncodeToMemory(first), pem.EncodeToMemory(block)...)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var e *fault.Error
		if _, err := OpenKey(dir); !errors.As(err, &e) || e.Detail.Code != fault.CannotOpen {
			t.Errorf("%s: got %v, want %s", name, err, fault.CannotOpen)
		}
	}
	if err := os.WriteFile(path, append(whole, "and more"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKey(dir); err == nil {
		t.Error("what is no key at the end was taken")
	}
}

func TestServiceAccountToken(t *testing.T) {
	key, v := localVerifier(t)
	const service = "service.0123456789.0123456789abcdefghij"
	token, err := key.issueAt(noon, service, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.Verify(t.Context(), token)
	if err != nil || got.Service != service || got.Person != "" {
		t.Errorf("got %+v, %v, want the service account and no person", got, err)
	}
}
