package app

import (
	"context"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
)

// recent remembers clusters as they were last read.
type recent struct {
	mu       sync.Mutex
	clusters map[eic.ClusterID]*eic.Cluster
}

func (r *recent) get(id eic.ClusterID) *eic.Cluster {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.clusters[id]
}

func (r *recent) put(c *eic.Cluster) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.clusters == nil {
		r.clusters = map[eic.ClusterID]*eic.Cluster{}
	}
	r.clusters[eic.ClusterID(c.ID)] = c
}

// inCluster answers a question about a cluster as it is now, and nobody waits for
// the cluster: it came with the viewer, or it is read while do answers from what was last read, and do answers
// again if it has changed since. do changes nothing, neither in the store nor in
// the cluster.
func inCluster[T any](ctx context.Context, s *Service, v *Viewer, id eic.ClusterID, do func(*eic.Cluster) (T, error)) (answer T, err error) {
	if v.home != nil && eic.ClusterID(v.home.ID) == id {
		s.recent.put(v.home)
		return do(v.home)
	}
	last := s.recent.get(id)
	var now *eic.Cluster
	var failed error
	var reading sync.WaitGroup
	reading.Go(func() { now, failed = s.clusterOf(ctx, id) })
	if last != nil {
		answer, err = do(last)
	}
	reading.Wait()
	if failed != nil {
		var none T
		return none, failed
	}
	s.recent.put(now)
	if last != nil && last.Version == now.Version {
		return answer, err
	}
	return do(now)
}
