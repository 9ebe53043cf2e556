package sqlitestore

import (
	"maps"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
)

// clusterShift is how many lower bits of a number count the records of a
// cluster: 2^40 of them, in 2^23 clusters.
const clusterShift = 40

// rangeOf returns the first and last number of a cluster's records.
func rangeOf(cluster int64) (first, last int64) {
	return cluster << clusterShift, (cluster+1)<<clusterShift - 1
}

// numbers remembers the numbers of stored clusters and topics, which never
// change, and the newest number given out in each cluster: it may run ahead of
// the file, never behind.
type numbers struct {
	mu       sync.Mutex
	clusters map[eic.ClusterID]int64
	topics   map[eic.TopicID]int64
	last     map[int64]int64 // of the writer alone
}

func newNumbers() *numbers {
	return &numbers{clusters: map[eic.ClusterID]int64{}, topics: map[eic.TopicID]int64{}, last: map[int64]int64{}}
}

// cluster returns the number of a cluster, 0 if it is not known.
func (n *numbers) cluster(id eic.ClusterID) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.clusters[id]
}

// topic returns the number of a topic, 0 if it is not known.
func (n *numbers) topic(id eic.TopicID) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.topics[id]
}

// keep remembers clusters and topics that are stored.
func (n *numbers) keep(clusters map[eic.ClusterID]int64, topics map[eic.TopicID]int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	maps.Copy(n.clusters, clusters)
	maps.Copy(n.topics, topics)
}

const (
	clusterNumber = "SELECT num FROM cluster WHERE id = ?1"
	topicNumber   = "SELECT num FROM topic WHERE id = ?1"

	newestNumber = `SELECT max(
		ifnull((SELECT max(num) FROM organization WHERE num BETWEEN ?1 AND ?2), ?1),
		ifnull((SELECT max(num) FROM person WHERE num BETWEEN ?1 AND ?2), ?1),
		ifnull((SELECT max(num) FROM product WHERE num BETWEEN ?1 AND ?2), ?1),
		ifnull((SELECT max(num) FROM need WHERE num BETWEEN ?1 AND ?2), ?1),
		ifnull((SELECT max(num) FROM offer WHERE num BETWEEN ?1 AND ?2), ?1))`
)

// clusterOf returns the number of a record's cluster, 0 if it has none or one
// that is not stored.
func (b *batch) clusterOf(h *eic.Head) (int64, error) {
	if num, ok := b.clusters[h.Cluster]; ok || h.Cluster == "" {
		return num, nil
	}
	if num := b.s.numbers.cluster(h.Cluster); num != 0 {
		return num, nil
	}
	num, err := b.clusterNumber(b.ctx, h.Cluster)
	if num != 0 {
		b.clusters[h.Cluster] = num
	}
	return num, err
}

// topicOf returns the number of a topic, 0 for one that is not stored: no topic
// has it, and the reference is found to lead nowhere.
func (b *batch) topicOf(id eic.TopicID) (num int64, err error) {
	if num, ok := b.topics[id]; ok {
		return num, nil
	}
	if num := b.s.numbers.topic(id); num != 0 {
		return num, nil
	}
	_, err = b.one(b.ctx, func(r row) error { num = r.int(0); return nil }, topicNumber, string(id))
	if num != 0 {
		b.topics[id] = num
	}
	return num, err
}

// next gives out the next number of a cluster.
func (b *batch) next(cluster int64) (int64, error) {
	last, ok := b.s.numbers.last[cluster]
	if !ok {
		low, high := rangeOf(cluster)
		_, err := b.one(b.ctx, func(r row) error { last = r.int(0); return nil }, newestNumber, low, high)
		if err != nil {
			return 0, err
		}
	}
	last++
	b.s.numbers.last[cluster] = last
	return last, nil
}
