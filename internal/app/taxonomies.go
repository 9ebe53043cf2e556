package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// taxonomy is a taxonomy with the name of its state: two that have the same digest
// find the same topics in the same texts.
type taxonomy struct {
	*match.Taxonomy
	digest string
}

// taxonomies holds the taxonomies in use: the shared one, and for each cluster that
// has topics of its own another one that has both. The topics of clusters are all
// in memory, they are few; what is made of them is made when it is first used, and
// at most builtTopics of it are kept.
type taxonomies struct {
	reading sync.Mutex // held while topics are read, so that what is older never comes last

	mu     sync.Mutex
	topics []*eic.Topic // that all clusters share, in the order of their ids
	shared *taxonomy
	own    map[eic.ClusterID]*ownTopics
	uses   uint64
	seen   map[eic.ClusterID]int64 // TopicChanges, as it was when the topics were read
	latest int64                   // the number of the shared topics at the last look
	links  map[eic.ClusterID]*sync.Mutex
}

// builtTopics is how many topics the taxonomies of clusters may have together, in
// memory: about 420 MB.
const builtTopics = 300_000

// ownTopics is what a cluster has of its own.
type ownTopics struct {
	topics []*eic.Topic
	digest string           // of its taxonomy
	make   func() *taxonomy // once
	size   int              // topics of the taxonomy; 0 while it is not made
	used   uint64
}

// of returns the taxonomy of a cluster: the shared one unless it has topics of its
// own; "" is always the shared one. A cluster's is made here if it is not in memory.
func (t *taxonomies) of(cluster eic.ClusterID) *taxonomy {
	t.mu.Lock()
	o := t.own[cluster]
	if o == nil || o.digest == t.shared.digest {
		defer t.mu.Unlock()
		return t.shared
	}
	t.uses++
	o.used = t.uses
	build := o.make
	t.mu.Unlock()
	made := build()
	t.mu.Lock()
	defer t.mu.Unlock()
	o.size = made.Len()
	t.letGo(o)
	return made
}

// letGo forgets the taxonomies that were not used for the longest, but one, until
// the others are few enough.
func (t *taxonomies) letGo(but *ownTopics) {
	total := 0
	for _, o := range t.own {
		total += o.size
	}
	for total > builtTopics {
		var oldest *ownTopics
		for _, o := range t.own {
			if o != but && o.size > 0 && (oldest == nil || o.used < oldest.used) {
				oldest = o
			}
		}
		if oldest == nil {
			return
		}
		total -= oldest.size
		t.ready(oldest)
	}
}

// ready makes it possible to make a cluster's taxonomy (again).
func (t *taxonomies) ready(o *ownTopics) {
	shared, own, base, digest := t.topics, o.topics, t.shared, o.digest
	o.size = 0
	o.make = sync.OnceValue(func() *taxonomy {
		made, err := match.NewTaxonomy(combined(shared, own))
		if err != nil { // ids are unique in the store
			return base
		}
		return &taxonomy{made, digest}
	})
}

// set puts shared topics to use, and makes what clusters have of their own anew.
func (t *taxonomies) set(topics []*eic.Topic) error {
	made, err := match.NewTaxonomy(topics)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.topics, t.shared = topics, &taxonomy{made, digest(topics)}
	for cluster, o := range t.own {
		t.own[cluster] = t.newOwn(o.topics)
	}
	return nil
}

// setOwn puts the topics of a cluster to use, if they are others than before.
func (t *taxonomies) setOwn(cluster eic.ClusterID, topics []*eic.Topic) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if o := t.newOwn(topics); t.own[cluster] == nil || t.own[cluster].digest != o.digest {
		t.own[cluster] = o
	} else {
		t.own[cluster].topics = topics // they may be others in what does not count
	}
}

func (t *taxonomies) newOwn(topics []*eic.Topic) *ownTopics {
	o := &ownTopics{topics: topics, digest: t.shared.digest}
	if used := inUse(topics); len(used) > 0 {
		o.digest = digestOver(t.shared.digest, used)
	}
	t.ready(o)
	return o
}

// ofCluster lists the topics that a cluster has of its own, as they are in memory.
func (t *taxonomies) ofCluster(cluster eic.ClusterID) []*eic.Topic {
	t.mu.Lock()
	defer t.mu.Unlock()
	if o := t.own[cluster]; o != nil {
		return o.topics
	}
	return nil
}

// linking waits until nobody else links the texts of a cluster anew.
func (t *taxonomies) linking(cluster eic.ClusterID) (done func()) {
	t.mu.Lock()
	held := t.links[cluster]
	if held == nil {
		held = &sync.Mutex{}
		t.links[cluster] = held
	}
	t.mu.Unlock()
	held.Lock()
	return held.Unlock
}

// inUse leaves out the topics that are retired.
func inUse(topics []*eic.Topic) []*eic.Topic {
	return slices.DeleteFunc(slices.Clone(topics), func(t *eic.Topic) bool { return t.Retired })
}

// combined puts the topics of a cluster to the shared ones: its concepts beside
// them, its additions into those that they add to.
func combined(shared, own []*eic.Topic) []*eic.Topic {
	all := slices.Clone(shared)
	at := map[eic.TopicID]int{}
	for i, t := range shared {
		at[eic.TopicID(t.ID)] = i
	}
	for _, t := range inUse(own) {
		i, known := at[t.Extends]
		switch {
		case !t.Adds():
			all = append(all, t)
		case known: // else what it adds to is not there yet
			all[i] = extended(all[i], t)
		}
	}
	return all
}

