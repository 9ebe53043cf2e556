package match

import "github.com/edclusters/thirdplace/internal/eic"

// Need is a need made ready for matching: a pure function of its record, text
// and links, to be kept under the record's id and version.
type Need struct {
	Record *eic.Need

	organizations []eic.OrganizationID // the poster's, for SELF
}

// NewNeed makes a need ready. The topics its author chose are added to the
// links. organizations are those the poster belongs to today; the one the need
// is posted for is added.
func NewNeed(n *eic.Need, text Text, links []Link, organizations []eic.OrganizationID) *Need {
	return &Need{Record: n, organizations: organizations}
}

// WithOrganizations returns the same need for a poster who belongs to these
// organizations today: they change without the need, which may be kept.
func (n *Need) WithOrganizations(organizations []eic.OrganizationID) *Need {
	copied := *n
	copied.organizations = organizations
	return &copied
}

// ID returns the need's id; empty for one that is not posted yet.
func (n *Need) ID() eic.NeedID { return eic.NeedID(n.Record.ID) }

// Size returns about how many bytes the features take, without the record.
func (n *Need) Size() int { return 0 }

// Offer is an offer made ready for matching: a pure function of its record, its
// product, text and links, to be kept under their ids and versions.
type Offer struct {
	Record  *eic.Offer
	Product *eic.Product // of a pilot; nil otherwise or if not known
}

// NewOffer makes an offer ready. The topics its offerer chose, and those of the
// product, are added to the links; the product's words are part of text already.
func NewOffer(o *eic.Offer, p *eic.Product, text Text, links []Link) *Offer {
	return &Offer{Record: o, Product: p}
}

// ID returns the offer's id.
func (o *Offer) ID() eic.OfferID { return eic.OfferID(o.Record.ID) }

// Size returns about how many bytes the features take, without the records.
func (o *Offer) Size() int { return 0 }
