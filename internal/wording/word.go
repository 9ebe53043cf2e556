package wording

import (
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// The words for values of the vocabulary, as they stand within a sentence.

var modeWords = map[eic.EngagementMode]phrase{
	eic.GuestSpeaker:        {"a guest speaker", "una charla con invitados"},
	eic.FieldTripHost:       {"a field trip", "una excursión"},
	eic.Demonstration:       {"a demonstration", "una demostración"},
	eic.ProjectCollaborator: {"working on a project together", "un proyecto en común"},
	eic.Mentor:              {"mentoring", "mentoría"},
	eic.CareerDay:           {"a career day", "un día de las profesiones"},
	eic.CompetitionJudge:    {"judging a competition", "ser jurado de un concurso"},
	eic.CurriculumAdvisor:   {"advice on the curriculum", "asesoría sobre el plan de estudios"},
	eic.InternshipHost:      {"an internship", "una pasantía"},
	eic.TeacherExternship:   {"a visit of the teacher at work", "una estancia del docente en el trabajo"},
}

// UnnamedTopic stands for a topic that is another cluster's own, in a sentence for
// somebody who does not belong to it.
func UnnamedTopic(lang eic.Language) string {
	return phrase{"a topic of another cluster", "un tema de otro clúster"}.text(lang)
}

var settingWords = map[eic.Setting]phrase{
	eic.InPerson: {"in person", "en persona"},
	eic.Virtual:  {"by video", "por video"},
}

var deviceWords = map[eic.Device]phrase{
	eic.Chromebook: {"Chromebooks", "Chromebooks"},
	eic.IPad:       {"iPads", "iPads"},
	eic.Windows:    {"Windows computers", "computadoras con Windows"},
	eic.Mac:        {"Macs", "Macs"},
	eic.Android:    {"Android tablets", "tabletas con Android"},
	eic.Phone:      {"phones", "teléfonos"},
}

var kindWords = map[eic.OfferKind]phrase{
	eic.FundOfKnowledge: {"knowledge from the community", "saberes de la comunidad"},
	eic.PilotOffer:      {"a pilot", "un piloto"},
	eic.Grant:           {"a grant", "una subvención"},
	eic.Study:           {"a study", "un estudio"},
}

var periodWords = map[eic.Period]phrase{
	eic.PerDay:   {"a day", "al día"},
	eic.PerWeek:  {"a week", "a la semana"},
	eic.PerMonth: {"a month", "al mes"},
	eic.PerTerm:  {"a term", "por período escolar"},
	eic.PerYear:  {"a year", "al año"},
}

// stateWords are those of needs and offers, by name: what one is. In Spanish both are
// feminine.
var stateWords = map[string]phrase{
	"DRAFT":       {"a draft", "en borrador"},
	"IN_REVIEW":   {"waiting for review", "en revisión"},
	"OPEN":        {"open", "abierta"},
	"MATCHED":     {"matched", "acordada"},
	"IN_PROGRESS": {"in progress", "en marcha"},
	"FULFILLED":   {"fulfilled", "cumplida"},
	"WITHDRAWN":   {"withdrawn", "retirada"},
	"EXPIRED":     {"expired", "vencida"},
	"PAUSED":      {"paused", "en pausa"},
	"CLOSED":      {"closed", "cerrada"},
	"LISTED":      {"listed from a public record", "tomada de un registro público"},
}

// typeWords are the types of record, and what else errors speak of, by name.
var typeWords = map[string]phrase{
	"Cluster":         {"cluster", "clúster"},
	"Organization":    {"organization", "organización"},
	"Person":          {"person", "persona"},
	"Topic":           {"topic", "tema"},
	"Need":            {"need", "necesidad"},
	"FundOfKnowledge": {"fund of knowledge", "saber de la comunidad"},
	"PilotOffer":      {"pilot", "piloto"},
	"Grant":           {"grant", "subvención"},
	"Study":           {"study", "estudio"},
	"Product":         {"product", "producto"},
	"record":          {"record", "registro"},
	"postal code":     {"postal code", "código postal"},
}

var languageWords = map[eic.Language]phrase{
	"ar": {"Arabic", "árabe"}, "de": {"German", "alemán"}, "en": {"English", "inglés"},
	"es": {"Spanish", "español"}, "fr": {"French", "francés"}, "hi": {"Hindi", "hindi"},
	"ht": {"Haitian Creole", "criollo haitiano"}, "it": {"Italian", "italiano"},
	"ja": {"Japanese", "japonés"}, "ko": {"Korean", "coreano"}, "nv": {"Navajo", "navajo"},
	"ood": {"O'odham", "o'odham"}, "pt": {"Portuguese", "portugués"}, "ru": {"Russian", "ruso"},
	"so": {"Somali", "somalí"}, "sw": {"Swahili", "suajili"}, "tl": {"Tagalog", "tagalo"},
	"vi": {"Vietnamese", "vietnamita"}, "zh": {"Chinese", "chino"},
}

// words returns the words for values, in their order.
func words[K comparable](lang eic.Language, of map[K]phrase, values []K) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = of[v].text(lang)
	}
	return texts
}

