package sqlitestore

import (
	"context"
	"errors"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/edclusters/thirdplace/internal/fault"
)

// retryAfter is when a caller should come back after the file was busy.
const retryAfter = time.Second

// failure names the operation of an error and gives what SQLite said the kind
// that callers act on. Errors of package fault keep theirs; nil stays nil.
func (s *Store) failure(op string, err error) error {
	if err == nil {
		return nil
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, classify(err, s.path))
}

// classify gives an error of the driver or of a context its kind.
func classify(err error, path string) *fault.Error {
	e := &fault.Error{Kind: fault.Internal, Err: err}
	var raised *sqlite.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.Kind, e.Detail, e.RetryAfter = fault.Unavailable, fault.Say(fault.TooBusy), retryAfter
	case errors.Is(err, errClosed):
		e.Kind, e.Detail, e.RetryAfter = fault.Unavailable, fault.Say(fault.Away), retryAfter
	case errors.As(err, &raised):
		classifyCode(e, raised.Code()&0xff, path)
	}
	return e
}

// classifyCode reads SQLite's primary result code (https://www.sqlite.org/rescode.html).
func classifyCode(e *fault.Error, code int, path string) {
	switch code {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		e.Kind, e.Detail, e.RetryAfter = fault.Unavailable, fault.Say(fault.TooBusy), retryAfter
	case lib.SQLITE_FULL:
		e.Kind, e.Detail, e.RetryAfter = fault.Unavailable, fault.Say(fault.DiskFull, path), time.Minute
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		e.Detail = fault.Say(fault.CorruptStore, path)
	case lib.SQLITE_IOERR, lib.SQLITE_NOMEM:
		e.Kind, e.Detail, e.RetryAfter = fault.Unavailable, fault.Say(fault.Away), retryAfter
	case lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PERM:
		e.Detail = fault.Say(fault.CannotOpen, path, e.Err.Error())
	}
}

// violated reports whether an error is a constraint of this extended kind.
func violated(err error, kind int) bool {
	var raised *sqlite.Error
	return errors.As(err, &raised) && raised.Code() == kind
}
