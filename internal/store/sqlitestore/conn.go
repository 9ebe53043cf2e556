package sqlitestore

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// conn is one connection and the statements it has prepared. It is used by one
// goroutine at a time. It stands on database/sql/driver and not on
// database/sql: the engine has its own pool, and a recall reads thousands of
// rows that need no conversion.
type conn struct {
	raw   driver.Conn
	stmts map[string]driver.Stmt
	named []driver.NamedValue
	tally tally // of its searches
	begin *beginnings
}

func connect(ctx context.Context, c driver.Connector) (*conn, error) {
	raw, err := c.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{raw: raw, stmts: map[string]driver.Stmt{}, begin: &beginnings{places: map[int64][]uint64{}}}, nil
}

func (c *conn) close() error {
	var faults []error
	for _, s := range c.stmts {
		faults = append(faults, s.Close())
	}
	return errors.Join(append(faults, c.raw.Close())...)
}

// script runs statements that take no values and are not kept.
func (c *conn) script(ctx context.Context, text string) error {
	_, err := c.raw.(driver.ExecerContext).ExecContext(ctx, text, nil)
	return err
}

// exec runs a statement and says how many rows it changed.
func (c *conn) exec(ctx context.Context, statement string, values ...any) (int64, error) {
	s, err := c.prepare(ctx, statement)
	if err != nil {
		return 0, err
	}
	result, err := s.(driver.StmtExecContext).ExecContext(ctx, c.bind(values))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert runs a statement and returns the number of the row it made.
func (c *conn) insert(ctx context.Context, statement string, values ...any) (int64, error) {
	s, err := c.prepare(ctx, statement)
	if err != nil {
		return 0, err
	}
	result, err := s.(driver.StmtExecContext).ExecContext(ctx, c.bind(values))
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// errStop ends a query before its last row, without an error.
var errStop = errors.New("enough rows")

// query runs a statement and visits its rows. The row is valid until visit returns.
func (c *conn) query(ctx context.Context, visit func(row) error, statement string, values ...any) (err error) {
	s, err := c.prepare(ctx, statement)
	if err != nil {
		return err
	}
	rows, err := s.(driver.StmtQueryContext).QueryContext(ctx, c.bind(values))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	into := make(row, len(rows.Columns()))
	for {
		switch err := rows.Next(into); {
		case errors.Is(err, io.EOF):
			return ctx.Err()
		case err != nil:
			return err
		}
		switch err := visit(into); {
		case errors.Is(err, errStop):
			return nil
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

// one runs a statement and visits its first row; it says whether there was one.
func (c *conn) one(ctx context.Context, visit func(row) error, statement string, values ...any) (found bool, err error) {
	err = c.query(ctx, func(r row) error {
		found = true
		if err := visit(r); err != nil {
			return err
		}
		return errStop
	}, statement, values...)
	return found, err
}

func (c *conn) prepare(ctx context.Context, statement string) (driver.Stmt, error) {
	if s, ok := c.stmts[statement]; ok {
		return s, nil
	}
	s, err := c.raw.(driver.ConnPrepareContext).PrepareContext(ctx, statement)
	if err != nil {
		return nil, fmt.Errorf("prepare %.40q: %w", statement, err)
	}
	c.stmts[statement] = s
	return s, nil
}

// bind numbers the values. The slice is the connection's own: the driver reads
// it before it returns.
func (c *conn) bind(values []any) []driver.NamedValue {
	c.named = c.named[:0]
	for i, v := range values {
		switch known := v.(type) {
		case int:
			v = int64(known)
		case uint32:
			v = int64(known)
		}
		c.named = append(c.named, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return c.named
}

// row is one row of a result; its columns are read by their places. A column of
// another type than the one asked for, such as NULL, reads as zero.
type row []driver.Value

func (r row) text(i int) string {
	s, _ := r[i].(string)
	return s
}

func (r row) int(i int) int64 {
	n, _ := r[i].(int64)
	return n
}

func (r row) float(i int) float64 {
	f, _ := r[i].(float64)
	return f
}

func (r row) bytes(i int) []byte {
	b, _ := r[i].([]byte)
	return b
}
