package sqlitestore

import (
	"context"
	"errors"
	"sync"

	lib "modernc.org/sqlite/lib"
)

// errClosed says that the store was closed.
var errClosed = errors.New("the store is closed")

// pool lends connections, one borrower each.
type pool struct {
	idle chan *conn
	done chan struct{}
	once sync.Once
}

func newPool(conns ...*conn) *pool {
	p := &pool{idle: make(chan *conn, len(conns)), done: make(chan struct{})}
	for _, c := range conns {
		p.idle <- c
	}
	return p
}

// with lends a connection to use until it returns.
func (p *pool) with(ctx context.Context, use func(*conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-p.done:
		return errClosed
	default:
	}
	select {
	case c := <-p.idle:
		defer func() { p.idle <- c }()
		return use(c)
	case <-p.done:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close waits for the borrowers and closes every connection.
func (p *pool) close() error {
	var faults []error
	p.once.Do(func() {
		close(p.done)
		for range cap(p.idle) {
			c := <-p.idle
			faults = append(faults, c.close())
		}
	})
	return errors.Join(faults...)
}

// read lends a reader in one transaction, so that every statement of use sees
// the same moment.
func (s *Store) read(ctx context.Context, use func(*conn) error) error {
	return s.readers.with(ctx, func(c *conn) error {
		// A statement that is cut off may have done its work: what begins and ends
		// a transaction is never cut off.
		calm := context.WithoutCancel(ctx)
		if _, err := c.exec(calm, "BEGIN"); err != nil {
			return err
		}
		err := use(c)
		_, end := c.exec(calm, "ROLLBACK")
		return errors.Join(err, end)
	})
}

// change lends the writer in one transaction: what use did is durable when
// change returns nil, and undone when it returns an error.
func (s *Store) change(ctx context.Context, use func(*conn) error) error {
	if s.readOnly {
		return errReadOnly
	}
	return s.writer.with(ctx, func(c *conn) error {
		// The statements of a transaction are short and many: they run without the
		// caller's context, which is looked at between them.
		calm := context.WithoutCancel(ctx)
		if _, err := c.exec(calm, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		err := use(c)
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			_, err = c.exec(calm, "COMMIT")
		}
		if err == nil {
			return nil
		}
		_, end := c.exec(calm, "ROLLBACK")
		if violated(end, lib.SQLITE_ERROR) { // SQLite has rolled back already
			end = nil
		}
		return errors.Join(err, end)
	})
}
