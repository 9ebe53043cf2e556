package app

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// series names the statistics of one side of one cluster.
type series struct {
	cluster eic.ClusterID
	side    store.Side
}

// snapshot is one version of a series, as ranking reads it.
type snapshot struct {
	stats *match.Statistics
	views map[eic.OfferID]int // offers seen often enough not to be fresh any more
	event int64
}

// saved is what a snapshot is in the store.
type saved struct {
	Taxonomy   string              `json:"taxonomy"` // digest of the one that documents were analysed with
	Statistics []byte              `json:"statistics"`
	Views      map[eic.OfferID]int `json:"views,omitempty"`
}

// statistics keeps the newest snapshot of each series in memory, and those
// pinned by cursors while the store has them. A snapshot is made anew when
// max(1, N/20) of a series' records have changed: at once for small series, in
// the background for large ones.
type statistics struct {
	store    store.Store
	taxonomy *taxonomies
	fresh    int // views from which on an offer has been seen
	fail     func(error)

	mu       sync.Mutex
	newest   map[series]*snapshot
	pinned   map[pin]*snapshot
	pending  map[series]int // changes since the newest
	busy     map[series]bool
	seen     map[eic.OfferID]int // views not stored yet
	work     sync.WaitGroup
	building map[eic.ClusterID]chan struct{} // held while a series of the cluster is built
}

type pin struct {
	series
	version int64
}

// forget has the newest snapshots of clusters, nil for all, be read again: others
// have made newer ones, or will.
func (k *statistics) forget(clusters []eic.ClusterID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for which := range k.newest {
		if clusters == nil || slices.Contains(clusters, which.cluster) {
			delete(k.newest, which)
		}
	}
}

// small is up to how many records a series is rebuilt within the write that
// makes it due.
const small = 2000

func newStatistics(s store.Store, t *taxonomies, fresh int, fail func(error)) *statistics {
	return &statistics{
		store: s, taxonomy: t, fresh: fresh, fail: fail,
		newest: map[series]*snapshot{}, pinned: map[pin]*snapshot{},
		pending: map[series]int{}, busy: map[series]bool{}, seen: map[eic.OfferID]int{},
		building: map[eic.ClusterID]chan struct{}{},
	}
}

// get returns a version of a series, the newest for 0. A version that is gone
// is nil.
func (k *statistics) get(ctx context.Context, which series, version int64) (*snapshot, error) {
	k.mu.Lock()
	newest, held := k.newest[which], k.pinned[pin{which, version}]
	k.mu.Unlock()
	switch {
	case newest != nil && (version == 0 || newest.stats.Version() == version):
		return newest, nil
	case version != 0 && held != nil:
		return held, nil
	}
	stored, err := k.store.Snapshot(ctx, which.cluster, which.side, version)
	if err != nil {
		return nil, err
	}
	if stored == nil {
		if version != 0 {
			return nil, nil
		}
		return k.build(ctx, which)
	}
	return k.hold(ctx, which, stored, version == 0)
}

// hold decodes a stored snapshot and keeps it.
func (k *statistics) hold(ctx context.Context, which series, stored *store.Snapshot, newest bool) (*snapshot, error) {
	snap, err := decode(stored)
	if err != nil {
		return nil, err
	}
	if !newest {
		k.mu.Lock()
		defer k.mu.Unlock()
		if len(k.pinned) >= 32 {
			clear(k.pinned)
		}
		k.pinned[pin{which, stored.Version}] = snap
		return snap, nil
	}
	behind, err := k.store.Changed(ctx, which.cluster, which.side, stored.Event)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	k.newest[which] = snap
	k.pending[which] = behind
	k.mu.Unlock()
	if !due(behind, snap.stats.Documents()) {
		return snap, nil
	}
	if snap.stats.Documents() <= small {
		return k.build(ctx, which)
	}
	k.mu.Lock()
	idle := !k.busy[which]
	k.busy[which] = true
	k.mu.Unlock()
	if idle {
		k.background(ctx, which)
	}
	return snap, nil
}

func decode(stored *store.Snapshot) (*snapshot, error) {
	var data saved
	if err := json.Unmarshal(stored.Data, &data); err != nil {
		return nil, fault.Wrap("decode statistics", err)
	}
	stats, err := match.DecodeStatistics(data.Statistics)
	return &snapshot{stats: stats, views: data.Views, event: stored.Event}, fault.Wrap("decode statistics", err)
}

// background makes the next version while requests go on with the one before.
func (k *statistics) background(ctx context.Context, which series) {
	k.work.Go(func() {
		if _, err := k.build(context.WithoutCancel(ctx), which); err != nil {
			k.fail(err)
		}
	})
}

// digestOf returns the digest of the taxonomy a snapshot was made with.
func digestOf(stored *store.Snapshot) (string, error) {
	var data saved
	err := json.Unmarshal(stored.Data, &data)
	return data.Taxonomy, fault.Wrap("decode statistics", err)
}

func due(changes, documents int) bool { return changes >= max(1, documents/20) }

// changed counts changes of a series and makes it anew when that is due.
func (k *statistics) changed(ctx context.Context, which series, n int) error {
	newest, err := k.get(ctx, which, 0)
	if err != nil {
		return err
	}
	k.mu.Lock()
	k.pending[which] += n
	rebuild := due(k.pending[which], newest.stats.Documents()) && !k.busy[which]
	if rebuild {
		k.busy[which] = true
	}
	k.mu.Unlock()
	if !rebuild {
		return nil
	}
	if newest.stats.Documents() <= small {
		_, err := k.build(ctx, which)
		return err
	}
	k.background(ctx, which)
	return nil
}

