package view

import "github.com/edclusters/thirdplace/internal/eic"

// Cluster is a region's community of practice.
type Cluster struct {
	record
	*eic.Cluster
}

// NewCluster returns the view of a cluster.
func NewCluster(s *Session, c *eic.Cluster) *Cluster { return &Cluster{record{s, c}, c} }

// Place returns where the cluster is; nil if not said.
func (v *Cluster) Place() *Place { return place(&v.Cluster.Place) }

// TimeZone returns the name of its time zone.
func (v *Cluster) TimeZone() string {
	if v.Cluster.TimeZone == "" {
		return "UTC"
	}
	return v.Cluster.TimeZone
}
