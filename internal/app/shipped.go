package app

import (
	"embed"
	"io/fs"
	"strconv"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// The taxonomy that ships with the program: tables that a teacher can edit in a
// spreadsheet. docs/taxonomy.md says how; TestShippedTopics checks them.
//
//go:embed taxonomy/*.csv
var taxonomyFiles embed.FS

// shippedFiles returns the tables of the shipped taxonomy.
func shippedFiles() (fs.FS, error) { return fs.Sub(taxonomyFiles, "taxonomy") }

// ShippedTopics returns the topics that ship with the program.
func ShippedTopics() ([]*eic.Topic, error) {
	files, err := shippedFiles()
	if err != nil {
		return nil, fault.Wrap("read shipped topics", err)
	}
	return readShipped(files)
}

// The tables that hold no topics; every other one is a table of topics.
// ambiguousTable says which labels mean several things; nothing but the test of
// the tables reads it.
const (
	bridgeTable    = "bridges.csv"
	ambiguousTable = "ambiguous.csv"
)

// The columns of the tables.
var (
	topicColumns  = []string{"id", "kind", "broader", "related", "english", "english also", "spanish", "spanish also"}
	bridgeColumns = []string{"from", "to", "weight", "why"}
)

// readShipped reads the topics of a shipped taxonomy with their bridges, in the
// order of the files and their rows. A faulty one is Invalid: the paths of its
// fields are file, line and column, such as "science.csv:12 kind".
func readShipped(files fs.FS) ([]*eic.Topic, error) {
	rows, bridges, err := readTables(files)
	if err != nil {
		return nil, fault.Wrap("read shipped topics", err)
	}
	topics, err := shippedTopics(rows, bridges)
	return topics, fault.Wrap("read shipped topics", err)
}

// readTables reads the rows of the topics and those of the bridges.
func readTables(files fs.FS) (topics, bridges []sheetRow, err error) {
	names, err := fs.Glob(files, "*.csv")
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		if name == bridgeTable || name == ambiguousTable {
			continue
		}
		rows, err := readSheet(files, name, topicColumns...)
		if err != nil {
			return nil, nil, err
		}
		topics = append(topics, rows...)
	}
	bridges, err = readSheet(files, bridgeTable, bridgeColumns...)
	return topics, bridges, err
}

// shippedTopics makes topics of rows by the form of topics. Every fault is noted.
func shippedTopics(rows, bridges []sheetRow) ([]*eic.Topic, error) {
	var faults fault.Fields
	at := map[string]string{} // of a topic's row
	for _, r := range rows {
		id := r.cells["id"]
		if at[id] != "" {
			faults.Say(r.at+" id", fault.Repeated, id)
		}
		at[id] = r.at
	}
	from := map[string][]any{}
	for _, r := range bridges {
		bridge, err := bridgeFields(r, at)
		faults.Add(r.at+" bridge", err)
		from[r.cells["from"]] = append(from[r.cells["from"]], bridge)
	}
	topics := make([]*eic.Topic, 0, len(rows))
	for _, r := range rows {
		t, err := shippedTopic(r, from[r.cells["id"]], at)
		faults.Add(r.at, err)
		topics = append(topics, t)
	}
	return topics, faults.Err()
}

// bridgeFields is a row of the table of bridges as an import says it; why is
// for those who edit.
func bridgeFields(r sheetRow, known map[string]string) (Fields, error) {
	var faults fault.Fields
	for _, column := range []string{"from", "to"} {
		if end := r.cells[column]; known[end] == "" {
			faults.Say(column, fault.UnknownRef, eic.TopicType.String(), end)
		}
	}
	weight, err := strconv.ParseFloat(r.cells["weight"], 64)
	if err != nil {
		faults.Say("weight", fault.WrongType, "a number")
	}
	return Fields{"to": r.cells["to"], "weight": weight, "author": eic.OwnSource}, faults.Err()
}

func shippedTopic(r sheetRow, bridges []any, known map[string]string) (*eic.Topic, error) {
	fields := Fields{
		"label": r.cells["english"], "lang": string(eic.English), "kind": r.cells["kind"],
		"altLabels": labelFields(r), "bridges": bridges,
	}
	t := &eic.Topic{}
	t.External = eic.External{Source: eic.OwnSource, ID: r.cells["id"]}
	t.ID = eic.DeriveID(eic.TopicType, "", t.External)
	f := newForm(fields, "", byExternal("", eic.OwnSource), true)
	for _, column := range []string{"broader", "related"} {
		ends := r.list(column)
		fields[column] = asAny(ends)
		for _, end := range ends {
			if known[end] == "" {
				f.say(column, fault.UnknownRef, eic.TopicType.String(), end)
			}
		}
	}
	for _, column := range []string{"id", "kind", "english", "spanish"} {
		if r.cells[column] == "" {
			f.say(column, fault.Required)
		}
	}
	f.record(t)
	f.add("", t.Check())
	return t, f.shared.faults.Err()
}

// labelFields lists the other labels of a row: English ones, then the preferred
// Spanish one, then other Spanish ones.
func labelFields(r sheetRow) []any {
	labels := asAny(r.list("english also"))
	spanish := r.list("spanish also")
	if first := r.cells["spanish"]; first != "" {
		spanish = append([]string{first}, spanish...)
	}
	for _, label := range spanish {
		labels = append(labels, map[string]any{"label": label, "lang": string(eic.Spanish)})
	}
	return labels
}

func asAny(list []string) []any {
	all := make([]any, len(list))
	for i, s := range list {
		all[i] = s
	}
	return all
}
