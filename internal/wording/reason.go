package wording

import (
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// Reason returns one factor of a score as a sentence to a reader. topics gives
// the label of a topic in the reader's language. Only what scored is said; a
// negative contribution is said as what does not fit.
func Reason(to Reader, r match.Reason, topics func(eic.TopicID) string) string {
	switch r.Factor {
	case eic.FactorText:
		return sentence(textReason(to, r))
	case eic.FactorTopic:
		return sentence(topicReason(to, r, topics))
	case eic.FactorCurriculum:
		return sentence(curriculumReason(to, r, topics))
	case eic.FactorMode:
		return sentence(modeReason(to, r))
	case eic.FactorPlace:
		return sentence(placeReason(to, r))
	case eic.FactorTime:
		return sentence(timeReason(to, r))
	case eic.FactorWishes:
		return sentence(wishesReason(to, r))
	}
	return sentence(otherReason.text(to.Language))
}

// Reader is who reads why a need and an offer fit.
type Reader struct {
	Language eic.Language
	Side     Side
}

// Side is the reader's part in a match.
type Side uint8

// The sides. Both read the same facts; each is spoken to about its own.
const (
	Neither  Side = iota // a steward who looks at both
	Asking               // whose need it is
	Offering             // whose offer it is
)

// told is one saying to each side.
type told struct{ neither, asking, offering phrase }

func (t told) in(to Reader, args ...any) string {
	switch to.Side {
	case Asking:
		return t.asking.in(to.Language, args...)
	case Offering:
		return t.offering.in(to.Language, args...)
	}
	return t.neither.in(to.Language, args...)
}

var otherReason = phrase{"this counts too", "esto también cuenta"}

var (
	suits = told{
		phrase{"the offer suits {0}", "la oferta sirve para {0}"},
		phrase{"the offer suits {0}", "la oferta sirve para {0}"},
		phrase{"your offer suits {0}", "su oferta sirve para {0}"},
	}
	suitsOnly = told{
		phrase{"of {0}, the offer suits only {1}", "de {0}, la oferta solo sirve para {1}"},
		phrase{"of {0}, the offer suits only {1}", "de {0}, la oferta solo sirve para {1}"},
		phrase{"of {0}, your offer suits only {1}", "de {0}, su oferta solo sirve para {1}"},
	}
	suitsNot = told{
		phrase{"the offer suits {0}, and not {1}", "la oferta sirve para {0}, y no para {1}"},
		phrase{"the offer suits {0}, and not {1}", "la oferta sirve para {0}, y no para {1}"},
		phrase{"your offer suits {0}, and not {1}", "su oferta sirve para {0}, y no para {1}"},
	}
	suitsNone = told{
		phrase{"the need is for {0}, and the offer is not", "la necesidad es para {0} y la oferta no"},
		phrase{"you asked for {0}, and the offer is for others", "usted pide para {0}, y la oferta es para otros"},
		phrase{"the need is for {0}, and your offer is not", "la necesidad es para {0} y su oferta no"},
	}
	suitsPart = told{
		phrase{"the offer suits {0}; otherwise it is about other subjects than the need", "la oferta sirve para {0}; por lo demás trata de otras materias que la necesidad"},
		phrase{"the offer suits {0}; otherwise it is about other subjects than you asked for", "la oferta sirve para {0}; por lo demás trata de otras materias que las que usted pide"},
		phrase{"your offer suits {0}; otherwise it is about other subjects than the need", "su oferta sirve para {0}; por lo demás trata de otras materias que la necesidad"},
	}
	otherWork = told{
		phrase{"the offer is about other subjects than the need", "la oferta trata de otras materias que la necesidad"},
		phrase{"the offer is about other subjects than you asked for", "la oferta trata de otras materias que las que usted pide"},
		phrase{"your offer is about other subjects than the need", "su oferta trata de otras materias que la necesidad"},
	}
	oneSubject   = phrase{"the subject {0}", "la materia {0}"}
	manySubjects = phrase{"the subjects {0}", "las materias {0}"}
	oneStandard  = phrase{"the standard {0}", "el estándar {0}"}
	allStandards = phrase{"the standards {0}", "los estándares {0}"}
)

// curriculumReason says which of the grades, subjects and standards asked for
// the offer serves; where that is too little, which it does not.
func curriculumReason(to Reader, r match.Reason, topics func(eic.TopicID) string) string {
	e := r.Evidence
	served := labelled(to.Language, oneSubject, manySubjects, e.Subjects, topics)
	served = append(served, labelled(to.Language, oneStandard, allStandards, e.Standards, topics)...)
	asked, common := grades(to.Language, e.GradesAsked), grades(to.Language, e.Grades)
	missed := r.Contribution < 0
	switch {
	case missed && asked != "" && common == "" && len(served) == 0:
		return suitsNone.in(to, asked)
	case missed && asked != "" && common == "":
		return suitsNot.in(to, served, asked)
	case missed && common != asked:
		return suitsOnly.in(to, asked, common)
	}
	if common != "" {
		served = append([]string{common}, served...)
	}
	switch {
	case len(served) == 0:
		return otherWork.in(to)
	case missed:
		return suitsPart.in(to, served)
	}
	return suits.in(to, served)
}

// labelled names topics behind the word for what they are; nothing for none.
func labelled(lang eic.Language, single, several phrase, ids []eic.TopicID, topics func(eic.TopicID) string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = topics(id)
	}
	switch len(names) {
	case 0:
		return nil
	case 1:
		return []string{single.in(lang, names[0])}
	}
	return []string{several.in(lang, some(lang, names, mostWords))}
}

