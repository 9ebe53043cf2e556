package sqlitestore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/edclusters/thirdplace/internal/fault"
)

// copyInto writes a file anew, in one piece and as of one moment.
const copyInto = "VACUUM INTO ?1"

// Backup copies a store, beside the process that writes to it or alone, into a
// file that is not there yet. The copy is as of one moment, and appears whole or
// not at all; only its owner may read it. Writes go on meanwhile. It fails with
// fault.CannotOpen if there is no store or the copy cannot be made.
func Backup(ctx context.Context, path, into string) error {
	s := &Store{path: path}
	if _, err := os.Stat(path); err != nil {
		return fault.Wrap("back up", unopened(path, err))
	}
	if _, err := os.Lstat(into); !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap("back up", unopened(into, fs.ErrExist))
	}
	beside, err := os.CreateTemp(filepath.Dir(into), filepath.Base(into)+".*") // mode 0600
	if err != nil {
		return fault.Wrap("back up", unopened(into, err))
	}
	defer os.Remove(beside.Name()) // fails once it is renamed
	if err := s.copyTo(ctx, beside.Name()); err != nil {
		return errors.Join(s.failure("back up", err), beside.Close())
	}
	if err := errors.Join(beside.Sync(), beside.Close(), os.Rename(beside.Name(), into)); err != nil {
		return fault.Wrap("back up", unopened(into, err))
	}
	return nil
}

// copyTo copies the store into an empty file.
func (s *Store) copyTo(ctx context.Context, empty string) (err error) {
	connector, err := connector(s.path, "")
	if err != nil {
		return err
	}
	c, err := connect(ctx, connector)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	fresh, err := isFresh(ctx, c, s.path)
	if err != nil {
		return err
	}
	if fresh {
		return unopened(s.path, fs.ErrNotExist)
	}
	_, err = c.exec(ctx, copyInto, empty)
	return err
}
