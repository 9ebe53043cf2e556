package view

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// Node is anything with an id.
type Node interface{ Key() string }

// Record is a record that is kept.
type Record interface {
	Node
	ExternalID() string
	ExternalSource() string
}

// Party is whoever makes an offer: a *Person or an *Organization.
type Party interface {
	Record
	isParty()
}

// record is what all views of records have. The names of its methods differ
// from those of eic.Head, which the views embed too; gqlgen.yml maps them.
type record struct {
	s *Session
	r eic.Record
}

// Key returns the id.
func (v *record) Key() string { return string(v.r.Header().ID) }

// ExternalID returns the id the source has for the record.
func (v *record) ExternalID() string { return v.r.Header().External.ID }

// ExternalSource returns the source of the external id.
func (v *record) ExternalSource() string { return v.r.Header().External.Source }

// Revision returns the version.
func (v *record) Revision() int { return int(v.r.Header().Version) }

// CreatedAt returns when the record was made.
func (v *record) CreatedAt() time.Time { return v.r.Header().Created.At }

// UpdatedAt returns when the record was last changed.
func (v *record) UpdatedAt() time.Time { return v.r.Header().Updated.At }

// Home returns the cluster the record belongs to.
func (v *record) Home(ctx context.Context) (*Cluster, error) {
	return one(ctx, v.s, eic.ID(v.r.Header().Cluster), NewCluster)
}

// ViewerCan lists what the reader can do with the record next.
func (v *record) ViewerCan() []app.Action { return v.s.app.Actions(v.s.viewer, v.r) }

// NewRecord returns the view of a record of any type; nil for nil.
func NewRecord(s *Session, r eic.Record) Record {
	switch r := r.(type) {
	case *eic.Cluster:
		return NewCluster(s, r)
	case *eic.Organization:
		return NewOrganization(s, r)
	case *eic.Person:
		return NewPerson(s, r)
	case *eic.Topic:
		return NewTopic(s, r)
	case *eic.Need:
		return NewNeed(s, r)
	case *eic.Offer:
		return NewOffer(s, r)
	case *eic.Product:
		return NewProduct(s, r)
	}
	return nil
}

// said returns a pointer to a value, nil for the zero value, which means "not
// said".
func said[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// party returns the view of whoever makes an offer; nil if there is nobody.
func party(ctx context.Context, s *Session, id eic.PartyID) (Party, error) {
	if id == "" {
		return nil, nil
	}
	r, err := s.records.Load(ctx, eic.ID(id))
	if err != nil {
		return nil, err
	}
	found, _ := NewRecord(s, r).(Party)
	return found, nil
}
