package app

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Vectors are made in the background. What a text means is a function of the text,
// so nothing has to be remembered of what is to be done: a pass looks at what stands
// on shelves and makes what it lacks. The first pass over a cluster looks at all of
// it, later ones at what the events since then are about, whichever replica wrote
// them. A pass that fails is made again; what it has stored, it finds done.

const (
	// passEvery is how often events of other replicas are looked for.
	passEvery = 5 * time.Minute
	// firstPause and longestPause are how long it rests after a failed pass.
	firstPause   = 2 * time.Second
	longestPause = 5 * time.Minute
	// atOnce is how many vectors are made and stored together.
	atOnce = 32
)

// begin starts making vectors in the background.
func (m *meanings) begin(ctx context.Context) {
	if m == nil {
		return
	}
	ctx, m.stop = context.WithCancel(context.WithoutCancel(ctx))
	m.work.Go(func() { m.run(ctx) })
}

// end stops it; what is being made is left for the next start.
func (m *meanings) end() {
	if m != nil && m.stop != nil {
		m.stop()
		m.work.Wait()
	}
}

// wake says that something of a cluster has changed.
func (m *meanings) wake(cluster eic.ClusterID) {
	if m == nil {
		return
	}
	m.mu.Lock()
	m.touched[cluster] = true
	m.mu.Unlock()
	select {
	case m.woken <- struct{}{}:
	default:
	}
}

func (m *meanings) run(ctx context.Context) {
	all, pause := true, firstPause
	for {
		next := passEvery
		if err := m.catchUp(ctx, all); err == nil {
			pause = firstPause
		} else if ctx.Err() == nil {
			m.log.WarnContext(ctx, "vectors not made; matching goes by words for what lacks them", "again", pause, "error", err)
			next, pause = pause, min(2*pause, longestPause)
		}
		woken := m.woken
		if m.behind.Load() {
			woken = nil // an endpoint that is away is not asked at every write
		}
		timer := time.NewTimer(next)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-woken:
			all = false
		case <-timer.C:
			all = true
		}
		timer.Stop()
	}
}

// EmbedAll makes the vectors that are lacking, now. Without embeddings it does nothing.
func (s *Service) EmbedAll(ctx context.Context) error {
	if s.meanings == nil {
		return nil
	}
	return fault.Wrap("make vectors", s.meanings.catchUp(ctx, true))
}

// catchUp makes what is lacking of the clusters that were touched, or of all.
func (m *meanings) catchUp(ctx context.Context, all bool) error {
	m.pass.Lock()
	defer m.pass.Unlock()
	m.mu.Lock()
	touched := m.touched
	m.touched = map[eic.ClusterID]bool{}
	m.mu.Unlock()
	err := m.calibrate(ctx)
	if m.failed.Load() {
		return nil
	}
	var clusters []*eic.Cluster
	if err == nil {
		clusters, err = m.store.Clusters(ctx)
	}
	failed := err
	for _, c := range clusters {
		of := eic.ClusterID(c.ID)
		if !all && !touched[of] {
			continue
		}
		if err := m.follow(ctx, of); err != nil {
			failed = err // another cluster may be elsewhere
		}
		if ctx.Err() != nil {
			break
		}
	}
	m.behind.Store(failed != nil)
	return failed
}

// follow makes what is lacking of one cluster.
func (m *meanings) follow(ctx context.Context, cluster eic.ClusterID) error {
	seen, begun := m.followed[cluster]
	if !begun {
		newest, err := m.store.LastEvent(ctx, cluster)
		if err != nil {
			return err
		}
		if err := m.sweep(ctx, cluster); err != nil {
			return err
		}
		m.followed[cluster] = newest
		return nil
	}
	for {
		events, err := m.store.Events(ctx, cluster, seen, sweep)
		if err != nil || len(events) == 0 {
			return err
		}
		ids, err := m.about(ctx, events)
		if err != nil {
			return err
		}
		if err := m.make(ctx, ids); err != nil {
			return err
		}
		seen = events[len(events)-1].Number
		m.followed[cluster] = seen
	}
}

// about lists the needs and offers whose texts events may have changed.
func (m *meanings) about(ctx context.Context, events []store.Event) ([]eic.ID, error) {
	var ids []eic.ID
	for _, e := range events {
		switch {
		case store.SideOf(e.Record.Type()) != 0:
			ids = append(ids, e.Record)
		case e.Record.Type() == eic.ProductType:
			pilots, err := m.store.HangingOn(ctx, eic.ProductID(e.Record))
			if err != nil {
				return nil, err
			}
			for _, p := range pilots {
				ids = append(ids, eic.ID(p))
			}
		}
	}
	return distinct(ids), nil
}

// sweep makes what is lacking of all a cluster has.
func (m *meanings) sweep(ctx context.Context, cluster eic.ClusterID) error {
	for _, t := range append(eic.OfferTypes(), eic.NeedType) {
		for after := eic.ID(""); ; {
			records, err := m.store.Scan(ctx, cluster, t, after, sweep)
			if err != nil {
				return err
			}
			if len(records) == 0 {
				break
			}
			after = records[len(records)-1].Header().ID
			var ids []eic.ID
			for _, r := range records {
				if _, shelved := store.ShelfOf(r); shelved {
					ids = append(ids, r.Header().ID)
				}
			}
			if err := m.make(ctx, ids); err != nil {
				return err
			}
		}
	}
	return nil
}

// make makes the vectors of those records that stand on a shelf and have none of
// the text they have now.
func (m *meanings) make(ctx context.Context, ids []eic.ID) error {
	if len(ids) == 0 {
		return nil
	}
	records, err := m.store.Hydrate(ctx, ids)
	if err != nil {
		return err
	}
	digests, err := m.store.Digests(ctx, m.model, ids)
	if err != nil {
		return err
	}
	var texts []string
	var lacking []store.Vector
	for i, in := range records {
		if in.Record == nil {
			continue
		}
		_, shelved := store.ShelfOf(in.Record)
		text := meaningText(in.Record, in.Product)
		if digest := digestOfText(text); shelved && digest != digests[i] {
			texts = append(texts, text)
			lacking = append(lacking, store.Vector{ID: ids[i], Model: m.model, Digest: digest})
		}
	}
	for len(texts) > 0 {
		n := min(len(texts), atOnce)
		if err := m.fill(ctx, texts[:n], lacking[:n]); err != nil {
			return err
		}
		texts, lacking = texts[n:], lacking[n:]
	}
	return nil
}

// fill makes and stores the vectors of some texts. Where the endpoint refuses one
// of them, the others are made without it.
func (m *meanings) fill(ctx context.Context, texts []string, of []store.Vector) error {
	values, err := m.embed.Embed(ctx, texts)
	switch {
	case fault.Is(err, fault.Internal) && len(texts) > 1:
		for i := range texts {
			if err := m.fill(ctx, texts[i:i+1], of[i:i+1]); err != nil {
				return err
			}
		}
		return nil
	case fault.Is(err, fault.Internal):
		m.log.WarnContext(ctx, "a text has no vector: the endpoint refuses it", "record", of[0].ID, "error", err)
		return nil
	case err != nil:
		return err
	}
	for i := range of {
		of[i].Values = values[i]
	}
	if err := m.store.SaveVectors(ctx, of); err != nil {
		return err
	}
	m.saved.Add(uint64(len(of)))
	return nil
}
