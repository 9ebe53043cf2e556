package eic

import (
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// OwnSource is the source of records made through the API: their external id
// is their id.
const OwnSource = "thirdplace"

// External is how another system knows a record: unique per cluster, source
// and type, and fixed once the record is made.
type External struct {
	Source string `json:"source"`
	ID     string `json:"id"`
}

// NewExternal makes an external identity; both parts are needed and have at
// most MaxTitle runes.
func NewExternal(source, id string) (External, error) {
	var faults fault.Fields
	source, err := ParseTitle(source)
	faults.Add("source", err)
	id, err = ParseTitle(id)
	faults.Add("id", err)
	return External{source, id}, faults.Err()
}

// Version counts the changes of a record, from 1.
type Version int64

// Stamp says who changed something and when.
type Stamp struct {
	At time.Time `json:"at"`           // UTC, to the millisecond
	By PersonID  `json:"by,omitempty"` // empty: the program or an importer
}

// NewStamp makes a stamp.
func NewStamp(at time.Time, by PersonID) Stamp {
	return Stamp{At: at.UTC().Truncate(time.Millisecond), By: by}
}

// Head is what every record has.
type Head struct {
	ID       ID        `json:"id"`
	Cluster  ClusterID `json:"cluster,omitempty"` // empty for what all clusters share; a Cluster's own id
	External External  `json:"external"`
	Line     string    `json:"line,omitempty"` // digest of the line it was last imported from
	Version  Version   `json:"version"`
	Created  Stamp     `json:"created"`
	Updated  Stamp     `json:"updated"`
}

// Header gives access to a record's head.
func (h *Head) Header() *Head { return h }

// Record is a stored noun: *Cluster, *Organization, *Person, *Topic, *Need,
// *Offer or *Product.
type Record interface {
	Header() *Head
	// Check refuses what the fields allow one by one and not together, naming
	// every fault.
	Check() error
	// Refs lists the records this one refers to, without repeats of the same field.
	Refs() []ID
}

// NewRecord returns an empty record of a type, to be filled.
func NewRecord(t Type) Record {
	switch {
	case t == ClusterType:
		return new(Cluster)
	case t == OrganizationType:
		return new(Organization)
	case t == PersonType:
		return new(Person)
	case t == TopicType:
		return new(Topic)
	case t == NeedType:
		return new(Need)
	case t == ProductType:
		return new(Product)
	case t.IsOffer():
		return new(Offer)
	}
	return nil
}

// refs collects ids, leaving out what is not said.
type refs []ID

func (r *refs) add(ids ...ID) {
	for _, id := range ids {
		if id != "" {
			*r = append(*r, id)
		}
	}
}

func addAll[T ~string](r *refs, ids []T) {
	for _, id := range ids {
		r.add(ID(id))
	}
}
