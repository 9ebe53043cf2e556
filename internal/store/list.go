package store

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Lists finds records by what people ask of lists. Needs and offers come newest
// first (by creation, then id descending); the rest by name (case-folded as in
// Fold, then id). Every list returns at most Page.Limit records.
type Lists interface {
	Needs(ctx context.Context, filter NeedFilter, page Page) ([]*eic.Need, error)
	Offers(ctx context.Context, filter OfferFilter, page Page) ([]*eic.Offer, error)
	Organizations(ctx context.Context, filter OrganizationFilter, page Page) ([]*eic.Organization, error)
	People(ctx context.Context, filter PersonFilter, page Page) ([]*eic.Person, error)
	Products(ctx context.Context, filter ProductFilter, page Page) ([]*eic.Product, error)
}

// Page is a piece of a list: at most Limit records that come after the one with
// this key and id. The zero key and id start at the beginning.
type Page struct {
	Limit    int
	AfterKey string // Key of the last record seen
	AfterID  eic.ID
}

// Visibility says which needs or offers a reader may see beside those everybody
// in the cluster may.
type Visibility struct {
	All     bool          // a steward sees every state
	Parties []eic.PartyID // else: what these posted or offer in every state, the rest only when open (offers: or listed)
}

// Words is a search: every word must be in the record, as one of its tokens.
type Words [][]string

// Near keeps what lies within Km kilometres of a point; what is not located is left out.
type Near struct {
	Point eic.Point
	Km    float64
}

// NeedFilter chooses needs of a cluster. A zero field does not restrict; a set
// matches records that have one of its values or do not say.
type NeedFilter struct {
	Cluster    eic.ClusterID
	Visible    Visibility
	Statuses   eic.Set[eic.NeedStatus]
	Kinds      eic.Set[eic.OfferKind] // sought
	Grades     eic.Grades
	PostedBy   eic.PersonID
	OnBehalfOf eic.OrganizationID
	Topics     []eic.TopicID // about one of them, chosen or found in the text
	During     eic.Window    // a need without a window is any time
	Near       *Near
	Words      Words // finds needs that are open
}

// OfferFilter chooses offers of a cluster, as NeedFilter does.
type OfferFilter struct {
	Cluster   eic.ClusterID
	Visible   Visibility
	Statuses  eic.Set[eic.OfferStatus]
	Kinds     eic.Set[eic.OfferKind]
	Modes     eic.Set[eic.EngagementMode]
	Settings  eic.Set[eic.Setting]
	Grades    eic.Grades
	OfferedBy eic.PartyID
	Product   eic.ProductID
	Category  eic.FundCategory
	Topics    []eic.TopicID
	Near      *Near
	Words     Words // finds offers that are open or listed
}

// OrganizationFilter chooses organizations of a cluster.
type OrganizationFilter struct {
	Cluster eic.ClusterID
	Kinds   eic.Set[eic.OrganizationKind]
	PartOf  eic.OrganizationID
	Grades  eic.Grades
	Near    *Near
	Words   Words // in the name
}

// PersonFilter chooses members of a cluster.
type PersonFilter struct {
	Cluster      eic.ClusterID
	Roles        eic.Set[eic.StakeholderRole] // has one of them, in this cluster
	Organization eic.OrganizationID           // affiliated with, at any time
	Words        Words                        // in the name
}

// ProductFilter chooses products of a cluster.
type ProductFilter struct {
	Cluster eic.ClusterID
	Company eic.OrganizationID
	Grades  eic.Grades
	Devices eic.Set[eic.Device]
	Words   Words // in the name and description
}

// ListKey returns the key by which a record stands in its list: its time of
// creation for needs and offers, its folded name for the others.
func ListKey(r eic.Record) string {
	switch r := r.(type) {
	case *eic.Organization:
		return Fold(r.Name)
	case *eic.Person:
		return Fold(r.Name)
	case *eic.Product:
		return Fold(r.Name)
	case *eic.Topic:
		return Fold(r.Label)
	}
	return r.Header().Created.At.UTC().Format("2006-01-02T15:04:05.000Z")
}
