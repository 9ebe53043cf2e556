package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/fault"
)

// errClosed says that a store was used after Close.
var errClosed = &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.Away), Err: errors.New("the store is closed")}

// violation is the code of a statement that broke a uniqueness.
const violation = "Neo.ClientError.Schema.ConstraintValidationFailed"

// cause is what the server or the driver said, as a code without values: their
// texts name the data and stay in the log.
type cause string

// Error returns the code.
func (c cause) Error() string { return string(c) }

// away is the fault of a server that cannot be reached.
func away(err error) *fault.Error {
	return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.Away), RetryAfter: retryAfter, Err: err}
}

// busy is the fault of a server that could not finish in time.
func busy(err error) *fault.Error {
	return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.TooBusy), RetryAfter: retryAfter, Err: err}
}

// internal is the fault of what should not happen, said by ourselves.
func internal(format string, values ...any) error {
	return &fault.Error{Kind: fault.Internal, Err: fmt.Errorf(format, values...)}
}

// failure names the operation of an error and gives it the kind that callers act
// on; what needs a person is logged. Nil stays nil.
func (s *Store) failure(op string, err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(op, s.classify(s.log, op, err))
}

// classify returns an error as a fault, and says to a log what it leaves out.
func (s *Store) classify(log *slog.Logger, op string, err error) error {
	var known *fault.Error
	var said *neo4j.Neo4jError
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled):
		return busy(context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return busy(context.DeadlineExceeded)
	case errors.As(err, &said):
		return s.classifyCode(log, op, said)
	case isLost(err):
		log.Warn("neo4j is away", "op", op, "error", err)
		return away(cause("the server cannot be reached"))
	}
	log.Error("neo4j", "op", op, "error", err)
	return &fault.Error{Kind: fault.Internal, Err: cause("the driver failed")}
}

// classifyCode reads a code of the server, "Neo.Classification.Category.Title".
func (s *Store) classifyCode(log *slog.Logger, op string, said *neo4j.Neo4jError) error {
	switch code := said.Code; {
	case strings.HasPrefix(code, "Neo.ClientError.Transaction.InvalidBookmark"):
		log.Warn("neo4j does not know a bookmark", "op", op, "code", code)
		return &fault.Error{Kind: fault.Invalid, Detail: fault.Say(fault.BadBookmark), Err: cause(code)}
	case strings.HasPrefix(code, "Neo.ClientError.Security."):
		log.Error("neo4j refuses this client", "op", op, "code", code)
		return unopened(s.place, "the server refuses the user or the password")
	case strings.HasPrefix(code, "Neo.ClientError.Database."), strings.HasSuffix(code, ".DatabaseUnavailable"),
		strings.HasPrefix(code, "Neo.ClientError.Cluster."), strings.HasSuffix(code, ".ForbiddenOnReadOnlyDatabase"):
		log.Warn("neo4j is away", "op", op, "code", code)
		return away(cause(code))
	case strings.HasPrefix(code, "Neo.TransientError."), strings.HasPrefix(code, "Neo.ClientError.Transaction."):
		log.Warn("neo4j is busy", "op", op, "code", code)
		return busy(cause(code))
	}
	log.Error("neo4j", "op", op, "code", said.Code, "error", said.Msg)
	return &fault.Error{Kind: fault.Internal, Err: cause(said.Code)}
}

// isLost reports whether a connection could not be had or was lost. The driver
// (5.28.4) says so in a type of its own, except while it shakes hands.
func isLost(err error) bool {
	var lost *neo4j.ConnectivityError
	var network *net.OpError
	return errors.As(err, &lost) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// violated reports whether an error is a broken uniqueness.
func violated(err error) bool {
	var said *neo4j.Neo4jError
	return errors.As(err, &said) && said.Code == violation
}
