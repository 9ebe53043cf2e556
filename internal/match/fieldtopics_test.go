package match

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// fieldTopics returns the occupations and knowledge areas of O*NET and the
// skills and occupations of ESCO, about as an importer makes topics of them: some
// 19,000 topics with 206,000 labels.
func fieldTopics(t testing.TB) []*eic.Topic {
	dir := fieldData(t)
	return append(onetTopics(t, dir), escoTopics(t, dir)...)
}

// shippedTopics returns the taxonomy that ships with the program.
func shippedTopics(t testing.TB) []*eic.Topic {
	var topics topicList
	names, err := filepath.Glob("../app/taxonomy/*.csv")
	if err != nil || len(names) == 0 {
		t.Fatalf("no shipped taxonomy: %v", err)
	}
	ids := func(cell string) (list []eic.TopicID) {
		for id := range strings.SplitSeq(cell, ";") {
			if id = strings.TrimSpace(id); id != "" {
				list = append(list, eic.TopicID(id))
			}
		}
		return list
	}
	for _, name := range names {
		if base := filepath.Base(name); base == "bridges.csv" || base == "ambiguous.csv" {
			continue // no tables of topics
		}
		table(t, name, ',', func(field func(string) string) {
			topic := topics.add("thirdplace", field("id"), field("english"), 0)
			if err := topic.Kind.UnmarshalText([]byte(field("kind"))); err != nil {
				t.Fatal(err)
			}
			topic.Broader, topic.Related = ids(field("broader")), ids(field("related"))
			for _, other := range []struct {
				labels string
				lang   eic.Language
			}{{field("english also"), eic.English}, {field("spanish"), eic.Spanish}, {field("spanish also"), eic.Spanish}} {
				for text := range strings.SplitSeq(other.labels, ";") {
					addLabel(topic, text, other.lang)
				}
			}
		})
	}
	table(t, "../app/taxonomy/bridges.csv", ',', func(field func(string) string) {
		weight, err := strconv.ParseFloat(field("weight"), 64)
		if from := topics.byID[eic.ID(field("from"))]; from != nil && err == nil {
			from.Bridges = append(from.Bridges, eic.Bridge{To: eic.TopicID(field("to")), Weight: weight})
		}
	})
	return topics.list
}

// table reads a table of public records, gzipped or not, row by row; a row is
// asked for its fields by the heading of their column.
func table(t testing.TB, name string, comma rune, visit func(field func(heading string) string)) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Skip(err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	rows := csv.NewReader(bufio.NewReader(in))
	rows.Comma, rows.LazyQuotes, rows.FieldsPerRecord = comma, comma == '\t', -1
	header, err := rows.Read()
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		visit(func(heading string) string {
			if i := slices.Index(header, heading); i >= 0 && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			t.Fatalf("%s: no column %q in %q", name, heading, header)
			return ""
		})
	}
}

// topicList gathers topics by their ids.
type topicList struct {
	list []*eic.Topic
	byID map[eic.ID]*eic.Topic
}

func (l *topicList) add(source, id, label string, kind eic.TopicKind) *eic.Topic {
	topic := &eic.Topic{Head: eic.Head{ID: eic.ID(id), External: eic.External{Source: source, ID: id}}, Label: label, Lang: eic.English, Kind: kind}
	if l.byID == nil {
		l.byID = map[eic.ID]*eic.Topic{}
	}
	l.list, l.byID[topic.ID] = append(l.list, topic), topic
	return topic
}

func addLabel(topic *eic.Topic, text string, lang eic.Language) {
	if text = strings.TrimSpace(text); text != "" && text != "n/a" {
		topic.AltLabels = append(topic.AltLabels, eic.Label{Text: text, Lang: lang})
	}
}

// onetTopics makes topics of occupations, each related to the knowledge areas
// that are important for it (4 of 5 or more).
func onetTopics(t testing.TB, dir string) []*eic.Topic {
	var topics topicList
	in := func(name string) string { return filepath.Join(dir, "occupations", name) }
	id := func(code string) string {
		return "topic.onet." + strings.ToLower(strings.NewReplacer(".", "", "-", "").Replace(code))
	}
	table(t, in("Occupation Data.txt"), '\t', func(field func(string) string) {
		topics.add("onet", id(field("O*NET-SOC Code")), field("Title"), eic.OccupationTopic)
	})
	table(t, in("Alternate Titles.txt.gz"), '\t', func(field func(string) string) {
		if topic := topics.byID[eic.ID(id(field("O*NET-SOC Code")))]; topic != nil {
			addLabel(topic, field("Alternate Title"), eic.English)
			addLabel(topic, field("Short Title"), eic.English)
		}
	})
	table(t, in("Knowledge.txt.gz"), '\t', func(field func(string) string) {
		area := eic.ID(id(field("Element ID")))
		if topics.byID[area] == nil {
			topics.add("onet", string(area), field("Element Name"), eic.Subject)
		}
		occupation := topics.byID[eic.ID(id(field("O*NET-SOC Code")))]
		if occupation != nil && field("Scale ID") == "IM" && field("Data Value") >= "4" {
			occupation.Related = append(occupation.Related, eic.TopicID(area))
		}
	})
	return topics.list
}

// escoTopics makes topics of skills and occupations with what is broader.
func escoTopics(t testing.TB, dir string) []*eic.Topic {
	var topics topicList
	in := func(name string) string { return filepath.Join(dir, "skills", name) }
	id := func(uri string) string { return "topic.esco." + strings.ToLower(uri[strings.LastIndex(uri, "/")+1:]) }
	for _, source := range []struct {
		name string
		kind eic.TopicKind
	}{
		{"skills_en.csv.gz", eic.Skill}, {"skillGroups_en.csv.gz", eic.Skill},
		{"occupations_en.csv.gz", eic.OccupationTopic}, {"ISCOGroups_en.csv.gz", eic.OccupationTopic},
	} {
		table(t, in(source.name), ',', func(field func(string) string) {
			topic := topics.add("esco", id(field("conceptUri")), field("preferredLabel"), source.kind)
			for line := range strings.Lines(field("altLabels")) {
				addLabel(topic, line, eic.English)
			}
		})
	}
	for _, name := range []string{"broaderRelationsSkillPillar.csv.gz", "broaderRelationsOccPillar.csv.gz"} {
		table(t, in(name), ',', func(field func(string) string) {
			below, above := topics.byID[eic.ID(id(field("conceptUri")))], eic.TopicID(id(field("broaderUri")))
			if below != nil && topics.byID[eic.ID(above)] != nil {
				below.Broader = append(below.Broader, above)
			}
		})
	}
	return topics.list
}
