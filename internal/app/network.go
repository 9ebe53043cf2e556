package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// A list of matches over the network has the records of all clusters that share,
// if the own cluster does. Clusters whose database does not answer in time are
// left out, and named.

const (
	// abroadTime is how long other clusters have to answer; less than requests have.
	abroadTime = 2 * time.Second
	// abroadAtOnce is how many clusters of a database are asked in one round trip:
	// where there are more, no answer waits for all of them.
	abroadAtOnce = 16
	// abroadLimit is how many candidates another cluster gives per shelf: as many as
	// are considered of all.
	abroadLimit = 200
)

// widen adds regions of other clusters to the questions over the network. Which
// those are a cursor says, so that pages are of one list.
func (s *Service) widen(ctx context.Context, questions []*question) {
	over := func(q *question) bool { return q.err == nil && q.args.Scope == eic.ScopeNetwork }
	if !slices.ContainsFunc(questions, over) {
		return
	}
	clusters, err := s.store.Clusters(ctx)
	if err != nil {
		failAll(slices.DeleteFunc(slices.Clone(questions), func(q *question) bool { return !over(q) }), err)
		return
	}
	sharing := network(clusters)
	for _, q := range questions {
		if over(q) && sharing[q.cluster] {
			q.err = q.widen(clusters, sharing)
		}
	}
}

// network returns those of clusters that share.
func network(clusters []*eic.Cluster) map[eic.ClusterID]bool {
	sharing := map[eic.ClusterID]bool{}
	for _, c := range clusters {
		if c.Shares {
			sharing[eic.ClusterID(c.ID)] = true
		}
	}
	return sharing
}

func (q *question) widen(clusters []*eic.Cluster, sharing map[eic.ClusterID]bool) error {
	pins := map[eic.ClusterID]pinned{}
	for _, text := range q.pin.Abroad {
		cluster, pin, err := readAbroad(text)
		if err != nil {
			return err
		}
		pins[cluster] = pin
	}
	q.own().model.Network = sharing
	for _, c := range clusters {
		of := eic.ClusterID(c.ID)
		if of == q.cluster || !sharing[of] {
			continue
		}
		pin, known := pins[of]
		switch {
		case slices.Contains(q.pin.Absent, keyOfCluster(of)):
			q.absent = append(q.absent, c)
		case known || q.args.After == "":
			q.regions = append(q.regions, &region{question: q, cluster: c, pin: pin})
		}
	}
	return nil
}

// pinnedAbroad is what a cursor says of another cluster: its key, the versions of
// its statistics and its day, with dots between; there may be many.
func pinnedAbroad(cluster eic.ClusterID, pin pinned) string {
	return fmt.Sprintf("%s.%d.%d.%d", keyOfCluster(cluster), pin.Offers, pin.Needs, int(pin.Day))
}

func readAbroad(text string) (cluster eic.ClusterID, pin pinned, err error) {
	key, rest, _ := strings.Cut(text, ".")
	var day int
	if _, err := fmt.Sscanf(rest, "%d.%d.%d", &pin.Offers, &pin.Needs, &day); err != nil {
		return "", pin, badCursor()
	}
	pin.Day = eic.Day(day)
	return eic.ClusterID(clusterPrefix + key), pin, nil
}

const clusterPrefix = "cluster."

func keyOfCluster(c eic.ClusterID) string { return strings.TrimPrefix(string(c), clusterPrefix) }

// gatherAbroad gathers regions of other clusters, those that are kept together by
// one round trip. What goes wrong is noted in the regions it concerns.
func (s *Service) gatherAbroad(ctx context.Context, regions []*region) {
	byCluster := map[eic.ClusterID][]*region{}
	var clusters []eic.ClusterID
	for _, r := range regions {
		of := eic.ClusterID(r.cluster.ID)
		clusters, byCluster[of] = append(clusters, of), append(byCluster[of], r)
	}
	ctx, cancel := context.WithTimeout(ctx, abroadTime)
	defer cancel()
	var work sync.WaitGroup
	for _, cell := range s.store.Cells(clusters) {
		for some := range slices.Chunk(cell, abroadAtOnce) {
			var mine []*region
			for _, cluster := range some {
				mine = append(mine, byCluster[cluster]...)
			}
			work.Go(func() {
				if err := s.gatherSome(ctx, mine); err != nil {
					for _, r := range mine {
						r.err = err
					}
				}
			})
		}
	}
	work.Wait()
}

