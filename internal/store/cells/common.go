package cells

import (
	"context"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	copyTime  = 10 * time.Second       // to copy what was just written to one cell
	copyTries = 5                      // of a copy that another replica made at the same time
	sweep     = 500                    // records of one step of bringing a cell up to date
	lookEvery = 250 * time.Millisecond // whether a cell can be used, while all is well
	waitAfter = time.Second            // after a cell could not be brought up to date
)

// debt is whether a cell may lack something that is common. A cell that was not
// looked at yet may lack everything.
type debt struct {
	made, paid atomic.Int64
	wake       chan struct{} // there is a new one
	paying     chan struct{} // held by who pays
}

func newDebt() *debt {
	d := &debt{wake: make(chan struct{}, 1), paying: make(chan struct{}, 1)}
	d.add()
	return d
}

func (d *debt) add() {
	d.made.Add(1)
	select {
	case d.wake <- struct{}{}:
	default: // somebody was called already
	}
}

func (d *debt) due() bool { return d.paid.Load() < d.made.Load() }

// spreadRecords copies what is common among changes to every cell.
func (s *Store) spreadRecords(ctx context.Context, changes []store.Change) {
	var ids []eic.ID
	for _, change := range changes {
		if id := change.Record.Header().ID; store.Common(id) {
			ids = append(ids, id)
		}
	}
	if len(ids) > 0 {
		s.spread(ctx, func(ctx context.Context, c *cell) error { return s.copy(ctx, c, ids, whole) })
	}
}

// spread does something in every cell but the home. It is done already where it
// counts: a caller that goes away does not end it, and a cell where it cannot be
// done owes it.
func (s *Store) spread(ctx context.Context, do func(context.Context, *cell) error) {
	calm, cancel := context.WithTimeout(context.WithoutCancel(ctx), copyTime)
	defer cancel()
	calm = store.WithBookmarks(calm, store.Written(ctx)) // what is written here is nobody's to wait for
	everywhere(s.cells[1:], func(_ int, c *cell) error {
		if err := do(calm, c); err != nil {
			s.log.WarnContext(ctx, "a cell is behind", "cell", c.name, "error", err)
			c.debt.add()
		}
		return nil
	})
}

// How much of a record is copied.
const (
	whole = iota
	bare  // only those that are not there at all, without what they refer to
)

// copy brings common records in a cell to what they are at home. A copy that
// another replica made in between is looked at again.
func (s *Store) copy(ctx context.Context, c *cell, ids []eic.ID, how int) error {
	for n := 1; ; n++ {
		err := s.copyOnce(ctx, c, ids, how)
		if !fault.Is(err, fault.Conflict) || n == copyTries {
			return err
		}
	}
}

// copyOnce reads the copies first and then the originals: a copy is then never
// older than the version it takes the place of.
func (s *Store) copyOnce(ctx context.Context, c *cell, ids []eic.ID, how int) error {
	have, err := c.store.Fetch(ctx, ids)
	if err != nil {
		return err
	}
	want, err := s.home().store.Fetch(ctx, ids)
	if err != nil {
		return err
	}
	var write store.Write
	for i, r := range want {
		if r == nil || have[i] != nil && (how == bare || reflect.DeepEqual(have[i], r)) {
			continue
		}
		change := store.Change{Record: r, Copy: true}
		if have[i] != nil {
			change.From = have[i].Header().Version
		}
		if t, ok := r.(*eic.Topic); ok && how == bare {
			t.Broader, t.Related, t.Bridges = nil, nil, nil
		} else if change.Verb, err = s.verb(ctx, c, r.Header()); err != nil {
			return err
		}
		write.Changes = append(write.Changes, change)
	}
	if len(write.Changes) == 0 {
		return nil
	}
	return c.store.Commit(ctx, write)
}

// recent is how far back the verb of a change is looked for.
const recent = 1000

// verb returns the verb with which a cell notes a copy: none, but for a record of
// a cluster of its own, whose events are a series in the cell. What the home noted
// of it is noted there.
func (s *Store) verb(ctx context.Context, c *cell, h *eic.Head) (string, error) {
	if h.Cluster == "" || s.of(h.Cluster) != c {
		return "", nil
	}
	last, err := s.home().store.LastEvent(ctx, h.Cluster)
	if err != nil {
		return "", err
	}
	events, err := s.home().store.Events(ctx, h.Cluster, last-recent, recent)
	for _, e := range events {
		if e.Record == h.ID && e.Version == h.Version {
			return e.Verb, err
		}
	}
	return "", err
}

// renew brings a cell up to date, now.
func (s *Store) renew(ctx context.Context, c *cell) error {
	c.debt.add()
	return s.pay(ctx, c)
}

// pay brings a cell up to date if it may be behind.
func (s *Store) pay(ctx context.Context, c *cell) error {
	select {
	case c.debt.paying <- struct{}{}:
		defer func() { <-c.debt.paying }()
	case <-ctx.Done():
		return fault.Wrap("bring cell "+c.name+" up to date", &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.TooBusy), Err: ctx.Err()})
	}
	made := c.debt.made.Load()
	if c.debt.paid.Load() >= made {
		return nil
	}
	for _, step := range []func(context.Context, *cell) error{
		func(ctx context.Context, c *cell) error { return s.copyAll(ctx, c, eic.ClusterType, whole) },
		// Topics refer to one another, in circles too: all are there before one refers.
		func(ctx context.Context, c *cell) error { return s.copyAll(ctx, c, eic.TopicType, bare) },
		func(ctx context.Context, c *cell) error { return s.copyAll(ctx, c, eic.TopicType, whole) },
		s.copyPlaces,
	} {
		if err := step(ctx, c); err != nil {
			return fault.Wrap("bring cell "+c.name+" up to date", err)
		}
	}
	c.debt.paid.Store(made)
	return nil
}

func (s *Store) copyAll(ctx context.Context, c *cell, t eic.Type, how int) error {
	for after := eic.ID(""); ; {
		page, err := s.home().store.Scan(ctx, "", t, after, sweep)
		if err != nil || len(page) == 0 {
			return err
		}
		var ids []eic.ID
		for _, r := range page {
			if id := r.Header().ID; store.Common(id) { // not the topics of a cluster of the home
				ids = append(ids, id)
			}
		}
		if err := s.copy(ctx, c, ids, how); err != nil {
			return err
		}
		after = page[len(page)-1].Header().ID
	}
}

func (s *Store) copyPlaces(ctx context.Context, c *cell) error {
	for after := (eic.Postal{}); ; {
		page, err := s.home().store.ScanPlaces(ctx, after, sweep)
		if err != nil || len(page) == 0 {
			return err
		}
		if _, _, _, err := c.store.SavePlaces(ctx, page); err != nil {
			return err
		}
		after = page[len(page)-1].Postal
	}
}

// watch brings a cell up to date whenever it may be behind and can be used.
func (s *Store) watch(ctx context.Context, c *cell) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	away, again := false, time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.debt.wake:
		case <-tick.C:
		}
		was := away
		if away = c.ready() != nil; away && !was {
			c.debt.made.Add(1) // of what others write meanwhile it does not hear
		}
		if away || !c.debt.due() || s.home().ready() != nil || time.Now().Before(again) {
			continue
		}
		if err := s.pay(ctx, c); err != nil {
			s.log.WarnContext(ctx, "a cell is behind", "cell", c.name, "error", err)
			again = time.Now().Add(waitAfter)
			continue
		}
		s.log.InfoContext(ctx, "a cell is up to date", "cell", c.name)
	}
}
