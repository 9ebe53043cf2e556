package store

import (
	"context"
	"strings"
	"unicode"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Recaller finds candidates for matching.
type Recaller interface {
	// Recall answers all queries in one round trip, in their order: for each
	// shelf of a query the Limit documents of the cluster in which the tokens
	// found weigh most, the heaviest first, equals in the order of their ids. Every
	// engine gives the same. A word weighs InTitle times its weight where a title
	// has it and InBody times where a body has it, both where both have it, however
	// often; a topic weighs InTopics times. A document that has none of the words and
	// topics is no candidate.
	Recall(ctx context.Context, queries []Query) ([]map[Shelf][]Candidate, error)
}

// Shelf is a place in the index on which only what may be matched stands: an
// offer leaves its shelf in the transaction that closes it. Cluster, kind and
// status are so applied before the limit.
type Shelf uint8

// The shelves: open needs; open offers by kind; offers listed from public
// records by kind.
const (
	NeedShelf Shelf = iota + 1
	OpenFunds
	OpenPilots
	OpenGrants
	OpenStudies
	ListedFunds
	ListedPilots
	ListedGrants
	ListedStudies
)

// ShelfOf returns the shelf a need or an offer stands on; ok is false for one
// that cannot be matched now.
func ShelfOf(r eic.Record) (shelf Shelf, ok bool) {
	switch r := r.(type) {
	case *eic.Need:
		return NeedShelf, r.Status == eic.NeedOpen
	case *eic.Offer:
		switch r.Status {
		case eic.OfferOpen:
			return OfferShelf(r.Kind, false), true
		case eic.OfferListed:
			return OfferShelf(r.Kind, true), true
		}
	}
	return 0, false
}

// OfferShelf returns the shelf of a kind of offer.
func OfferShelf(kind eic.OfferKind, listed bool) Shelf {
	shelf := OpenFunds + Shelf(kind-eic.FundOfKnowledge)
	if listed {
		shelf += ListedFunds - OpenFunds
	}
	return shelf
}

// Query asks for candidates. Words and Topics are tokens of documents; what is no
// token finds nothing, and one that is repeated counts once, as it comes first.
type Query struct {
	Cluster eic.ClusterID
	Shelves []Shelf
	Words   []Token
	Topics  []Token
	Limit   int // per shelf
}

// Token is a token of documents and what a document weighs that has it.
type Token struct {
	Text   string
	Weight int // 1 to 511
}

// How often the weight of a token counts in each part of a document.
const (
	InTitle  = 3
	InBody   = 2
	InTopics = 2
)

// Candidate is what recall says of one document: what it is and which version
// of it, and of the product it hangs on, so that features already known need
// not be read again.
type Candidate struct {
	ID             eic.ID
	Version        eic.Version
	Analysis       int           // version of the analysis of its document
	Product        eic.ProductID // of a pilot offer
	ProductVersion eic.Version
}

// Fold returns a name as lists sort it: lower case, accents of Latin letters
// kept, runs of blanks as one.
func Fold(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), unicode.IsSpace), " ")
}
