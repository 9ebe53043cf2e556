package ingest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// The files of an ESCO download in CSV (esco.ec.europa.eu/en/use-esco/download),
// without their language.
const (
	escoSkills      = "skills.csv"
	escoOccupations = "occupations.csv"
	escoSkillGroups = "skillGroups.csv"
	escoISCOGroups  = "ISCOGroups.csv"
	escoSkillTree   = "broaderRelationsSkillPillar.csv"
	escoJobTree     = "broaderRelationsOccPillar.csv"
	escoRelated     = "skillSkillRelations.csv"
	escoNeeded      = "occupationSkillRelations.csv"
)

func escoParts() []part {
	return []part{
		{name: escoSkillGroups, stem: "skillgroups"}, {name: escoSkills, stem: "skills"},
		{name: escoISCOGroups, stem: "iscogroups"}, {name: escoOccupations, stem: "occupations"},
		{name: escoSkillTree, stem: "broaderrelationsskillpillar", lone: true},
		{name: escoJobTree, stem: "broaderrelationsoccpillar", lone: true},
		{name: escoRelated, stem: "skillskillrelations", lone: true},
		{name: escoNeeded, stem: "occupationskillrelations", lone: true},
	}
}

// esco makes topics of the European classification of Skills, Competences,
// Qualifications and Occupations, with their concept URIs as external ids. Skills
// and their groups are of kind SKILL, occupations and the groups of ISCO-08 of
// kind OCCUPATION, so that broader topics hold together up to the top. Which
// skills an occupation needs become bridges (see needed). Alternative labels are
// other labels; hidden ones are not: they are for full-text search and as loose
// as "kneel" for a whole posture.
//
// A folder may hold the files of several languages. English is the language of
// the topics, or the only one there is; labels of the others come with theirs.
type esco struct {
	places    map[string]int32 // of concepts, by URI
	uris      []string
	knowledge []bool            // whether the concept is knowledge, and no skill in doing
	broader   map[int32][]int32 // of concepts
	related   map[int32][]int32
	needs     map[int32][]int32     // skills that an occupation needs
	needing   map[int32]int         // occupations that need a skill
	foreign   map[int32][]eic.Label // labels in other languages
}

// escoStages learns which concepts there are, reads what ties them and their
// labels in other languages, and then makes topics: groups before what is in
// them, and skills before the occupations that need them, so that few lines
// must wait.
func escoStages(files folder) []stage {
	e := &esco{
		places: map[string]int32{}, broader: map[int32][]int32{}, related: map[int32][]int32{},
		needs: map[int32][]int32{}, needing: map[int32]int{}, foreign: map[int32][]eic.Label{},
	}
	var surveys, others, topics []stage
	for _, p := range []struct {
		name string
		kind eic.TopicKind
	}{{escoSkillGroups, eic.Skill}, {escoSkills, eic.Skill}, {escoISCOGroups, eic.OccupationTopic}, {escoOccupations, eic.OccupationTopic}} {
		for i, file := range mainFirst(files[p.name]) {
			at := stage{path: file.path, name: file.path}
			lang := cmp.Or(file.lang, eic.English)
			if i > 0 {
				at.bind = e.labels(lang)
				others = append(others, at)
				continue
			}
			at.bind = e.concepts(p.kind, lang)
			topics = append(topics, at)
			at.bind, at.survey = e.survey, true
			surveys = append(surveys, at)
		}
	}
	relation := func(part string, b bind) stage {
		path := files.one(part).path
		return stage{path: path, name: path, bind: b}
	}
	relations := []stage{
		relation(escoSkillTree, e.pairs(e.broader, "conceptUri", "broaderUri")),
		relation(escoJobTree, e.pairs(e.broader, "conceptUri", "broaderUri")),
		relation(escoRelated, e.pairs(e.related, "originalSkillUri", "relatedSkillUri")),
		relation(escoNeeded, e.essential),
	}
	return slices.Concat(surveys, others, relations, topics)
}

// mainFirst orders the files of a part by language, English first.
func mainFirst(files []found) []found {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b found) int {
		rank := func(f found) int {
			if f.lang == "" || f.lang == eic.English {
				return 0
			}
			return 1
		}
		return rank(a) - rank(b)
	})
	return files
}

type conceptColumns struct{ uri, label, others, kind, definition, description int }

func conceptHeader(h header) (c conceptColumns, err error) {
	var faults fault.Fields
	c.uri = h.need(&faults, "externalId", "conceptUri", "concept URI", "URI")
	c.label = h.need(&faults, "label", "preferredLabel", "preferred term")
	c.others = h.need(&faults, "altLabels", "altLabels", "alternative labels", "non-preferred terms")
	c.kind = h.find("skillType")
	c.definition = h.find("definition")
	c.description = h.find("description")
	return c, faults.Err()
}

func (e *esco) survey(h header, _ Options) (convert, error) {
	c, err := conceptHeader(h)
	return func(r row) ([]app.Line, error) {
		uri := r.cell(c.uri)
		if _, known := e.places[uri]; !known && uri != "" && r.cell(c.label) != "" {
			e.places[uri] = int32(len(e.uris))
			e.uris = append(e.uris, uri)
			e.knowledge = append(e.knowledge, r.cell(c.kind) == "knowledge")
		}
		return nil, nil
	}, err
}

// labels reads what concepts are called in a language other than the topics'.
func (e *esco) labels(lang eic.Language) bind {
	return func(h header, _ Options) (convert, error) {
		c, err := conceptHeader(h)
		return func(r row) ([]app.Line, error) {
			place, ok := e.places[r.cell(c.uri)]
			if !ok {
				return nil, leftOut{unknownConcept("externalId", r.cell(c.uri))}
			}
			labels, left := usable(strings.Split(r.cells[c.others], "\n"))
			for _, label := range distinct("", append([]string{r.cell(c.label)}, labels...)) {
				e.foreign[place] = append(e.foreign[place], eic.Label{Text: label, Lang: lang})
			}
			return nil, left
		}, err
	}
}

func unknownConcept(field, uri string) error {
	return fault.At(field, fault.UnknownRef, eic.TopicType.String(), uri)
}

// concepts makes the topics.
func (e *esco) concepts(kind eic.TopicKind, lang eic.Language) bind {
	return func(h header, _ Options) (convert, error) {
		c, err := conceptHeader(h)
		return func(r row) ([]app.Line, error) {
			var faults fault.Fields
			uri, label := r.cell(c.uri), r.cell(c.label)
			if uri == "" {
				faults.Say("externalId", fault.Required)
			}
			if label == "" {
				faults.Say("label", fault.Required)
			}
			if err := faults.Err(); err != nil {
				return nil, err
			}
			fields := app.Fields{"label": label, "kind": kind.String()}
			if lang != eic.English {
				fields["lang"] = string(lang)
			}
			if text := bounded(cmp.Or(r.text(c.definition), r.text(c.description)), eic.MaxDescription); text != "" {
				fields["description"] = text
			}
			place := e.places[uri]
			left := e.name(fields, place, label, r.cells[c.others])
			e.tie(fields, place)
			return []app.Line{{Type: eic.TopicType, ExternalID: uri, Fields: fields}}, left
		}, err
	}
}

// name sets the other labels of a topic.
func (e *esco) name(fields app.Fields, place int32, label, others string) (left error) {
	labels, left := usable(strings.Split(others, "\n"))
	all := list(distinct(label, labels))
	for _, l := range e.foreign[place] {
		all = append(all, app.Fields{"label": l.Text, "lang": string(l.Lang)})
	}
	if len(all) > 0 {
		fields["altLabels"] = all
	}
	return left
}