// named returns the word for a name, or the name itself if there is none.
func named(lang eic.Language, of map[string]phrase, name string) string {
	if p, ok := of[name]; ok {
		return p.text(lang)
	}
	return name
}

// types words a list of type names, such as "Person, Organization".
func types(lang eic.Language, names string) string {
	parts := strings.Split(names, ", ")
	for i, name := range parts {
		parts[i] = named(lang, typeWords, name)
	}
	return choice(lang, parts)
}

func languages(lang eic.Language, codes []eic.Language) []string {
	texts := make([]string, len(codes))
	for i, code := range codes {
		texts[i] = string(code)
		if p, ok := languageWords[code]; ok {
			texts[i] = p.text(lang)
		}
	}
	return texts
}

var (
	preschool     = phrase{"preschool", "preescolar"}
	transitional  = phrase{"transitional kindergarten", "kínder de transición"}
	kindergarten  = phrase{"kindergarten", "kínder"}
	postsecondary = phrase{"college", "educación superior"}
	adults        = phrase{"adult education", "educación de adultos"}
	oneGrade      = phrase{"grade {0}", "{0}.º grado"}
	twoGrades     = phrase{"grades {0} and {1}", "{0}.º y {1}.º grado"}
	gradesTo      = phrase{"grades {0} to {1}", "{0}.º a {1}.º grado"}
)

// grades words a set of grades, neighbours as a span: "kindergarten and grades
// 1 to 3".
func grades(lang eic.Language, set eic.Grades) string {
	var parts []string
	for g := eic.PK; g <= eic.AE; g++ {
		if !set.Has(g) {
			continue
		}
		if g < eic.G01 || g > eic.G12 {
			parts = append(parts, level(g).text(lang))
			continue
		}
		last := g
		for last < eic.G12 && set.Has(last+1) {
			last++
		}
		parts = append(parts, span(lang, number1(g), number1(last)))
		g = last
	}
	return list(lang, parts)
}

func number1(g eic.GradeLevel) int { return int(g-eic.G01) + 1 }

func span(lang eic.Language, first, last int) string {
	from, to := strconv.Itoa(first), strconv.Itoa(last)
	switch last - first {
	case 0:
		return oneGrade.in(lang, from)
	case 1:
		return twoGrades.in(lang, from, to)
	}
	return gradesTo.in(lang, from, to)
}

// level words a grade that has no number.
func level(g eic.GradeLevel) phrase {
	switch g {
	case eic.PK:
		return preschool
	case eic.TK:
		return transitional
	case eic.KG:
		return kindergarten
	case eic.PS:
		return postsecondary
	}
	return adults
}
