package neo4jstore

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Attempts and the longest waits before the second of them; each later wait is
// twice as long.
const (
	readAttempts   = 3
	readWait       = 20 * time.Millisecond
	changeAttempts = 8
	changeWait     = 5 * time.Millisecond
)

// read runs one statement where readers are, in one round trip, and returns its
// record; none is an empty row.
func (s *Store) read(ctx context.Context, statement string, parameters map[string]any) (row, error) {
	return s.readWhere(ctx, neo4j.AccessModeRead, statement, parameters)
}

// readNewest is read where writes are made, for what may not be a moment old: what
// becomes of a write hangs on it. What is read after it under a context with
// bookmarks is as new.
func (s *Store) readNewest(ctx context.Context, statement string, parameters map[string]any) (row, error) {
	return s.readWhere(ctx, neo4j.AccessModeWrite, statement, parameters)
}

func (s *Store) readWhere(ctx context.Context, mode neo4j.AccessMode, statement string, parameters map[string]any) (found row, err error) {
	err = s.call(ctx, func(ctx context.Context) error {
		return s.attempt(ctx, store.Reading, readAttempts, readWait, func() error {
			found, err = s.readOnce(ctx, mode, statement, parameters)
			return err
		})
	})
	return found, err
}

func (s *Store) readOnce(ctx context.Context, mode neo4j.AccessMode, statement string, parameters map[string]any) (found row, err error) {
	asked := store.MarksOf(ctx, s.config.Name)
	session := s.session(ctx, mode)
	defer giveBack(ctx, session)
	defer s.observe(ctx, s.names[statement], time.Now(), &err)
	s.see(statement, parameters)
	result, err := session.Run(ctx, statement, parameters, neo4j.WithTxTimeout(remaining(ctx)))
	if err != nil {
		return nil, err
	}
	found, summary, err := drain(ctx, result)
	s.hear(summary)
	if err == nil && mode == neo4j.AccessModeWrite {
		store.Wrote(ctx, s.config.Name, asked, neo4j.BookmarksToRawValues(session.LastBookmarks()))
	}
	return found, err
}

// drain reads the one record a statement gives.
func drain(ctx context.Context, result neo4j.ResultWithContext) (found row, summary neo4j.ResultSummary, err error) {
	if result.Next(ctx) {
		found = result.Record().Values
	}
	summary, err = result.Consume(ctx)
	return found, summary, err
}

// hear passes on what the server thinks of a statement.
func (s *Store) hear(summary neo4j.ResultSummary) {
	if summary == nil || s.config.Notifications == nil {
		return
	}
	for _, n := range summary.Notifications() {
		s.config.Notifications(n.Code(), n.Description())
	}
}

// transaction is a write under way.
type transaction struct {
	store *Store
	raw   neo4j.ExplicitTransaction
}

// run runs a statement and returns its record and what it counted.
func (t transaction) run(ctx context.Context, statement string, parameters map[string]any) (found row, counted neo4j.Counters, err error) {
	defer t.store.observe(ctx, t.store.names[statement], time.Now(), &err)
	t.store.see(statement, parameters)
	result, err := t.raw.Run(ctx, statement, parameters)
	if err != nil {
		return nil, nil, err
	}
	found, summary, err := drain(ctx, result)
	if err != nil {
		return nil, nil, err
	}
	t.store.hear(summary)
	return found, summary.Counters(), nil
}

// change runs a function in one transaction and commits it. The function may run
// more than once: what the server gave up to end a deadlock, or what was lost
// before it could be committed, is done again.
func (s *Store) change(ctx context.Context, run func(context.Context, transaction) error) error {
	return s.call(ctx, func(ctx context.Context) error {
		return s.attempt(ctx, store.Writing, changeAttempts, changeWait, func() error { return s.changeOnce(ctx, run) })
	})
}

func (s *Store) changeOnce(ctx context.Context, run func(context.Context, transaction) error) error {
	asked := store.MarksOf(ctx, s.config.Name)
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer giveBack(ctx, session)
	raw, err := s.begin(ctx, session)
	if err != nil {
		return err
	}
	if err := run(ctx, transaction{s, raw}); err != nil {
		return err // giving the session back rolls back
	}
	calm, cancel := patient(ctx)
	defer cancel()
	if err := s.commit(calm, raw); err != nil {
		return undecided(err)
	}
	store.Wrote(ctx, s.config.Name, asked, neo4j.BookmarksToRawValues(session.LastBookmarks()))
	return nil
}

// patient returns a context for a commit. A caller that goes away now would not know
// what became of its write, so that it is waited for as long as the caller had, and
// a moment longer.
func patient(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(defaultTimeout)
	}
	return context.WithDeadline(context.WithoutCancel(ctx), deadline.Add(commitGrace))
}

