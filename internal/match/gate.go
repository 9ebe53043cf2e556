package match

import "github.com/edclusters/thirdplace/internal/eic"

// Blocker says why two may not meet: the gate and the facts that show what
// would lift it. Only the fields named for its gate are set.
type Blocker struct {
	Gate eic.MatchGate

	NeedCluster, OfferCluster eic.ClusterID // SCOPE

	Kinds eic.Set[eic.OfferKind] // KIND: sought
	Kind  eic.OfferKind          // KIND: offered

	NeedStatus  eic.NeedStatus  // STATUS: of the need, where that is in the way
	OfferStatus eic.OfferStatus // STATUS: of the offer, where that is in the way

	Party eic.PartyID // SELF: the poster, or the organization both belong to

	Asked    eic.Window // DATES: the need's window
	Offered  eic.Window // DATES: from the offer's first day to its last
	LeadDays int        // DATES: asked for by the offer
	Earliest eic.Day    // DATES: today and the lead days

	Capacity *eic.Capacity // CAPACITY

	SettingsAsked, SettingsOffered eic.Set[eic.Setting] // SETTING

	Km, RadiusKm float64 // DISTANCE

	GradesAsked, GradesOffered eic.Grades // GRADES

	Group int           // GROUP_SIZE: people
	Size  eic.GroupSize // GROUP_SIZE: the offer's range

	LanguagesAsked, LanguagesOffered []eic.Language // LANGUAGE

	DevicesAsked, DevicesOffered eic.Set[eic.Device] // DEVICES
}
