package neo4jstore

import "github.com/edclusters/thirdplace/internal/store"

// shelf is how a shelf stands in the graph: the label of what is on it and the
// full-text index over that label.
type shelf struct{ label, index string }

// shelves are the shelves by their number; that of 0 is none.
var shelves = [...]shelf{
	store.NeedShelf:     {"OpenNeed", "open_needs"},
	store.OpenFunds:     {"OpenFund", "open_funds"},
	store.OpenPilots:    {"OpenPilot", "open_pilots"},
	store.OpenGrants:    {"OpenGrant", "open_grants"},
	store.OpenStudies:   {"OpenStudy", "open_studies"},
	store.ListedFunds:   {"ListedFund", "listed_funds"},
	store.ListedPilots:  {"ListedPilot", "listed_pilots"},
	store.ListedGrants:  {"ListedGrant", "listed_grants"},
	store.ListedStudies: {"ListedStudy", "listed_studies"},
}

// offerIndexes are the indexes of all shelves of offers.
func offerIndexes() []string {
	var names []string
	for _, s := range shelves[store.OpenFunds:] {
		names = append(names, s.index)
	}
	return names
}
