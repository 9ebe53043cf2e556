package app

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// edition is a taxonomy as those who edit its tables see it: topics and where
// their rows stand. Its rules are those of docs/taxonomy.md.
type edition struct {
	topics    []*eic.Topic
	at        map[eic.TopicID]string // file and line of a topic
	byID      map[eic.TopicID]*eic.Topic
	tax       *match.Taxonomy
	bridges   []sheetRow
	ambiguous []sheetRow
	labels    []editionLabel
	said      map[string][]int // a label's words -> labels of these words
	faults    []string
}

// editionLabel is a label and how it reads: its words' stems in its own
// language, and in the other one, in which a text may be as well.
type editionLabel struct {
	topic     eic.TopicID
	text      string
	lang      eic.Language
	preferred bool
	own       string
	other     string
}

// bridgeWeights is the scale of bridges; docs/taxonomy.md says what each means.
var bridgeWeights = []float64{.4, .6, .8}

var topicSlug = regexp.MustCompile(`^topic(-[a-z0-9]+)+$`)

// checkEdition returns everything that is wrong with the tables, each with its
// file and line.
func checkEdition(files fs.FS) []string {
	e := &edition{at: map[eic.TopicID]string{}, byID: map[eic.TopicID]*eic.Topic{}, said: map[string][]int{}}
	if err := e.read(files); err != nil {
		return faultLines(err)
	}
	e.checkIDs()
	e.checkEdges()
	e.checkBridges()
	e.checkLabels()
	e.checkMeanings()
	return e.faults
}

func (e *edition) read(files fs.FS) error {
	rows, bridges, err := readTables(files)
	if err != nil {
		return err
	}
	if e.topics, err = shippedTopics(rows, bridges); err != nil {
		return err
	}
	e.bridges = bridges
	if e.ambiguous, err = readSheet(files, ambiguousTable, "label", "language", "topics", "why"); err != nil {
		return err
	}
	for i, t := range e.topics {
		e.at[eic.TopicID(t.ID)], e.byID[eic.TopicID(t.ID)] = rows[i].at, t
		e.addLabel(t, t.Label, t.Lang, true)
		spanish := false
		for _, l := range t.AltLabels {
			e.addLabel(t, l.Text, l.Lang, l.Lang == eic.Spanish && !spanish)
			spanish = spanish || l.Lang == eic.Spanish
		}
	}
	e.tax, err = match.NewTaxonomy(e.topics)
	return err
}

func (e *edition) addLabel(t *eic.Topic, text string, lang eic.Language, preferred bool) {
	english, spanish := stemsOf(text)
	l := editionLabel{eic.TopicID(t.ID), text, lang, preferred, english, spanish}
	if lang == eic.Spanish {
		l.own, l.other = spanish, english
	}
	e.said[l.own] = append(e.said[l.own], len(e.labels))
	e.labels = append(e.labels, l)
}

// stemsOf returns the words of a text as each language stems them. A word of one
// language never equals one of the other.
func stemsOf(text string) (english, spanish string) {
	var en, es []string
	for _, w := range match.Analyse(text, "").Title {
		en, es = append(en, w.English), append(es, w.Spanish)
	}
	return strings.Join(en, " "), strings.Join(es, " ")
}

func faultLines(err error) []string {
	e, ok := err.(*fault.Error)
	if !ok || len(e.Fields) == 0 {
		return []string{err.Error()}
	}
	var lines []string
	for _, f := range e.Fields {
		lines = append(lines, f.Path+": "+f.Detail.String())
	}
	return lines
}

func (e *edition) say(at, format string, args ...any) {
	e.faults = append(e.faults, at+": "+fmt.Sprintf(format, args...))
}

func (e *edition) checkIDs() {
	for _, t := range e.topics {
		if !topicSlug.MatchString(t.External.ID) {
			e.say(e.at[eic.TopicID(t.ID)], "the id %q is not topic- and words of a-z and 0-9 with hyphens", t.External.ID)
		}
	}
}

// checkEdges: every topic has a way to others; none leads in a circle; two
// topics are tied in one way only.
func (e *edition) checkEdges() {
	for _, f := range e.tax.Check() {
		id, where, _ := strings.Cut(f.Path, " ")
		e.say(e.at[eic.TopicID(id)], "%s %s: %s", id, where, f.Detail)
	}
	tied := map[[2]eic.TopicID]string{}
	alone := map[eic.TopicID]bool{}
	for id := range e.byID {
		alone[id] = true
	}
	tie := func(from, to eic.TopicID, how string) {
		pair := [2]eic.TopicID{min(from, to), max(from, to)}
		if before := tied[pair]; before != "" {
			e.say(e.at[from], "%s and %s are tied twice: %s and %s", from, to, before, how)
		}
		tied[pair] = how
		delete(alone, from)
		delete(alone, to)
	}
	for _, t := range e.topics {
		id := eic.TopicID(t.ID)
		for _, to := range t.Broader {
			tie(id, to, "broader")
		}
		for _, to := range t.Related {
			tie(id, to, "related")
		}
		for _, b := range t.Bridges {
			tie(id, b.To, "bridge")
		}
	}
	for _, t := range e.topics {
		if id := eic.TopicID(t.ID); alone[id] {
			e.say(e.at[id], "%s is tied to no other topic", id)
		}
	}
}

