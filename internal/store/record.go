package store

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Records reads records by what identifies them.
type Records interface {
	// Fetch returns the records with these ids in their order, nil for what is
	// not there. It is one statement per record type, whatever the number of ids.
	Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error)
	// Hydrate returns needs or offers with their analysed form, in the order of
	// ids, the zero Indexed for what is not there. The product of a pilot offer
	// comes with it.
	Hydrate(ctx context.Context, ids []eic.ID) ([]Indexed, error)
	// PersonWith returns the person with an identity, or nil.
	PersonWith(ctx context.Context, identity eic.Identity) (*eic.Person, error)
	// Clusters returns all clusters by name.
	Clusters(ctx context.Context) ([]*eic.Cluster, error)
	// Topics returns the topics of a cluster's own or, for "", those that all
	// clusters share, in the order of their ids.
	Topics(ctx context.Context, cluster eic.ClusterID) ([]*eic.Topic, error)
	// TopicChanges returns, for every cluster that has topics of its own and for ""
	// the shared ones, a number that grows with each write that changes one of them:
	// whoever keeps topics in memory asks by it whether they are still what is stored.
	// It is a small question, whatever the number of topics. What is kept in a
	// database that is away is left out.
	TopicChanges(ctx context.Context) (map[eic.ClusterID]int64, error)
	// Scan returns at most limit records of a type, of one cluster or, for "", of
	// all, with ids above after, in the order of their ids. Clusters themselves
	// are found among all only.
	Scan(ctx context.Context, cluster eic.ClusterID, t eic.Type, after eic.ID, limit int) ([]eic.Record, error)
	// HangingOn returns the ids of the pilot offers of a product, in order.
	HangingOn(ctx context.Context, product eic.ProductID) ([]eic.OfferID, error)
}

// Document is the analysed form of a need or an offer: the tokens its text was
// split into and the topics it is about. Engines index these strings and
// nothing else; every token is made of the characters a-z and 0-9.
type Document struct {
	Analysis int     `json:"analysis"` // version of the analysis that made it
	Title    string  `json:"title"`    // tokens, separated by single blanks
	Body     string  `json:"body"`     // the same
	Topics   []About `json:"topics,omitempty"`
}

// About ties a document to a topic.
type About struct {
	Topic  eic.TopicID `json:"topic"`
	Token  string      `json:"token"`  // the topic's token in the index
	Weight float64     `json:"weight"` // confidence, above 0, at most 1
	Chosen bool        `json:"chosen"` // by its author; else found in the text
}

// Indexed is a need or an offer with its analysed form.
type Indexed struct {
	Record   eic.Record   // *eic.Need or *eic.Offer; nil if it is not there
	Product  *eic.Product // of a pilot offer
	Document Document
}
