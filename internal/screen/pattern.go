package screen

import (
	"regexp"
	"strings"
)

// The pieces patterns are made of. Names keep their capitals; everything else is said
// in either case.
const (
	// name is one to three capitalized words.
	name = `(\p{Lu}[\p{L}'’]+(?: \p{Lu}[\p{L}.'’-]*){0,2})`
	// ends is what may follow a diagnosis that is somebody's: in "autism resources" it
	// is nobody's.
	ends = `(?:[.,;:!?)\n]|$| (?:and|or|so|but|who|which|because|since|that|in|at|this|that|is|needs?|would|will|can|y|o|pero|porque|que|en|necesita|es)\b)`

	conditionEN = `(?:autism(?: spectrum disorder)?|asd|adhd|add|dyslexia|dyscalculia|dysgraphia|down syndrome|down's syndrome|cerebral palsy|` +
		`epilepsy|seizures|depression|anxiety(?: disorder)?|bipolar disorder|ocd|ptsd|tourette(?:'s)?(?: syndrome)?|asperger(?:'s)?(?: syndrome)?|` +
		`diabetes|asthma|an? (?:learning|intellectual|developmental|emotional|physical|hearing|speech|visual) (?:disability|impairment|disorder|delay)|` +
		`(?:learning|intellectual|developmental) disabilities|an eating disorder|anorexia|selective mutism|fetal alcohol syndrome|trauma|a brain injury|leukemia|cancer|hiv)`
	stateEN = `(?:autistic|dyslexic|epileptic|diabetic|bipolar|suicidal|deaf|blind|nonverbal|non-verbal|on the (?:autism )?spectrum|` +
		`(?:mentally|learning|intellectually|developmentally) disabled|special ed|emotionally disturbed)`
	conditionES = `(?:autismo|tdah|tda|dislexia|discalculia|s[ií]ndrome de down|epilepsia|convulsiones|ansiedad|depresi[oó]n|par[aá]lisis cerebral|` +
		`asma|diabetes|trastorno \p{L}+|un trastorno(?: \p{L}+){0,3}|(?:una )?discapacidad(?: \p{L}+){0,3}|asperger|anorexia|c[aá]ncer|leucemia)`
	stateES = `(?:autista|disl[eé]xic[oa]|epil[eé]ptic[oa]|diab[eé]tic[oa]|sord[oa]|cieg[oa]|no verbal|discapacitad[oa])`

	soft = `(?:(?:a|an|some|severe|mild|moderate|bad|high-functioning|undiagnosed|diagnosed|really|very|both|un|una|algo de|mucha|much[oa]s?|leve|grave|sever[oa]) ){0,3}`
	plan = `(?:iep|i\.e\.p\.|504|504 plan|plan 504|individualized education (?:program|plan)|pei|programa de educaci[oó]n individualizado)`
	date = `(?:\d{1,2}[/.-]\d{1,2}[/.-](?:20[0-3]\d|[0-3]\d)|20[0-3]\d-\d{2}-\d{2}|` +
		`(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? 20[0-3]\d|` +
		`\d{1,2} (?:de )?(?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic|jan|apr|aug|dec)[a-z]*\.? (?:de[l]? )?20[0-3]\d)`
	pupil = `(?:student|pupil|child|boy|girl|kid|son|daughter|alumn[oa]|estudiante|niñ[oa]|hij[oa])`
)

// fold makes the words of a pattern match in either case, which names must not.
func fold(words string) string { return `(?i:` + words + `)` }

func of(reason Reason, group int, parts ...string) pattern {
	return pattern{reason, group, regexp.MustCompile(strings.Join(parts, ""))}
}

