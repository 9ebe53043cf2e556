package sqlitestore

import (
	"context"
	"errors"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Observe tells an observer of every transaction from now on, by the name of
// the method that made it. It is called before the store is used.
func (s *Store) Observe(o store.Observer) {
	s.observer = o
	for _, p := range []*pool{s.readers, s.writer} {
		if p != nil {
			p.waited = o.Waited
		}
	}
}

// Vitals says how busy the store is. Its file is always there and its schema was
// brought up to date when it was opened.
func (s *Store) Vitals() store.Vitals {
	v := store.Vitals{Usable: true, Migrated: true}
	for _, p := range []*pool{s.readers, s.writer} {
		if p != nil {
			v.Connections += cap(p.free)
			v.InUse += cap(p.free) - len(p.free)
		}
	}
	return v
}

// observe tells of a transaction that has ended. It is deferred where the
// transaction begins.
func (s *Store) observe(ctx context.Context, query string, begun time.Time, err *error) {
	s.observer.Asked(ctx, query, outcome(*err), time.Since(begun))
}

func outcome(err error) store.Outcome {
	var known *fault.Error
	switch {
	case err == nil:
		return store.Answered
	case errors.Is(err, context.DeadlineExceeded):
		return store.Late
	case errors.Is(err, context.Canceled):
		return store.Abandoned
	case !errors.As(err, &known):
		known = classify(err, "")
	}
	switch {
	case known.Kind == fault.Internal:
		return store.Failed
	case known.Kind != fault.Unavailable:
		return store.Declined
	case known.Detail.Code == fault.TooBusy:
		return store.Contended
	}
	return store.Lost
}