// build makes the next version of a series from the records that stand on its
// shelves, stores it and keeps it.
func (k *statistics) build(ctx context.Context, which series) (*snapshot, error) {
	defer func() {
		k.mu.Lock()
		delete(k.busy, which)
		k.mu.Unlock()
	}()
	done, err := k.begin(ctx, which.cluster)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := k.flush(ctx, which.cluster); err != nil {
		return nil, err
	}
	tax := k.taxonomy.of(which.cluster)
	snap, err := k.count(ctx, which, tax)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(saved{tax.digest, snap.stats.Encode(), snap.views})
	if err != nil {
		return nil, fault.Wrap("encode statistics", err)
	}
	err = k.store.SaveSnapshot(ctx, store.Snapshot{
		Cluster: which.cluster, Side: which.side, Version: snap.stats.Version(), Event: snap.event, Data: data,
	})
	if fault.Is(err, fault.Conflict) { // another replica was first: its count is as good
		return k.take(ctx, which)
	}
	if err != nil {
		return nil, err
	}
	behind, err := k.store.Changed(ctx, which.cluster, which.side, snap.event)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newest[which] = snap
	k.pending[which] = behind // what was committed while this was counted
	return snap, nil
}

// begin waits until nobody else builds a series of a cluster. Clusters do not wait
// for each other: the database of one may be long in answering.
func (k *statistics) begin(ctx context.Context, cluster eic.ClusterID) (done func(), err error) {
	k.mu.Lock()
	held := k.building[cluster]
	if held == nil {
		held = make(chan struct{}, 1)
		k.building[cluster] = held
	}
	k.mu.Unlock()
	select {
	case held <- struct{}{}:
		return func() { <-held }, nil
	case <-ctx.Done():
		return nil, &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.TooBusy), Err: ctx.Err()}
	}
}

// take reads the newest snapshot that is stored.
func (k *statistics) take(ctx context.Context, which series) (*snapshot, error) {
	stored, err := k.store.Snapshot(ctx, which.cluster, which.side, 0)
	if err != nil {
		return nil, err
	}
	snap, err := decode(stored)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newest[which], k.pending[which] = snap, 0
	return snap, nil
}

// count reads the documents of a series.
func (k *statistics) count(ctx context.Context, which series, tax *taxonomy) (*snapshot, error) {
	event, err := k.store.LastEvent(ctx, which.cluster)
	if err != nil {
		return nil, err
	}
	before, err := k.store.Snapshot(ctx, which.cluster, which.side, 0)
	if err != nil {
		return nil, err
	}
	version := int64(1)
	if before != nil {
		version = before.Version + 1
	}
	builder := match.NewStatisticsBuilder(tax.Taxonomy)
	err = k.store.Documents(ctx, which.cluster, which.side, func(_ eic.ID, doc store.Document) error {
		builder.Add(match.Decode(doc.Title, doc.Body), topicIDs(doc))
		return nil
	})
	if err != nil {
		return nil, err
	}
	snap := &snapshot{stats: builder.Build(version), event: event}
	if which.side == store.OfferSide {
		snap.views, err = k.familiar(ctx, which.cluster)
	}
	return snap, err
}

// familiar returns the offers that were shown often enough not to be fresh.
func (k *statistics) familiar(ctx context.Context, cluster eic.ClusterID) (map[eic.OfferID]int, error) {
	views, err := k.store.Views(ctx, cluster)
	if err != nil {
		return nil, err
	}
	enough := k.fresh
	for id, n := range views {
		if n < enough {
			delete(views, id)
		} else {
			views[id] = enough
		}
	}
	return views, nil
}

// shown notes that offers were shown to somebody who looks for one. Views are
// kept in memory until a snapshot is made or the service ends; a few may be lost
// with the machine.
func (k *statistics) shown(ids []eic.OfferID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range ids {
		k.seen[id]++
	}
}

// flush stores the views noted of a cluster's offers; what cannot be stored is
// kept for the next time.
func (k *statistics) flush(ctx context.Context, cluster eic.ClusterID) error {
	seen := map[eic.OfferID]int{}
	k.mu.Lock()
	for id, n := range k.seen {
		if eic.ID(id).Cluster() == cluster {
			seen[id] = n
			delete(k.seen, id)
		}
	}
	k.mu.Unlock()
	if len(seen) == 0 {
		return nil
	}
	err := k.store.AddViews(ctx, seen)
	if err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		for id, n := range seen {
			k.seen[id] += n
		}
	}
	return err
}

// close waits for what is being built and stores the views. Those of a database
// that is away are lost, which is no reason not to end well.
func (k *statistics) close(ctx context.Context) error {
	k.work.Wait()
	clusters := map[eic.ClusterID]bool{}
	k.mu.Lock()
	for id := range k.seen {
		clusters[eic.ID(id).Cluster()] = true
	}
	k.mu.Unlock()
	var failed error
	for cluster := range clusters {
		switch err := k.flush(ctx, cluster); {
		case fault.Is(err, fault.Unavailable):
			k.fail(err)
		case err != nil:
			failed = err
		}
	}
	return failed
}
