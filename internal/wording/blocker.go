package wording

import (
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// Blocker returns why two may not meet, and what would lift it.
func Blocker(lang eic.Language, b match.Blocker) string {
	switch b.Gate {
	case eic.GateScope:
		return scopeClosed.text(lang)
	case eic.GateKind:
		return kindClosed.in(lang, choice(lang, words(lang, kindWords, b.Kinds.Values())), kindWords[b.Kind])
	case eic.GateStatus:
		return statusBlocker(lang, b)
	case eic.GateSelf:
		return selfBlocker(lang, b)
	case eic.GateDates:
		return datesBlocker(lang, b)
	case eic.GateCapacity:
		return capacityBlocker(lang, b)
	case eic.GateSetting:
		return settingClosed.in(lang, sides(lang, settingWords, b.SettingsAsked), sides(lang, settingWords, b.SettingsOffered))
	case eic.GateDistance:
		if b.RadiusKm == 0 {
			return distanceFixed.in(lang, km(lang, b.Km))
		}
		return distanceClosed.in(lang, km(lang, b.RadiusKm), km(lang, b.Km))
	case eic.GateGrades:
		return gradesClosed.in(lang, grades(lang, b.GradesAsked), grades(lang, b.GradesOffered))
	case eic.GateGroupSize:
		return groupBlocker(lang, b)
	case eic.GateLanguage:
		return languageClosed.in(lang, choice(lang, languages(lang, b.LanguagesAsked)), languages(lang, b.LanguagesOffered))
	case eic.GateDevices:
		return devicesClosed.in(lang, sides(lang, deviceWords, b.DevicesAsked), sides(lang, deviceWords, b.DevicesOffered))
	}
	return closed.text(lang)
}

var (
	scopeClosed = phrase{
		"They belong to clusters that do not share with each other. A cluster that shares with the network would lift this.",
		"Pertenecen a clústeres que no comparten entre sí. Un clúster que comparta con la red lo resolvería.",
	}
	kindClosed = phrase{
		"The need looks for {0}, and this is {1}. Adding that kind to the need would lift this.",
		"La necesidad busca {0}, y esto es {1}. Agregar ese tipo a la necesidad lo resolvería.",
	}
	settingClosed = phrase{
		"The need is for meeting {0}, the offer for meeting {1}. Allowing both would lift this.",
		"La necesidad es para reunirse {0}, la oferta para reunirse {1}. Permitir ambas formas lo resolvería.",
	}
	distanceClosed = phrase{
		"They come up to {0}, and the class is {1} away. Meeting by video would lift this.",
		"Se desplazan hasta {0}, y la clase está a {1}. Reunirse por video lo resolvería.",
	}
	distanceFixed = phrase{
		"They do not travel, and the class is {0} away. Meeting by video, or at their place, would lift this.",
		"No se desplazan, y la clase está a {0}. Reunirse por video, o donde ellos están, lo resolvería.",
	}
	gradesClosed = phrase{
		"The need is for {0}, the offer for {1}. A grade in common would lift this.",
		"La necesidad es para {0}, la oferta para {1}. Un grado en común lo resolvería.",
	}
	languageClosed = phrase{
		"The need asks for {0}, and the offerer speaks {1}. A language in common would lift this, or somebody who interprets.",
		"La necesidad pide {0}, y quien ofrece habla {1}. Un idioma en común lo resolvería, o alguien que interprete.",
	}
	devicesClosed = phrase{
		"The class works on {0}, and this runs on {1}. Borrowed devices would lift this.",
		"La clase trabaja con {0}, y esto funciona en {1}. Dispositivos prestados lo resolverían.",
	}
	closed = phrase{"They cannot meet for now.", "Por ahora no pueden reunirse."}
)

func sides[T eic.Enum](lang eic.Language, of map[T]phrase, set eic.Set[T]) string {
	return choice(lang, words(lang, of, set.Values()))
}

var (
	needIs      = phrase{"The need is {0:s}. {1}", "La necesidad está {0:s}. {1}"}
	offerIs     = phrase{"The offer is {0:s}. {1}", "La oferta está {0:s}. {1}"}
	needOpens   = phrase{"It can be matched once it is open.", "Podrá encajar cuando esté abierta."}
	offerOpens  = phrase{"It can be asked for once its offerer opens it.", "Se podrá pedir cuando quien la ofrece la abra."}
	itIsOver    = phrase{"A new one would lift this.", "Una nueva lo resolvería."}
	needIsTaken = phrase{"Somebody has been found for it already.", "Ya se encontró a alguien para ella."}
)

func statusBlocker(lang eic.Language, b match.Blocker) string {
	if b.NeedStatus == 0 {
		lift := offerOpens
		if b.OfferStatus == eic.OfferClosed {
			lift = itIsOver
		}
		return offerIs.in(lang, b.OfferStatus.String(), lift)
	}
	lift := itIsOver
	switch b.NeedStatus {
	case eic.NeedDraft, eic.NeedInReview:
		lift = needOpens
	case eic.NeedMatched, eic.NeedInProgress, eic.NeedFulfilled:
		lift = needIsTaken
	}
	return needIs.in(lang, b.NeedStatus.String(), lift)
}

var (
	ownOffer = phrase{
		"The need and the offer are the same person's. Somebody else's would lift this.",
		"La necesidad y la oferta son de la misma persona. Una de otra persona lo resolvería.",
	}
	ownOrganization = phrase{
		"The need and the offer are of the same organization. One from outside would lift this.",
		"La necesidad y la oferta son de la misma organización. Una de fuera lo resolvería.",
	}
)

func selfBlocker(lang eic.Language, b match.Blocker) string {
	if _, ok := b.Party.Organization(); ok {
		return ownOrganization.text(lang)
	}
	return ownOffer.text(lang)
}

var (
	datesApart = phrase{
		"The need is for some time {0}, and the offer has time {1}. Other dates would lift this.",
		"La necesidad es para algún momento {0}, y la oferta tiene tiempo {1}. Otras fechas lo resolverían.",
	}
	datesSoon = phrase{
		"The offer needs {0} {0|day|days} of notice, so that {1} is the first day that can be, and the need is for some time {2}. Later dates would lift this.",
		"La oferta necesita {0} {0|día|días} de aviso, así que el {1} es el primer día posible, y la necesidad es para algún momento {2}. Fechas posteriores lo resolverían.",
	}
	datesPast = phrase{
		"The need is for some time {0}, and that is over. Later dates would lift this.",
		"La necesidad es para algún momento {0}, y eso ya pasó. Fechas posteriores lo resolverían.",
	}
)

func datesBlocker(lang eic.Language, b match.Blocker) string {
	if _, ok := b.Asked.And(b.Offered); !ok {
		return datesApart.in(lang, window(lang, b.Asked), window(lang, b.Offered))
	}
	if b.LeadDays > 0 {
		return datesSoon.in(lang, b.LeadDays, b.Earliest, window(lang, b.Asked))
	}
	if b.Asked.End != 0 && b.Asked.End < b.Earliest {
		return datesPast.in(lang, window(lang, b.Asked))
	}
	return datesApart.in(lang, window(lang, b.Asked), window(lang, b.Offered))
}

var (
	capacityTaken = phrase{
		"The offer can be given {0} {0|time|times} {1}, and that is taken. Asking again later would lift this.",
		"La oferta se puede dar {0} {0|vez|veces} {1}, y eso ya está tomado. Pedirla más tarde lo resolvería.",
	}
	capacityNone = phrase{
		"The offer has nothing left to give for now. Asking again later would lift this.",
		"A la oferta no le queda nada que dar por ahora. Pedirla más tarde lo resolvería.",
	}
)

func capacityBlocker(lang eic.Language, b match.Blocker) string {
	if b.Capacity == nil || b.Capacity.Count == 0 {
		return capacityNone.text(lang)
	}
	return capacityTaken.in(lang, b.Capacity.Count, periodWords[b.Capacity.Per])
}

var (
	groupLarge = phrase{
		"The group has {0} people, and the offer is for at most {1}. Smaller groups, one after the other, would lift this.",
		"El grupo tiene {0} personas, y la oferta es para {1} como máximo. Grupos más pequeños, uno tras otro, lo resolverían.",
	}
	groupSmall = phrase{
		"The group has {0} {0|person|people}, and the offer is for at least {1}. Joining with another class would lift this.",
		"El grupo tiene {0} {0|persona|personas}, y la oferta es para {1} como mínimo. Juntarse con otra clase lo resolvería.",
	}
)

func groupBlocker(lang eic.Language, b match.Blocker) string {
	if b.Group < b.Size.Min {
		return groupSmall.in(lang, b.Group, b.Size.Min)
	}
	return groupLarge.in(lang, b.Group, b.Size.Max)
}
