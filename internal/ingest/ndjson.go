package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// ndjson reads the program's own files: one JSON object a line. It checks the
// envelope of a line, which is type, externalId, source and cluster, and passes
// the other fields on as they are, numbers as json.Number.
type ndjson struct {
	in      *lines
	options Options
}

func openNDJSON(in *lines, o Options) records { return &ndjson{in, o} }

func (n *ndjson) next() (entry, error) {
	line, err := n.in.next()
	if err != nil {
		return entry{}, err
	}
	e := entryOf(line)
	switch {
	case n.in.failed:
		return e, line.err
	case line.err != nil:
		return e, nil
	case !utf8.Valid(line.text):
		e.err = fault.New(fault.Invalid, fault.NotUTF8)
		return e, nil
	}
	fields, err := object(line.text)
	if err != nil {
		e.err = err
		return e, nil
	}
	n.fill(&e, fields)
	return e, nil
}

// object reads a line as one JSON object.
func object(text []byte) (app.Fields, error) {
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	var value any
	if err := in.Decode(&value); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fault.New(fault.Invalid, fault.NotJSON, "unexpected end of JSON input")
		}
		return nil, fault.New(fault.Invalid, fault.NotJSON, err.Error())
	}
	if _, err := in.Token(); err != io.EOF {
		return nil, fault.New(fault.Invalid, fault.NotJSON, "something follows the object")
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, fault.New(fault.Invalid, fault.NotAnObject)
	}
	return fields, nil
}

// fill takes the envelope off the fields and makes a line of them.
func (n *ndjson) fill(e *entry, fields app.Fields) {
	var faults fault.Fields
	name, ok := taken(&faults, fields, "type")
	if ok && name == "" {
		faults.Say("type", fault.Required)
	}
	if name == placeType {
		e.place, e.err = placeOf(e.number, fields)
		return
	}
	var t eic.Type
	if t.UnmarshalText([]byte(name)) != nil {
		faults.Say("type", fault.UnknownType, name)
	}
	line := app.Line{Number: e.number, Type: t}
	line.Source, line.ExternalID = identity(&faults, fields, n.options.Source)
	line.Cluster = n.clusterOf(&faults, t, fields)
	line.Fields = fields
	if e.err = faults.Err(); e.err == nil {
		e.lines = []app.Line{line}
	}
}

// identity takes who a record is: its source, or that of the whole file, and its id.
func identity(faults *fault.Fields, fields app.Fields, source string) (string, string) {
	own, ok := taken(faults, fields, "source")
	id, okID := taken(faults, fields, "externalId")
	if !ok || !okID {
		return "", ""
	}
	if own != "" {
		source = own
	}
	ext, err := eic.NewExternal(source, id)
	var e *fault.Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			path := f.Path
			if path == "id" {
				path = "externalId"
			}
			faults.Say(path, f.Code, f.Args...)
		}
	}
	return ext.Source, ext.ID
}

// clusterOf takes the cluster of a line, or that of the whole file. A cluster
// belongs to none, and a topic only if its line says so.
func (n *ndjson) clusterOf(faults *fault.Fields, t eic.Type, fields app.Fields) string {
	if t == eic.ClusterType {
		return "" // app refuses the field if it is there
	}
	cluster, ok := taken(faults, fields, "cluster")
	if cluster != "" || !ok || t == eic.TopicType || t == 0 {
		return cluster
	}
	if n.options.Cluster == "" {
		faults.Say("cluster", fault.Required)
	}
	return n.options.Cluster
}

// taken removes a field of text and returns it without blanks around it; one
// that is absent or null is "". It is not ok if the field is something else.
func taken(faults *fault.Fields, fields app.Fields, name string) (text string, ok bool) {
	value := fields[name]
	delete(fields, name)
	text, ok = value.(string)
	if !ok && value != nil {
		faults.Say(name, fault.WrongType, "text")
		return "", false
	}
	return strings.TrimSpace(text), true
}
