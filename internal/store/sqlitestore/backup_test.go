package sqlitestore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// A backup has what was acknowledged when it began, while writes go on, and is a
// store like any other.
func TestBackup(t *testing.T) {
	s, w := openEmpty(t), newTown("town")
	mustCommit(t, s, w.settle())
	mustCommit(t, s, w.offers(0, 100))
	into := filepath.Join(t.TempDir(), "copy.sqlite")
	stop, stopped := make(chan bool), make(chan int)
	go func() {
		for n := 100; ; n++ {
			select {
			case <-stop:
				stopped <- n
				return
			default:
				if err := s.Commit(context.Background(), store.Write{Changes: w.offers(n, 1)}); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	err := Backup(t.Context(), s.path, into)
	close(stop)
	written := <-stopped
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(into); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != fileMode {
		t.Errorf("the copy: %v, %v; want mode %o", info.Mode(), err, fileMode)
	}
	restored, err := Open(t.Context(), into)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	h, err := restored.Health(t.Context())
	if n := h.Records["FundOfKnowledge"]; err != nil || len(h.Faults) != 0 || n < 100 || n > written {
		t.Errorf("the copy has %d offers of 100 to %d, faults %q, %v", n, written, h.Faults, err)
	}
	mustCommit(t, restored, w.offers(10_000, 1))
	if left, err := filepath.Glob(into + ".*"); err != nil || len(left) > 1 { // its lock
		t.Errorf("%v are left, %v", left, err)
	}
}

func TestBackupRefuses(t *testing.T) {
	s := openEmpty(t)
	folder := t.TempDir()
	there := filepath.Join(folder, "there")
	empty := filepath.Join(folder, "empty.sqlite")
	for _, name := range []string{there, empty} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		name, from, into string
		cause            error
	}{
		{"a file that is there", s.path, there, fs.ErrExist},
		{"no store", filepath.Join(folder, "none"), filepath.Join(folder, "a"), fs.ErrNotExist},
		{"an empty file", empty, filepath.Join(folder, "b"), fs.ErrNotExist},
		{"a folder that is not there", s.path, filepath.Join(folder, "none", "c"), fs.ErrNotExist},
	}
	for _, c := range cases {
		err := Backup(t.Context(), c.from, c.into)
		var e *fault.Error
		if !errors.As(err, &e) || e.Detail.Code != fault.CannotOpen || !errors.Is(err, c.cause) {
			t.Errorf("%s: got %v, want %s: %v", c.name, err, fault.CannotOpen, c.cause)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 4 { // and what SQLite keeps beside the empty file
		t.Errorf("%v are left, %v", left, err)
	}
	if info, err := os.Stat(there); err != nil || info.Size() != 0 {
		t.Errorf("what was there has changed: %v", err)
	}
}
