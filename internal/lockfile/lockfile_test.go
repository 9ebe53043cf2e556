//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows

package lockfile

import (
	"errors"
	"path/filepath"
	"testing"
	"time"
)

func TestOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Take(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Take(path); !errors.Is(err, ErrHeld) {
		t.Errorf("a second: %v, want ErrHeld", err)
	}
	if _, err := Await(path, time.Now()); !errors.Is(err, ErrHeld) {
		t.Errorf("one that has no time to wait: %v, want ErrHeld", err)
	}
	waited := make(chan error)
	go func() {
		second, err := Await(path, time.Now().Add(time.Hour))
		if err == nil {
			err = second.Close()
		}
		waited <- err
	}()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-waited; err != nil {
		t.Errorf("one that waited: %v", err)
	}
}

func TestNoFolder(t *testing.T) {
	if _, err := Take(filepath.Join(t.TempDir(), "none", "lock")); err == nil || errors.Is(err, ErrHeld) {
		t.Errorf("got %v, want that there is no folder", err)
	}
}
