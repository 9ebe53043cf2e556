//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package sqlitestore

import (
	"errors"
	"os"
)

// errLocked says that another process writes to the file.
var errLocked = errors.New("locked by another process")

// lock opens the file and locks nothing: this system has no lock that ends with
// its process. SQLite still keeps two writers from harming the file.
func lock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR, fileMode)
}
