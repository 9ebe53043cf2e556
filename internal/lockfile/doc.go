// Package lockfile lets one process at a time do something, by a lock on a file. The
// kernel gives the lock back when its process ends, however it ends, so that the file
// may stay and none has to be cleaned away. Where the system has no such lock nobody
// is kept out: see lock_other.go. It does not work over a network file system.
//
// Start at Take.
package lockfile

import (
	"errors"
	"os"
	"time"
)

// ErrHeld says that somebody else holds the lock: another process, or somebody else
// in this one.
var ErrHeld = errors.New("locked by another process")

// mode is that of the file, which is empty.
const mode = 0o600

// Take locks the file at a path, which is made if it is not there, or says ErrHeld.
// Closing the file gives the lock back.
func Take(path string) (*os.File, error) { return take(path) }

// lookEvery is how often Await looks whether a lock has been given back.
const lookEvery = 5 * time.Millisecond

// Await is Take for somebody who has until a moment: only then it says ErrHeld.
func Await(path string, until time.Time) (*os.File, error) {
	again := time.NewTicker(lookEvery)
	defer again.Stop()
	for {
		held, err := take(path)
		if !errors.Is(err, ErrHeld) || time.Now().After(until) {
			return held, err
		}
		<-again.C
	}
}
