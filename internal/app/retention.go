package app

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Keep says how long what is not a record is kept. Zero is the standard.
type Keep struct {
	Events time.Duration // what happened; standard 400 days
	Audit  time.Duration // who did what with what of whom; standard 3 years
}

const (
	// answersKept is how long an idempotency key is remembered.
	answersKept = 7 * day
	// endedKept is how long an invitation or a service account is kept that is used,
	// revoked or has run out: for a steward who wonders what became of it.
	endedKept = 90 * day

	day = 24 * time.Hour
)

// LeastKept is the least that events and the audit log may be kept: what follows a
// change must have happened by then, and a steward must have had time to look.
const LeastKept = 30 * day

func (k Keep) orStandard() Keep {
	if k.Events == 0 {
		k.Events = 400 * day
	}
	if k.Audit == 0 {
		k.Audit = 3 * 365 * day
	}
	return k
}

// forget removes what has been kept long enough.
func (s *Service) forget(ctx context.Context) error {
	for what, long := range map[store.Kept]time.Duration{
		store.Answers: answersKept, store.Events: s.keep.Events, store.Entries: s.keep.Audit, store.Credentials: endedKept,
	} {
		if _, err := s.store.Forget(ctx, what, s.now().Add(-long)); err != nil {
			return fault.Wrap("forget", err)
		}
	}
	return nil
}

// forgetHourly forgets until the service ends. Several replicas may do it at once.
func (s *Service) forgetHourly(ctx context.Context) {
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-hour.C:
		}
		if err := s.forget(ctx); err != nil {
			s.log.WarnContext(ctx, "what is old is not forgotten yet", "error", err)
		}
	}
}