func (s *Store) begin(ctx context.Context, session neo4j.SessionWithContext) (raw neo4j.ExplicitTransaction, err error) {
	defer s.observe(ctx, begins, time.Now(), &err)
	return session.BeginTransaction(ctx, neo4j.WithTxTimeout(remaining(ctx)))
}

func (s *Store) commit(ctx context.Context, raw neo4j.ExplicitTransaction) (err error) {
	defer s.observe(ctx, commits, time.Now(), &err)
	return raw.Commit(ctx)
}

// unknown is the error of a commit that may or may not have been made.
type unknown struct{ error }

// Unwrap returns the cause.
func (u unknown) Unwrap() error { return u.error }

// undecided marks an error of a commit that the server did not answer. What it
// did answer was not made.
func undecided(err error) error {
	var said *neo4j.Neo4jError
	if errors.As(err, &said) {
		return err
	}
	return unknown{err}
}

// attempt tells the observer of every attempt but the first.
func (s *Store) attempt(ctx context.Context, access store.Access, times int, wait time.Duration, run func() error) error {
	again := false
	return attempt(ctx, times, wait, func() error {
		if again {
			s.config.Observer.Retried(access)
		}
		again = true
		return run()
	})
}

// attempt runs a function until it succeeds, fails for good or has had its turns.
func attempt(ctx context.Context, times int, wait time.Duration, run func() error) error {
	for n := 1; ; n++ {
		err := run()
		if err == nil || n == times || !mayRetry(err) || ctx.Err() != nil {
			return err
		}
		select {
		case <-time.After(wait/2 + rand.N(wait)):
		case <-ctx.Done():
			return err
		}
		wait *= 2
	}
}

// mayRetry reports whether a statement that failed so was not carried out and may
// succeed when it is tried again.
func mayRetry(err error) bool {
	var lost unknown
	return !errors.As(err, &lost) && (isLost(err) || neo4j.IsRetryable(err))
}

// call makes one call: in its turn, with a deadline, while the server is there.
func (s *Store) call(ctx context.Context, run func(context.Context) error) error {
	if s.closed.Load() {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.guard.err(); err != nil {
		s.config.Observer.Refused(store.Unusable)
		return err
	}
	done, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	timed, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	err = run(timed)
	if err == nil {
		return nil
	}
	late, ours := over(ctx), over(timed)
	if isLost(err) || late == nil && ours != nil {
		s.guard.doubt()
	}
	var lost unknown
	var decided *fault.Error
	switch {
	case errors.As(err, &decided):
		return err
	case errors.As(err, &lost):
		s.guard.doubt()
		return away(cause("the connection was lost during a commit"))
	case late != nil:
		return late
	case ours != nil:
		return ours
	}
	return err
}

// over says why a context has ended, or will have when its timer is heard: the
// driver sets a socket's deadline to that of the context, and is told first.
func over(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < tick {
		return context.DeadlineExceeded
	}
	return nil
}

// turn waits for one of as many turns as there are connections. Who does not
// have one soon is shed, so that a crowd is refused at once and not at its deadlines.
func (s *Store) turn(ctx context.Context) (done func(), err error) {
	select {
	case s.turns <- struct{}{}:
		return s.nextTurn, nil
	default:
	}
	begun, timer := time.Now(), time.NewTimer(queueTime)
	defer func() { s.config.Observer.Waited(time.Since(begun)) }()
	defer timer.Stop()
	select {
	case s.turns <- struct{}{}:
		return s.nextTurn, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		s.config.Observer.Refused(store.Crowded)
		return nil, busy(cause("too many calls at once"))
	}
}

func (s *Store) nextTurn() { <-s.turns }

func (s *Store) session(ctx context.Context, mode neo4j.AccessMode) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{
		AccessMode: mode, DatabaseName: s.config.Database,
		Bookmarks: neo4j.BookmarksFromRawValues(store.MarksOf(ctx, s.config.Name)...),
	})
}

func (s *Store) see(statement string, parameters map[string]any) {
	if s.config.trace != nil {
		s.config.trace(statement, parameters)
	}
}

// giveBack ends a session, and what it left open, even for a caller that has gone.
func giveBack(ctx context.Context, session neo4j.SessionWithContext) {
	patience := closeTime
	if ctx.Err() != nil {
		patience = hurry
	}
	calm, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	_ = session.Close(calm) // what it could say, the call itself has said
}

// remaining is how long the server may work: a little less than the caller waits.
func remaining(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return defaultTimeout
	}
	return max(time.Until(deadline)*95/100, 10*time.Millisecond)
}
