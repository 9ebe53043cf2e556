package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// lookTime is how long a look at what others have changed may take.
const lookTime = 10 * time.Second

// lookout looks every so often whether somebody else has changed topics, until stop
// is closed. That it cannot look is said once.
func (s *Service) lookout(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	well := true
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
		}
		calm, cancel := context.WithTimeout(ctx, lookTime)
		err := s.look(calm, true)
		cancel()
		if err != nil && well {
			s.log.WarnContext(ctx, "topics of others not read", "error", err)
		}
		well = err == nil
	}
}

// meanwhile is how long a text may be on its way into the store: from the moment its
// topics are found until it is stored, and until this process has heard of a change of
// topics that another one made.
const meanwhile = 15 * time.Second

// lately remembers the texts that this process has stored in the last moments, and
// which taxonomies have changed in them. A text whose topics were found by the
// taxonomy as it was is looked at again, whichever of the two came first.
type lately struct {
	mu       sync.Mutex
	texts    []storedText // the oldest first
	replaced map[eic.ClusterID]time.Time
}

type storedText struct {
	id eic.ID
	at time.Time
}

// stored notes texts, and returns those of them whose taxonomy has changed lately.
func (l *lately) stored(changes []store.Change, now time.Time) (again []eic.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	for _, c := range changes {
		h := c.Record.Header()
		if c.Document == nil || store.SideOf(h.ID.Type()) == 0 {
			continue
		}
		l.texts = append(l.texts, storedText{h.ID, now})
		if !l.replaced[h.Cluster].IsZero() || !l.replaced[""].IsZero() {
			again = append(again, h.ID)
		}
	}
	return again
}

// changed notes that a cluster's taxonomy is another one now, "" for that of all,
// and returns the texts that were stored lately.
func (l *lately) changed(cluster eic.ClusterID, now time.Time) (again []eic.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	l.replaced[cluster] = now
	for _, t := range l.texts {
		if cluster == "" || t.id.Cluster() == cluster {
			again = append(again, t.id)
		}
	}
	return distinct(again)
}

func (l *lately) forget(now time.Time) {
	old := func(at time.Time) bool { return now.Sub(at) > meanwhile }
	l.texts = slices.DeleteFunc(l.texts, func(t storedText) bool { return old(t.at) })
	for cluster, at := range l.replaced {
		if old(at) {
			delete(l.replaced, cluster)
		}
	}
}

// relinkLate finds the topics of some texts anew. What fails is logged: they are
// found by their words all the same, and by their topics at the next change.
func (s *Service) relinkLate(ctx context.Context, ids []eic.ID) {
	byCell := map[eic.ClusterID][]eic.ID{}
	for _, id := range ids {
		byCell[id.Cluster()] = append(byCell[id.Cluster()], id)
	}
	for cluster, mine := range byCell {
		for some := range slices.Chunk(mine, sweep) {
			if err := s.relinkSome(ctx, some); err != nil {
				s.log.WarnContext(ctx, "topics not found anew", "cluster", cluster, "error", err)
			}
		}
	}
}