// extended returns a topic with what another one adds to it.
func extended(t, by *eic.Topic) *eic.Topic {
	more := *t
	more.AltLabels = slices.Clip(t.AltLabels)
	if by.Label != "" {
		more.AltLabels = append(more.AltLabels, eic.Label{Text: by.Label, Lang: by.Lang})
	}
	more.AltLabels = append(more.AltLabels, by.AltLabels...)
	more.Broader = append(slices.Clip(t.Broader), by.Broader...)
	more.Related = append(slices.Clip(t.Related), by.Related...)
	more.Bridges = append(slices.Clip(t.Bridges), by.Bridges...)
	return &more
}

// digest names how texts are analysed and linked now: the ways it is done, the
// topics and their versions.
func digest(topics []*eic.Topic) string {
	return digestOver(fmt.Sprintf("analysis %d, links %d", match.AnalysisVersion, match.LinkVersion), topics)
}

func digestOver(base string, topics []*eic.Topic) string {
	sum := sha256.New()
	fmt.Fprintln(sum, base)
	for _, t := range topics {
		fmt.Fprintf(sum, "%s %d\n", t.ID, t.Version)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// readTopics reads all topics and puts them to use. Those of a cluster whose
// database is away are read by a later look.
func (s *Service) readTopics(ctx context.Context) error {
	s.topics.reading.Lock()
	defer s.topics.reading.Unlock()
	numbers, err := s.store.TopicChanges(ctx)
	if err != nil {
		return err
	}
	if err := s.readShared(ctx, numbers[""]); err != nil {
		return err
	}
	_, err = s.readChanged(ctx, numbers)
	return err
}

func (s *Service) readShared(ctx context.Context, number int64) error {
	topics, err := s.store.Topics(ctx, "")
	if err != nil {
		return err
	}
	s.topics.seen[""], s.topics.latest = number, number
	return s.topics.set(topics)
}

// readChanged reads the topics of the clusters whose number is another than when
// they were read, and returns which they are.
func (s *Service) readChanged(ctx context.Context, numbers map[eic.ClusterID]int64) (changed []eic.ClusterID, err error) {
	for _, cluster := range slices.Sorted(maps.Keys(numbers)) {
		if cluster == "" || numbers[cluster] == s.topics.seen[cluster] {
			continue
		}
		topics, err := s.store.Topics(ctx, cluster)
		if fault.Is(err, fault.Unavailable) && ctx.Err() == nil {
			s.log.WarnContext(ctx, "a cluster is away; its topics are read later", "cluster", cluster, "error", err)
			continue
		}
		if err != nil {
			return changed, err
		}
		s.topics.seen[cluster] = numbers[cluster]
		s.topics.setOwn(cluster, topics)
		changed = append(changed, cluster)
	}
	return changed, nil
}

// look reads the topics that somebody else has changed: another replica, or an
// import. With patience the shared ones, of which an import brings many, are read
// when they have come to rest.
func (s *Service) look(ctx context.Context, patient bool) error {
	s.topics.reading.Lock()
	defer s.topics.reading.Unlock()
	numbers, err := s.store.TopicChanges(ctx)
	if err != nil {
		return err
	}
	number, there := numbers[""]
	rests := number == s.topics.latest || !patient
	if there {
		s.topics.latest = number
	}
	if there && rests && number != s.topics.seen[""] {
		if err := s.readShared(ctx, number); err != nil {
			return err
		}
		s.stats.forget(nil)
		s.relinkLate(ctx, s.lately.changed("", s.now()))
		s.log.InfoContext(ctx, "the shared topics have changed")
	}
	changed, err := s.readChanged(ctx, numbers)
	if len(changed) > 0 {
		s.stats.forget(changed)
		for _, cluster := range changed {
			s.relinkLate(ctx, s.lately.changed(cluster, s.now()))
		}
		s.log.InfoContext(ctx, "the topics of clusters have changed", "clusters", changed)
	}
	return err
}

// TopicName returns a topic's label in a language, or its id if it is unknown; ""
// for one of a cluster that the viewer does not belong to.
func (s *Service) TopicName(v *Viewer, id eic.TopicID, lang eic.Language) string {
	if !v.knows(id) {
		return ""
	}
	cluster := eic.ID(id).Cluster()
	if cluster == "" {
		if t := s.topics.of("").Topic(id); t != nil {
			return t.Name(lang)
		}
		return string(id)
	}
	for _, t := range s.topics.ofCluster(cluster) {
		if eic.TopicID(t.ID) == id {
			return t.Name(lang)
		}
	}
	return string(id)
}

// shipTopics stores the shipped topics that the store has not got as they are,
// in one write.
func (s *Service) shipTopics(ctx context.Context) error {
	topics, err := ShippedTopics()
	if err != nil {
		return err
	}
	ids := make([]eic.ID, len(topics))
	for i, t := range topics {
		ids[i] = t.ID
	}
	there, err := s.store.Fetch(ctx, ids)
	if err != nil {
		return err
	}
	var write store.Write
	for i, t := range topics {
		t.Created = eic.NewStamp(s.now(), "")
		if there[i] != nil {
			if same(there[i], t) {
				continue
			}
			t.Created = there[i].Header().Created
			t.Version = there[i].Header().Version
		}
		t.Updated = eic.NewStamp(s.now(), "")
		t.Version++
		write.Changes = append(write.Changes, store.Change{Record: t, From: t.Version - 1, Verb: "ship"})
	}
	if len(write.Changes) == 0 {
		return nil
	}
	return s.store.Commit(ctx, write)
}