// patterns are all that is looked for. \b stands for the border of an ASCII word, so
// names are begun without it.
var patterns = []pattern{
	// Marcus has autism. Maria Lopez is on the spectrum. Tyler's ADHD.
	of(Diagnosis, 1, name, fold(` (?:has|had|'s got|got|suffers from|struggles with|lives with|is living with|deals with|with|was diagnosed with|is diagnosed with|diagnosed with|has been diagnosed with) `+soft+conditionEN), fold(ends)),
	of(Diagnosis, 1, name, fold(` (?:is|was) (?:\p{L}+ ){0,2}`+stateEN), fold(ends)),
	of(Diagnosis, 1, name, fold(`['’]s? (?:\p{L}+ )?(?:`+conditionEN+`|diagnosis|medication|meds|behavior plan)\b`)),
	// A student named Xyla with autism; my student Xyla has autism; a boy with autism named Xyla.
	of(Diagnosis, 0, fold(`\b`+pupil+`,? (?:(?:named|called|llamad[oa]|que se llama) )?`), name, fold(`,? (?:who )?(?:has|with|is|tiene|con|es) `+soft+`(?:`+conditionEN+`|`+stateEN+`|`+conditionES+`|`+stateES+`)`), fold(ends)),
	of(Diagnosis, 0, fold(`\b`+pupil+` (?:with|con) `+soft+`(?:`+conditionEN+`|`+conditionES+`),? (?:named|called|llamad[oa]|que se llama) `), name),
	// Marcos tiene autismo. El autismo de Marcos.
	of(Diagnosis, 1, name, fold(` (?:tiene|tuvo|padece(?: de)?|sufre de|vive con|con|fue diagnosticad[oa] con|est[aá] diagnosticad[oa] con) `+soft+conditionES), fold(ends)),
	of(Diagnosis, 1, name, fold(` (?:es|era) (?:un niño |una niña )?`+stateES), fold(ends)),
	of(Diagnosis, 1, fold(`(?:el|la|los|las|del) (?:`+conditionES+`|diagn[oó]stico|medicaci[oó]n) de `), name),

	// Marcus has an IEP. Marcus's 504 plan. The IEP for Marcus. El IEP de Marcos.
	of(Plan, 1, name, fold(` (?:has|had|is on|needs|got|with|on|tiene|con|necesita) (?:a |an |un |una |his |her |su )?`+plan+`\b`)),
	of(Plan, 1, name, fold(`['’]s? `+plan+`\b`)),
	of(Plan, 1, fold(`\b`+plan+`(?: plan| meeting| goals?| team| accommodations?| reuni[oó]n)?s? (?:for|of|de|para) `), name),
	of(Plan, 0, fold(`\b`+pupil+`,? (?:(?:named|called|llamad[oa]|que se llama) )?`), name, fold(`,? (?:who )?(?:has|with|is on|tiene|con) (?:a |an |un )?`+plan+`\b`)),

	// Born 3/14/2015; fecha de nacimiento: 14 de marzo de 2015.
	of(BirthDate, 0, fold(`\b(?:born|birth ?date|birthday|date of birth|d\.?o\.?b\.?|nacid[oa]|naci[oó]|fecha de nacimiento|cumpleaños)[^\n.!?]{0,25}?`+date)),

	// 520-555-0123, (520) 555-0123, +52 55 5555 0123, tel. 5205550123.
	of(Phone, 0, `(?:^|[^\d.,/$-])(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?:[^\d-]|$)`),
	of(Phone, 0, `(?:^|[^\w])\+\d{1,3}(?:[-. ]?\(?\d{2,4}\)?){2,4}`),
	of(Phone, 0, fold(`\b(?:phone|cell|mobile|call|text|tel|tel[eé]fono|celular|m[oó]vil|ll[aá]me(?:me|nos)?|whatsapp)\b[^\n\d]{0,15}\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}\b`)),

	// Student ID 4471823; matrícula 4471823; 123-45-6789.
	of(PupilNumber, 0, fold(`\b(?:student|pupil|lunch|school|state|alumn[oa]|estudiante|escolar)(?:'s)? ?(?:id|number|no\.?|num\.?|#)(?: ?(?:number|no\.?|#))?(?: is)?[ :#]*[a-z]?\d{4,}\b`)),
	of(PupilNumber, 0, fold(`\b(?:matr[ií]cula|n[uú]mero de (?:estudiante|alumn[oa]|matr[ií]cula)|id (?:del? )?(?:estudiante|alumn[oa]))(?: es)?[ :#]*[a-z]?\d{4,}\b`)),
	of(PupilNumber, 0, `(?:^|[^\d-])\d{3}-\d{2}-\d{4}(?:[^\d-]|$)`),
}
