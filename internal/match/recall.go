package match

// Query is what to ask an index for: records with any of the words or topics.
// It holds tokens only, of a-z and 0-9.
type Query struct {
	Words  []string
	Topics []string
}

// OffersQuery returns the query that recalls offers for a need.
func (m *Model) OffersQuery(n *Need) Query { return Query{} }

// NeedsQuery returns the query that recalls needs for an offer.
func (m *Model) NeedsQuery(o *Offer) Query { return Query{} }