func (s *Service) gatherSome(ctx context.Context, regions []*region) error {
	var good []*region
	for _, r := range regions {
		err := s.modelAbroad(ctx, r)
		if fault.Is(err, fault.Invalid) && r.question.need != nil {
			// The statistics that were pinned are gone. Offers are only recalled by
			// them and measured by those of the need: the list goes on by newer ones.
			r.pin = pinned{}
			err = s.modelAbroad(ctx, r)
		}
		switch {
		case fault.Is(err, fault.Invalid): // of this list alone
			r.err = err
		case err != nil:
			return err
		default:
			r.model.Network = r.question.own().model.Network
			good = append(good, r)
		}
	}
	return s.gather(ctx, good)
}

// modelAbroad sets the model of a region. Statistics that are not in memory yet are
// read to their end, also if this request cannot wait for it: the next one finds
// them, and a slow database is not left out for ever.
func (s *Service) modelAbroad(ctx context.Context, r *region) error {
	type answer struct {
		model *match.Model
		pin   pinned
		err   error
	}
	read := make(chan answer, 1)
	pin := r.pin
	if r.tax == nil {
		r.tax = s.topics.of(eic.ClusterID(r.cluster.ID))
	}
	s.stats.work.Go(func() {
		model, err := s.model(context.WithoutCancel(ctx), r.cluster, r.tax, &pin)
		read <- answer{model, pin, err}
	})
	select {
	case a := <-read:
		r.model, r.pin = a.model, a.pin
		return a.err
	case <-ctx.Done():
		return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.TooBusy), Err: ctx.Err()}
	}
}

// query says what to ask a region's cluster for.
func (r *region) query() match.Query {
	if r.question.need != nil {
		return r.model.OffersQuery(r.question.need)
	}
	return r.model.NeedsQuery(r.question.offer)
}

func tokensOf(tokens []match.Token) []store.Token {
	list := make([]store.Token, len(tokens))
	for i, t := range tokens {
		list[i] = store.Token(t)
	}
	return list
}

// limit is how many candidates a region's cluster gives per shelf.
func (r *region) limit() int {
	if r == r.question.own() {
		return recallLimit
	}
	return abroadLimit
}

// leaveOut drops the regions that did not answer and notes what its cursors pin:
// a list that began without a cluster goes on without it.
func (q *question) leaveOut(ctx context.Context) error {
	there := q.regions[:1]
	q.pin.Abroad = nil
	for _, r := range q.regions[1:] {
		of := eic.ClusterID(r.cluster.ID)
		switch {
		case r.err != nil && (!fault.Is(r.err, fault.Unavailable) || ctx.Err() != nil):
			return r.err
		case r.err == nil:
			there = append(there, r)
		default:
			q.absent = append(q.absent, r.cluster)
		}
		if r.err != nil && q.args.After == "" {
			q.pin.Absent = append(q.pin.Absent, keyOfCluster(of))
			continue
		}
		q.pin.Abroad = append(q.pin.Abroad, pinnedAbroad(of, r.pin))
	}
	q.regions = there
	slices.SortFunc(q.absent, func(a, b *eic.Cluster) int {
		return strings.Compare(a.Name+"\x00"+string(a.ID), b.Name+"\x00"+string(b.ID))
	})
	return nil
}

// modelOf returns the model by which a need is measured, wherever it is met: that
// of its own cluster.
func (q *question) modelOf(n *eic.Need) *match.Model {
	for _, r := range q.regions[1:] {
		if eic.ClusterID(r.cluster.ID) == n.Cluster {
			return r.model
		}
	}
	return q.own().model
}

// exposure is how often each of the offers found was shown, whatever its cluster.
func (q *question) exposure(offers []*match.Offer) match.Exposure {
	own := q.own().model.Exposure
	if len(q.regions) == 1 {
		return own
	}
	all := match.Exposure{Load: own.Load, Views: map[eic.OfferID]int{}}
	for _, o := range offers {
		for _, r := range q.regions {
			if views := r.model.Exposure.Views[o.ID()]; views > 0 {
				all.Views[o.ID()] = views
			}
		}
	}
	return all
}

// shows reports whether the list may show what was found in a region: in that of
// another cluster, what the policy lets the viewer see there.
func (r *region) shows(f *feature) bool {
	switch q := r.question; {
	case r == q.own():
		return true
	case f.offer != nil:
		return q.viewer.mayAbroad(f.offer.Record, true)
	default:
		return q.viewer.mayAbroad(f.need.Record, true)
	}
}
