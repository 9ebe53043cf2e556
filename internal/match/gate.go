package match

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

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

// gates lists what two must pass to meet, in the order of eic.MatchGate. Each
// returns nil if it is open. What is not said closes none.
var gates = [...]func(m *Model, n *Need, o *Offer) *Blocker{
	scopeGate, kindGate, statusGate, selfGate, datesGate, capacityGate,
	settingGate, distanceGate, gradesGate, groupSizeGate, languageGate, devicesGate,
}

// firstBlocker returns the first closed gate, or nil.
func (m *Model) firstBlocker(n *Need, o *Offer) *Blocker {
	for _, gate := range gates {
		if b := gate(m, n, o); b != nil {
			return b
		}
	}
	return nil
}

// blockers returns every closed gate, in order.
func (m *Model) blockers(n *Need, o *Offer) []Blocker {
	var list []Blocker
	for _, gate := range gates {
		if b := gate(m, n, o); b != nil {
			list = append(list, *b)
		}
	}
	return list
}

// scopeGate: both belong to the same cluster or, in a list over the network, to
// clusters that share.
func scopeGate(m *Model, n *Need, o *Offer) *Blocker {
	if n.Record.Cluster == o.Record.Cluster || m.Network[n.Record.Cluster] && m.Network[o.Record.Cluster] {
		return nil
	}
	return &Blocker{Gate: eic.GateScope, NeedCluster: n.Record.Cluster, OfferCluster: o.Record.Cluster}
}

// kindGate: the need looks for offers of this kind.
func kindGate(_ *Model, n *Need, o *Offer) *Blocker {
	if n.Record.Sought().Has(o.Record.Kind) {
		return nil
	}
	return &Blocker{Gate: eic.GateKind, Kinds: n.Record.Sought(), Kind: o.Record.Kind}
}

// statusGate: the need is not over, and the offer is open or known from a record.
func statusGate(_ *Model, n *Need, o *Offer) *Blocker {
	b := Blocker{Gate: eic.GateStatus}
	if n.Record.Status != 0 && eic.NeedLifecycle(true).Final(n.Record.Status) {
		b.NeedStatus = n.Record.Status
	}
	if o.Record.Status != eic.OfferOpen && o.Record.Status != eic.OfferListed {
		b.OfferStatus = o.Record.Status
	}
	if b.NeedStatus == 0 && b.OfferStatus == 0 {
		return nil
	}
	return &b
}

// selfGate: nobody is matched with themselves, or with an organization of theirs.
func selfGate(_ *Model, n *Need, o *Offer) *Blocker {
	by := o.Record.OfferedBy
	if eic.PartyID(n.Record.PostedBy) == by && by != "" {
		return &Blocker{Gate: eic.GateSelf, Party: by}
	}
	for _, organization := range n.organizations {
		if eic.PartyID(organization) == by || (o.Product != nil && o.Product.Company == organization) {
			return &Blocker{Gate: eic.GateSelf, Party: eic.PartyID(organization)}
		}
	}
	return nil
}

// datesGate: there is a day, from today and the offer's lead days on, on which
// both can.
func datesGate(m *Model, n *Need, o *Offer) *Blocker {
	if days, _ := meetingDays(n.Record, o.Record, m.Today, 1); days > 0 {
		return nil
	}
	return &Blocker{
		Gate: eic.GateDates, Asked: n.Record.Window, Offered: offeredDays(o.Record),
		LeadDays: o.Record.LeadDays, Earliest: earliest(o.Record, m.Today),
	}
}

// offeredDays spans an offer's own window and its availability.
func offeredDays(o *eic.Offer) eic.Window {
	if len(o.Availability) == 0 {
		return o.Window()
	}
	span := o.Availability[0].Window
	for _, a := range o.Availability[1:] {
		span.Start = min(span.Start, a.Start)
		if span.End != 0 && (a.End == 0 || a.End > span.End) {
			span.End = a.End
		}
	}
	if both, ok := span.And(o.Window()); ok {
		return both
	}
	return span
}

// capacityGate: something is left, as declared.
func capacityGate(_ *Model, _ *Need, o *Offer) *Blocker {
	if c := o.Record.Capacity; c != nil && c.Count == 0 {
		return &Blocker{Gate: eic.GateCapacity, Capacity: c}
	}
	return nil
}

// settingGate: in person or online, there is a way to meet that suits both.
func settingGate(_ *Model, n *Need, o *Offer) *Blocker {
	if !settingsInCommon(n.Record, o.Record).Empty() {
		return nil
	}
	return &Blocker{Gate: eic.GateSetting, SettingsAsked: n.Record.Settings, SettingsOffered: o.Record.Settings}
}

// distanceGate: where meeting in person is the only way, the offerer comes that far.
func distanceGate(_ *Model, n *Need, o *Offer) *Blocker {
	radius := o.Record.TravelKm
	if radius == nil || settingsInCommon(n.Record, o.Record) != eic.SetOf(eic.InPerson) {
		return nil
	}
	if km, ok := distance(n.Record, o.Record); ok && km > *radius {
		return &Blocker{Gate: eic.GateDistance, Km: km, RadiusKm: *radius}
	}
	return nil
}

// gradesGate: there is a grade in common.
func gradesGate(_ *Model, n *Need, o *Offer) *Blocker {
	if !apart(n.Record.Grades, o.Record.Grades) {
		return nil
	}
	return &Blocker{Gate: eic.GateGrades, GradesAsked: n.Record.Grades, GradesOffered: o.Record.Grades}
}

// apart reports whether two sets both say something and have nothing in common.
func apart[T eic.Enum](a, b eic.Set[T]) bool { return !a.Empty() && !b.Empty() && a.And(b).Empty() }

// groupSizeGate: the group fits.
func groupSizeGate(_ *Model, n *Need, o *Offer) *Blocker {
	if o.Record.GroupSize.Has(n.Record.GroupSize) {
		return nil
	}
	return &Blocker{Gate: eic.GateGroupSize, Group: n.Record.GroupSize, Size: o.Record.GroupSize}
}

// languageGate: there is a language in common.
func languageGate(_ *Model, n *Need, o *Offer) *Blocker {
	asked, offered := n.Record.Languages, o.Record.Languages
	if len(asked) == 0 || len(offered) == 0 {
		return nil
	}
	for _, language := range asked {
		if slices.Contains(offered, language) {
			return nil
		}
	}
	return &Blocker{Gate: eic.GateLanguage, LanguagesAsked: asked, LanguagesOffered: offered}
}

// devicesGate: a pilot runs on a device the class has. What the pilot does not
// say its product does.
func devicesGate(_ *Model, n *Need, o *Offer) *Blocker {
	if o.Record.Pilot == nil {
		return nil
	}
	offered := o.Record.Pilot.Devices
	if offered.Empty() && o.Product != nil {
		offered = o.Product.Devices
	}
	if !apart(n.Record.Devices, offered) {
		return nil
	}
	return &Blocker{Gate: eic.GateDevices, DevicesAsked: n.Record.Devices, DevicesOffered: offered}
}
