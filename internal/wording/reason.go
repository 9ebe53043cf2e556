package wording

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// Reason returns one factor of a score as a sentence. topics gives the label of
// a topic in the language. Only what scored is said; a negative contribution is
// said as what does not fit.
func Reason(lang eic.Language, r match.Reason, topics func(eic.TopicID) string) string {
	switch r.Factor {
	case eic.FactorText:
		return sentence(textReason(lang, r))
	case eic.FactorTopic:
		return sentence(topicReason(lang, r, topics))
	case eic.FactorCurriculum:
		return sentence(curriculumReason(lang, r, topics))
	case eic.FactorMode:
		return sentence(modeReason(lang, r))
	case eic.FactorPlace:
		return sentence(placeReason(lang, r))
	case eic.FactorTime:
		return sentence(timeReason(lang, r))
	case eic.FactorWishes:
		return sentence(wishesReason(lang, r))
	}
	return sentence(otherReason.text(lang))
}

var otherReason = phrase{"this counts too", "esto también cuenta"}

const mostWords = 5 // of what is shared, in one sentence

var (
	wordsShared = phrase{"the need and the offer share the words {0}", "la necesidad y la oferta comparten las palabras {0}"}
	wordShared  = phrase{"the need and the offer share the word {0}", "la necesidad y la oferta comparten la palabra {0}"}
	wordsAlike  = phrase{"the need and the offer use words that are spelled alike", "la necesidad y la oferta usan palabras que se escriben parecido"}
	noWords     = phrase{"the need and the offer share no words", "la necesidad y la oferta no comparten palabras"}
)

func textReason(lang eic.Language, r match.Reason) string {
	words := quoteAll(lang, r.Evidence.Words)
	switch {
	case len(words) == 1:
		return wordShared.in(lang, words[0])
	case len(words) > 1:
		return wordsShared.in(lang, some(lang, words, mostWords))
	case r.Value > 0:
		return wordsAlike.text(lang)
	}
	return noWords.text(lang)
}

var (
	sameTopics = phrase{"both are about {0}", "ambas tratan de {0}"}
	nearTopic  = phrase{"the need asks for {0}, the offer is about {1}: {2}", "la necesidad pide {0}, la oferta trata de {1}: {2}"}
	nearToo    = phrase{"the need asks for {0} too, the offer is about {1}: {2}", "la necesidad pide también {0}, la oferta trata de {1}: {2}"}
	noTopics   = phrase{"the need and the offer have no topics in common", "la necesidad y la oferta no tienen temas en común"}
)

// topicReason names what both are about, and of the topics that only lie near
// each other the heaviest, with the way between them.
func topicReason(lang eic.Language, r match.Reason, topics func(eic.TopicID) string) string {
	var same []string
	near := ""
	for _, pair := range r.Evidence.Topics {
		switch {
		case pair.Asked == pair.Met:
			same = append(same, topics(pair.Asked))
		case near == "":
			p := nearTopic
			if len(same) > 0 {
				p = nearToo
			}
			near = p.in(lang, topics(pair.Asked), topics(pair.Met), way(pair, topics))
		}
	}
	switch {
	case len(same) == 0 && near == "":
		return noTopics.text(lang)
	case len(same) == 0:
		return near
	}
	text := sameTopics.in(lang, some(lang, same, mostWords))
	if near != "" {
		text += "; " + near
	}
	return text
}

// way writes the path between two topics: "fractions – measuring – carpentry".
func way(pair match.TopicPair, topics func(eic.TopicID) string) string {
	labels := []string{topics(pair.Asked)}
	for _, step := range pair.Path {
		labels = append(labels, topics(step.To))
	}
	if len(pair.Path) == 0 {
		labels = append(labels, topics(pair.Met))
	}
	return strings.Join(labels, " – ")
}

var (
	suits        = phrase{"the offer suits {0}", "la oferta sirve para {0}"}
	suitsOnly    = phrase{"of {0}, the offer suits only {1}", "de {0}, la oferta solo sirve para {1}"}
	suitsNot     = phrase{"the offer suits {0}, and not {1}", "la oferta sirve para {0}, y no para {1}"}
	suitsNone    = phrase{"the need is for {0}, and the offer is not", "la necesidad es para {0} y la oferta no"}
	suitsPart    = phrase{"the offer suits {0}; otherwise it is about other subjects than the need", "la oferta sirve para {0}; por lo demás trata de otras materias que la necesidad"}
	otherWork    = phrase{"the offer is about other subjects than the need", "la oferta trata de otras materias que la necesidad"}
	oneSubject   = phrase{"the subject {0}", "la materia {0}"}
	manySubjects = phrase{"the subjects {0}", "las materias {0}"}
	oneStandard  = phrase{"the standard {0}", "el estándar {0}"}
	allStandards = phrase{"the standards {0}", "los estándares {0}"}
)