var (
	modesMet = told{
		phrase{"the offer can be what is asked for: {0}", "la oferta puede ser lo que se pide: {0}"},
		phrase{"the offer can be what you asked for: {0}", "la oferta puede ser lo que usted pide: {0}"},
		phrase{"your offer can be what is asked for: {0}", "su oferta puede ser lo que se pide: {0}"},
	}
	modesSome = told{
		phrase{"of what is asked for, the offer can be {0}", "de lo que se pide, la oferta puede ser {0}"},
		phrase{"of what you asked for, the offer can be {0}", "de lo que usted pide, la oferta puede ser {0}"},
		phrase{"of what is asked for, your offer can be {0}", "de lo que se pide, su oferta puede ser {0}"},
	}
	modesNone = told{
		phrase{"the need asks for {0}, and the offer comes in other ways", "la necesidad pide {0} y la oferta viene de otras formas"},
		phrase{"you asked for {0}, and the offer comes in other ways", "usted pide {0} y la oferta viene de otras formas"},
		phrase{"the need asks for {0}, and your offer comes in other ways", "la necesidad pide {0} y su oferta viene de otras formas"},
	}
)

func modeReason(to Reader, r match.Reason) string {
	asked, met := r.Evidence.ModesAsked, r.Evidence.Modes
	switch {
	case met.Empty():
		return modesNone.in(to, choice(to.Language, words(to.Language, modeWords, asked.Values())))
	case met != asked && !asked.Empty():
		return modesSome.in(to, choice(to.Language, words(to.Language, modeWords, met.Values())))
	}
	return modesMet.in(to, choice(to.Language, words(to.Language, modeWords, met.Values())))
}

var (
	videoSuits = told{
		phrase{"meeting by video suits both, so distance does not matter", "reunirse por video les conviene a ambas partes, así que la distancia no importa"},
		phrase{"meeting by video suits you both, so distance does not matter", "reunirse por video les conviene a ustedes dos, así que la distancia no importa"},
		phrase{"meeting by video suits you both, so distance does not matter", "reunirse por video les conviene a ustedes dos, así que la distancia no importa"},
	}
	kmApart = told{
		phrase{"they are {0} apart, well within a reach of {1}", "están a {0} de distancia, bien dentro de un alcance de {1}"},
		phrase{"you are {0} apart, well within a reach of {1}", "ustedes están a {0} de distancia, bien dentro de un alcance de {1}"},
		phrase{"you are {0} apart, well within a reach of {1}", "ustedes están a {0} de distancia, bien dentro de un alcance de {1}"},
	}
	kmFar = told{
		phrase{"they are {0} apart, which is far for a reach of {1}", "están a {0} de distancia, que es lejos para un alcance de {1}"},
		phrase{"you are {0} apart, which is far for a reach of {1}", "ustedes están a {0} de distancia, que es lejos para un alcance de {1}"},
		phrase{"you are {0} apart, which is far for a reach of {1}", "ustedes están a {0} de distancia, que es lejos para un alcance de {1}"},
	}
	kmBeyond = told{
		phrase{"they are {0} apart, beyond a reach of {1}", "están a {0} de distancia, más allá de un alcance de {1}"},
		phrase{"you are {0} apart, beyond a reach of {1}", "ustedes están a {0} de distancia, más allá de un alcance de {1}"},
		phrase{"you are {0} apart, beyond a reach of {1}", "ustedes están a {0} de distancia, más allá de un alcance de {1}"},
	}
	staysPut = told{
		phrase{"they are {0} apart, and the offerer does not travel", "están a {0} de distancia, y quien ofrece no se desplaza"},
		phrase{"you are {0} apart, and the offerer does not travel", "ustedes están a {0} de distancia, y quien ofrece no se desplaza"},
		phrase{"you are {0} apart, and you do not travel", "ustedes están a {0} de distancia, y usted no se desplaza"},
	}
	samePlace = told{
		phrase{"they are in the same place", "están en el mismo lugar"},
		phrase{"you are in the same place", "ustedes están en el mismo lugar"},
		phrase{"you are in the same place", "ustedes están en el mismo lugar"},
	}
)