// bridgeOrder is from what is taught to who knows it.
var bridgeOrder = map[eic.TopicKind]int{eic.Subject: 1, eic.Standard: 1, eic.Skill: 2, eic.Fund: 3, eic.OccupationTopic: 4}

// checkBridges: each leads from what is taught to where it is known or used, has
// a weight of the scale, and a reason.
func (e *edition) checkBridges() {
	for _, r := range e.bridges {
		from, to := eic.TopicID(r.cells["from"]), eic.TopicID(r.cells["to"])
		kind, other := e.byID[from].Kind, e.byID[to].Kind
		if bridgeOrder[kind] >= bridgeOrder[other] {
			e.say(r.at, "a bridge leads from %v to %v: from what is taught to who knows or uses it", kind, other)
		}
		i := slices.IndexFunc(e.byID[from].Bridges, func(b eic.Bridge) bool { return b.To == to })
		if weight := e.byID[from].Bridges[i].Weight; !slices.Contains(bridgeWeights, weight) {
			e.say(r.at, "the weight %v is not on the scale %v", weight, bridgeWeights)
		}
		if len(strings.Fields(r.cells["why"])) < 2 {
			e.say(r.at, "the bridge has no reason")
		}
	}
}

// checkLabels: none is said twice of a topic; none is one word that people use
// for many things, unless it is the topic's own name.
func (e *edition) checkLabels() {
	for i, l := range e.labels {
		for _, j := range e.said[l.own] {
			if other := e.labels[j]; j < i && other.topic == l.topic && l.own != "" && !otherGender(other.text, l.text) {
				e.say(e.at[l.topic], "%q and %q are the same words", e.labels[j].text, l.text)
			}
		}
		if !l.preferred && match.Commonplace(l.text) {
			e.say(e.at[l.topic], "%q means many things: more words, please", l.text)
		}
	}
}

// otherGender reports whether two labels are the same word for a man and for a
// woman, as "carpintero" and "carpintera": both are welcome.
func otherGender(a, b string) bool {
	first, second := strings.Fields(a), strings.Fields(b)
	if a == b || len(first) != len(second) {
		return false
	}
	for i := range first {
		x, y := min(first[i], second[i]), max(first[i], second[i])
		if x != y && x+"a" != y && (!strings.HasSuffix(x, "a") || strings.TrimSuffix(x, "a")+"o" != y) {
			return false
		}
	}
	return true
}

// checkMeanings: a label of several topics says so in ambiguous.csv, and what is
// said there is so. A word counts as it may be read in either language.
func (e *edition) checkMeanings() {
	declared := e.declared()
	used := map[string]bool{}
	for _, l := range e.labels {
		meanings := e.meanings(l)
		if len(meanings) < 2 {
			continue
		}
		row, ok := declared[l.own]
		used[l.own] = true
		switch {
		case !ok:
			e.say(e.at[l.topic], "%q is a label of %s: make one longer, or say in %s what tells them apart",
				l.text, strings.Join(meanings, " and "), ambiguousTable)
		case !slices.Equal(meanings, sorted(row.list("topics"))):
			e.say(row.at, "%q is a label of %s", l.text, strings.Join(meanings, " and "))
		}
	}
	for key, row := range declared {
		if !used[key] {
			e.say(row.at, "%q is a label of one topic at most", row.cells["label"])
		}
	}
	slices.Sort(e.faults)
	e.faults = slices.Compact(e.faults)
}

// declared returns the rows of ambiguous.csv by the words of their labels.
func (e *edition) declared() map[string]sheetRow {
	rows := map[string]sheetRow{}
	for _, r := range e.ambiguous {
		english, spanish := stemsOf(r.cells["label"])
		switch key := cmp.Or(r.cells["language"], "?"); key {
		case "en":
			rows[english] = r
		case "es":
			rows[spanish] = r
		default:
			e.say(r.at, "the language is en or es, not %s", key)
		}
		if len(strings.Fields(r.cells["why"])) < 2 {
			e.say(r.at, "what tells the meanings of %q apart?", r.cells["label"])
		}
	}
	return rows
}

// meanings lists the topics a label names, read in either language.
func (e *edition) meanings(l editionLabel) []string {
	var ids []string
	for _, key := range []string{l.own, l.other} {
		for _, j := range e.said[key] {
			ids = append(ids, string(e.labels[j].topic))
		}
	}
	return slices.Compact(sorted(ids))
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}