// curriculumReason says which of the grades, subjects and standards asked for
// the offer serves; where that is too little, which it does not.
func curriculumReason(lang eic.Language, r match.Reason, topics func(eic.TopicID) string) string {
	e := r.Evidence
	served := labelled(lang, oneSubject, manySubjects, e.Subjects, topics)
	served = append(served, labelled(lang, oneStandard, allStandards, e.Standards, topics)...)
	asked, common := grades(lang, e.GradesAsked), grades(lang, e.Grades)
	missed := r.Contribution < 0
	switch {
	case missed && asked != "" && common == "" && len(served) == 0:
		return suitsNone.in(lang, asked)
	case missed && asked != "" && common == "":
		return suitsNot.in(lang, served, asked)
	case missed && common != asked:
		return suitsOnly.in(lang, asked, common)
	}
	if common != "" {
		served = append([]string{common}, served...)
	}
	switch {
	case len(served) == 0:
		return otherWork.text(lang)
	case missed:
		return suitsPart.in(lang, served)
	}
	return suits.in(lang, served)
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
	modesMet  = phrase{"the offer can be what is asked for: {0}", "la oferta puede ser lo que se pide: {0}"}
	modesSome = phrase{"of what is asked for, the offer can be {0}", "de lo que se pide, la oferta puede ser {0}"}
	modesNone = phrase{"the need asks for {0}, and the offer comes in other ways", "la necesidad pide {0} y la oferta viene de otras formas"}
)

func modeReason(lang eic.Language, r match.Reason) string {
	asked, met := r.Evidence.ModesAsked, r.Evidence.Modes
	switch {
	case met.Empty():
		return modesNone.in(lang, choice(lang, words(lang, modeWords, asked.Values())))
	case met != asked && !asked.Empty():
		return modesSome.in(lang, choice(lang, words(lang, modeWords, met.Values())))
	}
	return modesMet.in(lang, choice(lang, words(lang, modeWords, met.Values())))
}

var (
	videoSuits = phrase{"meeting by video suits both, so distance does not matter", "reunirse por video les conviene a ambas partes, así que la distancia no importa"}
	kmApart    = phrase{"they are {0} apart, well within a reach of {1}", "están a {0} de distancia, bien dentro de un alcance de {1}"}
	kmFar      = phrase{"they are {0} apart, which is far for a reach of {1}", "están a {0} de distancia, que es lejos para un alcance de {1}"}
	kmBeyond   = phrase{"they are {0} apart, beyond a reach of {1}", "están a {0} de distancia, más allá de un alcance de {1}"}
	staysPut   = phrase{"they are {0} apart, and the offerer does not travel", "están a {0} de distancia, y quien ofrece no se desplaza"}
	samePlace  = phrase{"they are in the same place", "están en el mismo lugar"}
)

func placeReason(lang eic.Language, r match.Reason) string {
	e := r.Evidence
	far, reach := km(lang, e.Km), km(lang, e.RadiusKm)
	switch {
	case e.Virtual:
		return videoSuits.text(lang)
	case e.Km < 0.05:
		return samePlace.text(lang)
	case e.RadiusKm == 0:
		return staysPut.in(lang, far)
	case e.Km > e.RadiusKm:
		return kmBeyond.in(lang, far, reach)
	case r.Contribution < 0:
		return kmFar.in(lang, far, reach)
	}
	return kmApart.in(lang, far, reach)
}

var (
	daysEnough = phrase{"there are at least {0} days on which both have time, {1}", "hay al menos {0} días en que ambas partes tienen tiempo, {1}"}
	daysFew    = phrase{"there {0|is only|are only} {0} {0|day|days} on which both have time, {1}", "solo hay {0} {0|día|días} en que ambas partes tienen tiempo, {1}"}
	daysNone   = phrase{"there is no day on which both have time", "no hay ningún día en que ambas partes tengan tiempo"}
)

func timeReason(lang eic.Language, r match.Reason) string {
	e := r.Evidence
	switch {
	case e.Days == 0:
		return daysNone.text(lang)
	case e.Days >= e.DaysNeeded && e.Days > 1:
		return daysEnough.in(lang, e.Days, window(lang, e.Window))
	}
	return daysFew.in(lang, e.Days, window(lang, e.Window))
}

var wishWords = map[match.WishKind]phrase{
	match.WishGrades:   {"grades", "grados"},
	match.WishTopics:   {"topics", "temas"},
	match.WishModes:    {"the way of working together", "la forma de trabajar juntos"},
	match.WishSettings: {"where to meet", "dónde reunirse"},
	match.WishText:     {"what they describe", "lo que describe"},
}

var (
	wishesMet  = phrase{"the need is what the offerer wishes for: {0}", "la necesidad es lo que desea quien ofrece: {0}"}
	wishesPart = phrase{"of what the offerer wishes for, the need has {0}; it differs in {1}", "de lo que desea quien ofrece, la necesidad tiene {0}; difiere en {1}"}
	wishesNot  = phrase{"the offerer has other wishes: about {0}", "quien ofrece tiene otros deseos: sobre {0}"}
)

// wishHalf is how far a wish must be met to be named among those met.
const wishHalf = 0.5

func wishesReason(lang eic.Language, r match.Reason) string {
	var met, missed []string
	for _, wish := range r.Evidence.Wishes {
		word := wishWords[wish.Kind].text(lang)
		if wish.Met >= wishHalf {
			met = append(met, word)
		} else {
			missed = append(missed, word)
		}
	}
	switch {
	case len(missed) == 0:
		return wishesMet.in(lang, met)
	case len(met) == 0:
		return wishesNot.in(lang, missed)
	}
	return wishesPart.in(lang, met, missed)
}