func placeReason(to Reader, r match.Reason) string {
	e := r.Evidence
	far, reach := km(to.Language, e.Km), km(to.Language, e.RadiusKm)
	switch {
	case e.Virtual:
		return videoSuits.in(to)
	case e.Km < 0.05:
		return samePlace.in(to)
	case e.RadiusKm == 0:
		return staysPut.in(to, far)
	case e.Km > e.RadiusKm:
		return kmBeyond.in(to, far, reach)
	case r.Contribution < 0:
		return kmFar.in(to, far, reach)
	}
	return kmApart.in(to, far, reach)
}

var (
	daysEnough = told{
		phrase{"there are at least {0} days on which both have time, {1}", "hay al menos {0} días en que ambas partes tienen tiempo, {1}"},
		phrase{"there are at least {0} days on which you both have time, {1}", "hay al menos {0} días en que ustedes dos tienen tiempo, {1}"},
		phrase{"there are at least {0} days on which you both have time, {1}", "hay al menos {0} días en que ustedes dos tienen tiempo, {1}"},
	}
	daysFew = told{
		phrase{"there {0|is only|are only} {0} {0|day|days} on which both have time, {1}", "solo hay {0} {0|día|días} en que ambas partes tienen tiempo, {1}"},
		phrase{"there {0|is only|are only} {0} {0|day|days} on which you both have time, {1}", "solo hay {0} {0|día|días} en que ustedes dos tienen tiempo, {1}"},
		phrase{"there {0|is only|are only} {0} {0|day|days} on which you both have time, {1}", "solo hay {0} {0|día|días} en que ustedes dos tienen tiempo, {1}"},
	}
	daysNone = told{
		phrase{"there is no day on which both have time", "no hay ningún día en que ambas partes tengan tiempo"},
		phrase{"there is no day on which you both have time", "no hay ningún día en que ustedes dos tengan tiempo"},
		phrase{"there is no day on which you both have time", "no hay ningún día en que ustedes dos tengan tiempo"},
	}
)

func timeReason(to Reader, r match.Reason) string {
	e := r.Evidence
	switch {
	case e.Days == 0:
		return daysNone.in(to)
	case e.Days >= e.DaysNeeded && e.Days > 1:
		return daysEnough.in(to, e.Days, window(to.Language, e.Window))
	}
	return daysFew.in(to, e.Days, window(to.Language, e.Window))
}

var wishWords = map[match.WishKind]phrase{
	match.WishGrades:   {"grades", "grados"},
	match.WishTopics:   {"topics", "temas"},
	match.WishModes:    {"the way of working together", "la forma de trabajar juntos"},
	match.WishSettings: {"where to meet", "dónde reunirse"},
	match.WishText:     {"what they describe", "lo que describe"},
}

var (
	wishesMet = told{
		phrase{"the need is what the offerer wishes for: {0}", "la necesidad es lo que desea quien ofrece: {0}"},
		phrase{"your need is what the offerer wishes for: {0}", "su necesidad es lo que desea quien ofrece: {0}"},
		phrase{"the need is what you wish for: {0}", "la necesidad es lo que usted desea: {0}"},
	}
	wishesPart = told{
		phrase{"of what the offerer wishes for, the need has {0}; it differs in {1}", "de lo que desea quien ofrece, la necesidad tiene {0}; difiere en {1}"},
		phrase{"of what the offerer wishes for, your need has {0}; it differs in {1}", "de lo que desea quien ofrece, su necesidad tiene {0}; difiere en {1}"},
		phrase{"of what you wish for, the need has {0}; it differs in {1}", "de lo que usted desea, la necesidad tiene {0}; difiere en {1}"},
	}
	wishesNot = told{
		phrase{"the offerer has other wishes: about {0}", "quien ofrece tiene otros deseos: sobre {0}"},
		phrase{"the offerer has other wishes: about {0}", "quien ofrece tiene otros deseos: sobre {0}"},
		phrase{"you have other wishes: about {0}", "usted tiene otros deseos: sobre {0}"},
	}
)

// wishHalf is how far a wish must be met to be named among those met.
const wishHalf = 0.5

func wishesReason(to Reader, r match.Reason) string {
	var met, missed []string
	for _, wish := range r.Evidence.Wishes {
		word := wishWords[wish.Kind].text(to.Language)
		if wish.Met >= wishHalf {
			met = append(met, word)
		} else {
			missed = append(missed, word)
		}
	}
	switch {
	case len(missed) == 0:
		return wishesMet.in(to, met)
	case len(met) == 0:
		return wishesNot.in(to, missed)
	}
	return wishesPart.in(to, met, missed)
}
