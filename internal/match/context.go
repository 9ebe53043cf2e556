package match

import (
	"math"

	"github.com/edclusters/thirdplace/internal/eic"
)

// verdict is what one context factor says about a pair.
type verdict struct {
	factor        eic.MatchFactor
	weight, prior float64
	asked         bool    // the need says what it looks for
	said          bool    // the offer says what it has; without it value is the prior
	value         float64 // f, 0..1
	evidence      Evidence
}

// contextFactors lists what moves content, in the order of the factors.
var contextFactors = [...]func(*scorer, *question, *Offer) verdict{
	(*scorer).curriculum, (*scorer).mode, (*scorer).place, (*scorer).time,
}

func (s *scorer) verdict(q *question, f eic.MatchFactor, c Context) verdict {
	return verdict{factor: f, weight: s.emphasized(q, f, c.Weight), prior: c.Prior, value: c.Prior}
}

// say sets the value an offer earns by what it says.
func (v *verdict) say(value float64) { v.said, v.value = true, value }

// curriculum is how well an offer fits what is taught, over what the need asks
// for of grades, subjects and standards: the share of the grades, and the mean of
// how near the offer's subjects and standards come to each asked for. What an
// offer does not say counts as the prior, so that saying more never loses what was
// earned:
//
//	f = prior + sum of (part - prior)/parts asked for
func (s *scorer) curriculum(q *question, o *Offer) verdict {
	v := s.verdict(q, eic.FactorCurriculum, s.w.Curriculum)
	need, offer := q.need.Record, o.Record
	parts, moved, said := 0, 0.0, false
	part := func(asked, known bool, value float64) {
		if asked {
			parts++
		}
		if asked && known {
			said, moved = true, moved+value-v.prior
		}
	}
	common := need.Grades.And(offer.Grades)
	part(!need.Grades.Empty(), !offer.Grades.Empty(), float64(common.Len())/max(1, float64(need.Grades.Len())))
	if !need.Grades.Empty() && !offer.Grades.Empty() {
		v.evidence.GradesAsked, v.evidence.Grades = need.Grades, common
	}
	subjects, near := s.taught(o, q.subjects, eic.Subject, &v.evidence.Subjects)
	part(len(q.subjects) > 0, subjects, near)
	standards, near := s.taught(o, q.standards, eic.Standard, &v.evidence.Standards)
	part(len(q.standards) > 0, standards, near)
	v.asked = parts > 0
	if said {
		v.say(v.prior + moved/float64(parts))
	}
	return v
}

// taught returns whether an offer has topics of a kind, and how near they come
// to those asked for on average. Those that are met are added to served.
func (s *scorer) taught(o *Offer, asked []held, kind eic.TopicKind, served *[]eic.TopicID) (said bool, near float64) {
	if len(asked) == 0 {
		return false, 0
	}
	var offered []held
	for _, h := range o.topics {
		if topic := s.tax.Topic(h.id); topic != nil && topic.Kind == kind {
			offered = append(offered, h)
		}
	}
	for _, h := range asked {
		value := s.closest(h, offered)
		near += value / float64(len(asked))
		if value > 0 {
			*served = append(*served, h.id)
		}
	}
	return len(offered) > 0, near
}

// mode is 1 if the offer has one of the ways of working the need asks for, else 0.
func (s *scorer) mode(q *question, o *Offer) verdict {
	v := s.verdict(q, eic.FactorMode, s.w.Mode)
	asked, offered := q.need.Record.Modes, o.Record.Modes
	v.asked = !asked.Empty()
	if v.asked && !offered.Empty() {
		common := asked.And(offered)
		v.evidence.ModesAsked, v.evidence.Modes = asked, common
		v.say(truth(!common.Empty()))
	}
	return v
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// place is 1 if meeting online suits both, else exp(-km/radius): 1 next door,
// .37 as far away as the offerer comes (or, where that is not said, as people do).
func (s *scorer) place(q *question, o *Offer) verdict {
	v := s.verdict(q, eic.FactorPlace, s.w.Place)
	need, offer := q.need.Record, o.Record
	v.asked = need.Place.Said()
	if !v.asked {
		return v
	}
	anyhow := need.Settings.Empty() || need.Settings.Has(eic.Virtual)
	if anyhow && offer.Settings.Has(eic.Virtual) {
		v.evidence.Virtual = true
		v.say(1)
		return v
	}
	if !settingsInCommon(need, offer).Has(eic.InPerson) {
		return v
	}
	if km, ok := distance(need, offer); ok {
		radius := s.w.RadiusKm
		if offer.TravelKm != nil {
			radius = *offer.TravelKm
		}
		v.evidence.Km, v.evidence.RadiusKm = km, radius
		v.say(nearness(km, radius))
	}
	return v
}

// nearness is exp(-km/radius); somebody who does not travel is near what is at
// their own place only.
func nearness(km, radius float64) float64 {
	if radius <= 0 {
		return truth(km == 0)
	}
	return math.Exp(-km / radius)
}

// distance returns how far apart a need and an offer are, if both are located.
func distance(n *eic.Need, o *eic.Offer) (km float64, ok bool) {
	a, located := n.Place.Point()
	b, locatedToo := o.Place.Point()
	return a.Km(b), located && locatedToo
}

// settingsInCommon returns where the two could meet; who does not say where
// meets anywhere.
func settingsInCommon(n *eic.Need, o *eic.Offer) eic.Set[eic.Setting] {
	anywhere := eic.SetOf(eic.EverySetting()...)
	if !n.Settings.Empty() {
		anywhere = anywhere.And(n.Settings)
	}
	if !o.Settings.Empty() {
		anywhere = anywhere.And(o.Settings)
	}
	return anywhere
}

// time is min(1, days in common/days needed). A pilot needs its weeks, anything
// else a few days to choose from; neither needs more than the need's window has.
func (s *scorer) time(q *question, o *Offer) verdict {
	v := s.verdict(q, eic.FactorTime, s.w.Time)
	need, offer := q.need.Record, o.Record
	v.asked = need.Window.Said()
	if !v.asked || (len(offer.Availability) == 0 && !offer.Window().Said()) {
		return v
	}
	needed := s.w.DaysNeeded
	if offer.Pilot != nil && offer.Pilot.Weeks > 0 {
		needed = 7 * offer.Pilot.Weeks
	}
	if days := need.Window.Days(); days > 0 {
		needed = min(needed, days)
	}
	needed = max(1, needed)
	days, span := meetingDays(need, offer, s.m.Today, needed)
	v.evidence.Days, v.evidence.DaysNeeded, v.evidence.Window = days, needed, span
	v.say(float64(days) / float64(needed))
	return v
}
