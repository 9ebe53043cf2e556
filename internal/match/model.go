package match

import "github.com/edclusters/thirdplace/internal/eic"

// Model is everything an answer depends on beside the need and the offers. It
// is the value of one request: pinned at its start, read only, and safe for
// concurrent use. Nil statistics are those of an empty cluster, a nil taxonomy
// has no topics.
type Model struct {
	Weights  Weights
	Taxonomy *Taxonomy
	Offers   *Statistics // of the cluster's offers: TEXT and TOPIC read these in both directions
	Needs    *Statistics // of the cluster's needs: NeedsQuery and wishes read these
	Today    eic.Day     // the cluster's local day
	Chance   Chance      // zero: what texts mean is not looked at
	Exposure Exposure
	// Network has the clusters that share with each other, in a list over all of
	// them. Nil: a list of the need's own cluster alone.
	Network map[eic.ClusterID]bool
}

// Exposure is what balance needs to know, from a pinned snapshot.
type Exposure struct {
	// Load is how many people an offer serves or is asked by in its running
	// period, in the unit of its capacity's count. Nil: nobody is loaded.
	Load map[eic.OfferID]float64
	// Views is how often an offer has been shown. Nil: not known, so that no
	// place is given to what few have seen; an empty map: nothing was ever seen.
	Views map[eic.OfferID]int
}
