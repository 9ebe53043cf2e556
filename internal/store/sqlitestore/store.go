// Package sqlitestore keeps the graph in one SQLite file: the engine a fresh
// machine starts with, in this process, without cgo and with nothing installed.
// It holds to the contract of package store and to nothing else: it ranks
// nothing, authorizes nobody and reads no user text.
//
// # The file
//
// Open makes the folder, the file and its tables, and takes the right to write
// for this process by a lock that the kernel gives back however the process
// ends; a second writer is refused with fault.StoreInUse. OpenReader reads beside
// a writer. The file is in WAL mode with synchronous=FULL: what Commit has
// acknowledged survives a kill -9 and a power cut.
//
// # Tables
//
// The migrations in migrations/ are the schema, in order, each with its
// checksum in the table migration. One table per noun has the columns that
// filters, orders and references use, and the record as JSON in doc. References
// are deferred foreign keys, so that a write may refer to itself.
//
// Every need, offer, organization, person and product has a number whose upper
// bits are its cluster (see rangeOf), so that "of this cluster" is a range of
// row numbers, in a full-text index too. What may be matched stands on its
// shelf: one FTS5 index without content per store.Shelf.
//
// # Reading on
//
// Start at Open, then Commit (commit.go) and Recall (recall.go). Every statement
// is a constant; values are bound. The one text that is made, the FTS5 query, is
// made by matching from tokens of a-z and 0-9 alone.
package sqlitestore

import (
	"context"
	"database/sql/driver"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"modernc.org/sqlite"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/lockfile"
	"github.com/edclusters/thirdplace/internal/store"
)

// Only their owner may read what is kept.
const (
	folderMode = 0o700
	fileMode   = 0o600
)

// readerCount is how many reads run at a time; each holds a page cache.
const readerCount = 4

// Store is a graph in one file. Make it by Open or OpenReader.
type Store struct {
	path     string
	readOnly bool
	lock     *os.File
	writer   *pool // of one; nil for a reader
	readers  *pool
	numbers  *numbers
	observer store.Observer

	closing sync.Once
	closed  error
}

var _ store.Store = (*Store)(nil)

// errReadOnly says that a reader was asked to write.
var errReadOnly = errors.New("the store was opened for reading")

// Open opens the store in a file, and makes it if there is none. It fails with
// fault.StoreInUse while another process writes to it, fault.NewerSchema if a
// newer program made it, fault.CorruptStore if it is damaged or no store, and
// fault.CannotOpen if the file cannot be had.
func Open(ctx context.Context, path string) (*Store, error) { return open(ctx, path, "") }

// open opens a store whose writer has more settings than usual.
func open(ctx context.Context, path, more string) (*Store, error) {
	s := &Store{path: path, numbers: newNumbers(), observer: store.Unobserved{}}
	if err := s.claim(); err != nil {
		return nil, fault.Wrap("open store", err)
	}
	err := s.openWriter(ctx, more)
	if err == nil {
		err = s.openReaders(ctx)
	}
	if err != nil {
		return nil, errors.Join(s.failure("open store", err), s.Close())
	}
	return s, nil
}

// OpenReader opens a store that is there for reading, beside the process that
// writes to it or alone. Its writes fail. It fails as Open does, and with
// fault.CannotOpen if there is no store or an older program made it.
func OpenReader(ctx context.Context, path string) (*Store, error) {
	s := &Store{path: path, readOnly: true, numbers: newNumbers(), observer: store.Unobserved{}}
	if _, err := os.Stat(path); err != nil {
		return nil, fault.Wrap("open store", unopened(path, err))
	}
	err := s.openReaders(ctx)
	if err == nil {
		err = s.readers.with(ctx, func(c *conn) error { return checkSchema(ctx, c, path) })
	}
	if err != nil {
		return nil, errors.Join(s.failure("open store", err), s.Close())
	}
	return s, nil
}

// Close waits for the calls under way and ends the engine.
func (s *Store) Close() error {
	s.closing.Do(func() {
		var faults []error
		if s.readers != nil {
			faults = append(faults, s.readers.close())
		}
		if s.writer != nil {
			faults = append(faults, s.writer.close())
		}
		if s.lock != nil {
			faults = append(faults, s.lock.Close())
		}
		s.closed = s.failure("close store", errors.Join(faults...))
	})
	return s.closed
}

// claim makes the folder and the file and locks them for this process. Where there
// is no lock SQLite still keeps two writers from harming the file.
func (s *Store) claim() error {
	if err := os.MkdirAll(filepath.Dir(s.path), folderMode); err != nil {
		return unopened(s.path, err)
	}
	held, err := lockfile.Take(s.path + ".lock")
	if errors.Is(err, lockfile.ErrHeld) {
		return fault.New(fault.Unavailable, fault.StoreInUse, s.path)
	}
	if err != nil {
		return unopened(s.path, err)
	}
	s.lock = held
	f, err := os.OpenFile(s.path, os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return errors.Join(unopened(s.path, err), held.Close())
	}
	return f.Close()
}

func unopened(path string, err error) *fault.Error {
	e := fault.New(fault.Internal, fault.CannotOpen, path, err.Error())
	e.Err = err
	return e
}

func (s *Store) openWriter(ctx context.Context, more string) error {
	connector, err := connector(s.path, more)
	if err != nil {
		return err
	}
	c, err := connect(ctx, connector)
	if err != nil {
		return err
	}
	s.writer = newPool(c)
	if err := c.script(ctx, "PRAGMA cache_size = -64000; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864"); err != nil {
		return err
	}
	return migrate(ctx, c, s.path)
}

func (s *Store) openReaders(ctx context.Context) error {
	connector, err := connector(s.path, "&_query_only=1")
	if err != nil {
		return err
	}
	var conns []*conn
	for range readerCount {
		c, err := connect(ctx, connector)
		if err == nil {
			if len(conns) > 0 {
				c.begin = conns[0].begin // what one has learned all know
			}
			err = c.script(ctx, "PRAGMA cache_size = -8000")
			conns = append(conns, c)
		}
		if err != nil {
			return errors.Join(err, newPool(conns...).close())
		}
	}
	s.readers = newPool(conns...)
	return nil
}

// connector names the file and what holds for every connection: wait a while for
// a lock, sync at every commit, keep references, sort in memory.
func connector(path, more string) (driver.Connector, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	whole = "/" + strings.TrimPrefix(filepath.ToSlash(whole), "/") // C:\data is /C:/data in a URL
	file := url.URL{Scheme: "file", OmitHost: true, Path: whole}
	return sqlite.NewConnector(file.String() + "?mode=rw&_error_rc=1&_dqs=0&_busy_timeout=5000&_journal_mode=WAL" +
		"&_synchronous=FULL&_foreign_keys=1&_pragma=temp_store(2)" + more)
}
