package eic

// The states of needs and offers; the legal steps between them are in lifecycle.go.

// NeedStatus is how far a need has come; see NeedLifecycle.
type NeedStatus uint8

// The values of NeedStatus.
const (
	NeedDraft    NeedStatus = iota + 1 // only its author sees it
	NeedInReview                       // waits for a steward
	NeedOpen                           // the cluster sees it
	NeedMatched
	NeedInProgress
	NeedFulfilled
	NeedWithdrawn
	NeedExpired
)

var needStatusNames = []string{"DRAFT", "IN_REVIEW", "OPEN", "MATCHED", "IN_PROGRESS", "FULFILLED", "WITHDRAWN", "EXPIRED"}

// String returns the value's name.
func (v NeedStatus) String() string { return nameOf(needStatusNames, v) }

// MarshalText writes the value's name.
func (v NeedStatus) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *NeedStatus) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[NeedStatus](needStatusNames, b)
	return err
}

// EveryNeedStatus lists the values in order.
func EveryNeedStatus() []NeedStatus { return every[NeedStatus](needStatusNames) }

// OfferStatus is how far an offer has come; see OfferLifecycle.
type OfferStatus uint8

// The values of OfferStatus.
const (
	OfferDraft OfferStatus = iota + 1 // only its offerer sees it
	OfferOpen
	OfferPaused
	OfferClosed
	OfferListed // known from a public record: shown, labelled so, not to be asked
)

var offerStatusNames = []string{"DRAFT", "OPEN", "PAUSED", "CLOSED", "LISTED"}

// String returns the value's name.
func (v OfferStatus) String() string { return nameOf(offerStatusNames, v) }

// MarshalText writes the value's name.
func (v OfferStatus) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *OfferStatus) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[OfferStatus](offerStatusNames, b)
	return err
}

// EveryOfferStatus lists the values in order.
func EveryOfferStatus() []OfferStatus { return every[OfferStatus](offerStatusNames) }
