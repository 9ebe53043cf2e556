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

// numbers remembers the numbers of stored clusters, which never change, and the
// newest number given out in each: it may run ahead of the file, never behind.
type numbers struct {
	mu       sync.Mutex
	clusters map[eic.ClusterID]int64
	last     map[int64]int64
}

func newNumbers() *numbers {
	return &numbers{clusters: map[eic.ClusterID]int64{}, last: map[int64]int64{}}
}

// cluster returns the number of a cluster, if it is known.
func (n *numbers) cluster(id eic.ClusterID) (int64, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	num, ok := n.clusters[id]
	return num, ok
}

// keep remembers clusters that are stored.
func (n *numbers) keep(clusters map[eic.ClusterID]int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	maps.Copy(n.clusters, clusters)
}

const (
	clusterNumber = "SELECT num FROM cluster WHERE id = ?1"

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
	num, ok := b.s.numbers.cluster(h.Cluster)
	if !ok {
		_, err := b.one(b.ctx, func(r row) error { num = r.int(0); return nil }, clusterNumber, string(h.Cluster))
		if err != nil || num == 0 {
			return 0, err
		}
		b.clusters[h.Cluster] = num
	}
	return num, nil
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
