package eic

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Lifecycle is a table of legal steps: for each state those it may go to, in
// the order a person would expect to read them.
type Lifecycle[S Enum] map[S][]S

// NeedLifecycle returns the steps of a need. In a cluster without review a
// draft opens at once.
func NeedLifecycle(review bool) Lifecycle[NeedStatus] {
	if review {
		return reviewedNeed
	}
	return unreviewedNeed
}

// OfferLifecycle returns the steps of an offer. What is listed from a public
// record can only be closed: it was never its offerer's to open or pause.
func OfferLifecycle() Lifecycle[OfferStatus] { return offerSteps }

var reviewedNeed = Lifecycle[NeedStatus]{
	NeedDraft:      {NeedInReview, NeedWithdrawn, NeedExpired},
	NeedInReview:   {NeedOpen, NeedDraft, NeedWithdrawn, NeedExpired},
	NeedOpen:       {NeedMatched, NeedWithdrawn, NeedExpired},
	NeedMatched:    {NeedInProgress, NeedWithdrawn, NeedExpired},
	NeedInProgress: {NeedFulfilled, NeedWithdrawn, NeedExpired},
}

var unreviewedNeed = Lifecycle[NeedStatus]{
	NeedDraft:      {NeedOpen, NeedWithdrawn, NeedExpired},
	NeedInReview:   reviewedNeed[NeedInReview],
	NeedOpen:       reviewedNeed[NeedOpen],
	NeedMatched:    reviewedNeed[NeedMatched],
	NeedInProgress: reviewedNeed[NeedInProgress],
}

var offerSteps = Lifecycle[OfferStatus]{
	OfferDraft:  {OfferOpen, OfferClosed},
	OfferOpen:   {OfferPaused, OfferClosed},
	OfferPaused: {OfferOpen, OfferClosed},
	OfferListed: {OfferClosed},
}

// Next lists the states one may go to; nil for a final state.
func (l Lifecycle[S]) Next(from S) []S { return l[from] }

// Final reports whether nothing follows a state.
func (l Lifecycle[S]) Final(state S) bool { return len(l[state]) == 0 }

// Step decides a step. Reaching the state one is in already is no change and no
// error; an illegal step is a Conflict that carries the legal next states.
func (l Lifecycle[S]) Step(from, to S) (changed bool, err error) {
	if from == to {
		return false, nil
	}
	if slices.Contains(l[from], to) {
		return true, nil
	}
	e := fault.New(fault.Conflict, fault.IllegalState, from.String(), to.String())
	for _, s := range l[from] {
		e.Legal = append(e.Legal, s.String())
	}
	return false, e
}
