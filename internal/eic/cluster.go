package eic

import (
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Cluster is a region's community of practice; people belong to one or more.
type Cluster struct {
	Head
	Name      string     `json:"name"`
	Place     Place      `json:"place,omitzero"`
	TimeZone  string     `json:"timeZone,omitempty"` // of the time zone database; empty is UTC
	Review    bool       `json:"review"`             // a steward looks at needs before they open
	Shares    bool       `json:"shares"`             // with the network of clusters
	Languages []Language `json:"languages"`          // the first is the default of texts and sentences
}

// Language returns the cluster's first language.
func (c *Cluster) Language() Language {
	if len(c.Languages) == 0 {
		return English
	}
	return c.Languages[0]
}

// Today returns the cluster's local day at a moment.
func (c *Cluster) Today(now time.Time) Day {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return DayOf(now.In(zone))
}

// Check implements Record.
func (c *Cluster) Check() error {
	var faults fault.Fields
	if c.Name == "" {
		faults.Say("name", fault.Required)
	}
	return faults.Err()
}

// Refs implements Record: a cluster refers to nothing.
func (c *Cluster) Refs() []ID { return nil }
