package sqlitestore

import (
	"context"
	"errors"
	"sync"
	"time"

	lib "modernc.org/sqlite/lib"
)

// errClosed says that the store was closed.
var errClosed = errors.New("the store is closed")

// pool lends connections, one borrower each: of those that are idle the one that
// was used last, whose cache is the warmest. What is never needed stays small.
type pool struct {
	free   chan struct{} // one for each idle connection
	done   chan struct{}
	once   sync.Once
	waited func(time.Duration) // is told of those who had to

	mu   sync.Mutex
	idle []*conn
}

func newPool(conns ...*conn) *pool {
	p := &pool{free: make(chan struct{}, len(conns)), done: make(chan struct{}), waited: func(time.Duration) {}}
	for _, c := range conns {
		p.put(c)
	}
	return p
}

// put takes a connection back.
func (p *pool) put(c *conn) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	p.free <- struct{}{}
}

// take gives the connection away that a receive from free stands for.
func (p *pool) take() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	c := p.idle[last]
	p.idle = p.idle[:last]
	return c
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
	if err := p.wait(ctx); err != nil {
		return err
	}
	c := p.take()
	defer p.put(c)
	return use(c)
}

// wait returns when a connection may be taken.
func (p *pool) wait(ctx context.Context) error {
	select {
	case <-p.free:
		return nil
	default:
	}
	begun := time.Now()
	defer func() { p.waited(time.Since(begun)) }()
	select {
	case <-p.free:
		return nil
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
		for range cap(p.free) {
			<-p.free
			faults = append(faults, p.take().close())
		}
	})
	return errors.Join(faults...)
}

// read lends a reader in one transaction, so that every statement of use sees
// the same moment. The name of the query is for the observer.
func (s *Store) read(ctx context.Context, query string, use func(*conn) error) error {
	return s.readers.with(ctx, func(c *conn) (err error) {
		defer s.observe(ctx, query, time.Now(), &err)
		// A statement that is cut off may have done its work: what begins and ends
		// a transaction is never cut off.
		calm := context.WithoutCancel(ctx)
		if _, err := c.exec(calm, "BEGIN"); err != nil {
			return err
		}
		err = use(c)
		_, end := c.exec(calm, "ROLLBACK")
		return errors.Join(err, end)
	})
}

// change lends the writer in one transaction: what use did is durable when
// change returns nil, and undone when it returns an error.
func (s *Store) change(ctx context.Context, query string, use func(*conn) error) error {
	if s.readOnly {
		return errReadOnly
	}
	return s.writer.with(ctx, func(c *conn) (err error) {
		defer s.observe(ctx, query, time.Now(), &err)
		// The statements of a transaction are short and many: they run without the
		// caller's context, which is looked at between them.
		calm := context.WithoutCancel(ctx)
		if _, err := c.exec(calm, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		err = use(c)
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
