package ingest

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Formats lists the names that Options.Format may have.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// format is one kind of file.
type format struct {
	name   string
	shared bool // what it has belongs to no cluster, or lines name their own
	open   func(*lines, Options) records
}

func formats() []format {
	return []format{
		{"ndjson", true, openNDJSON},
		tableOf("schools", schools),
		tableOf("irs-eo", nonprofits),
		{"geonames", true, openGeonames},
		tableOf("products", products),
	}
}

func formatOf(o Options) (format, error) {
	name := o.Format
	if name == "" {
		name = formats()[0].name
	}
	i := slices.IndexFunc(formats(), func(f format) bool { return f.name == name })
	if i < 0 {
		return format{}, fault.At("format", fault.UnknownFormat, name, Formats())
	}
	f := formats()[i]
	if !f.shared && o.Cluster == "" {
		return format{}, fault.At("cluster", fault.NeedsCluster, name)
	}
	return f, nil
}

// records turns one file into entries. The error is io.EOF at the end of the
// file, or why it cannot be read any further; the entry then says where.
type records interface {
	next() (entry, error)
}

// entry is what one line of a file came to: records, a postal code, or a reason.
// A line that is not wanted comes to nothing.
type entry struct {
	number int    // of the line, or of the first line of a row
	input  string // the line or row itself, clipped
	size   int    // bytes
	lines  []app.Line
	place  *app.PlaceLine
	towns  bool // the file has a row for each town of a postal code
	err    error
}

// entryOf makes the entry of a line; the rest of it is for the format.
func entryOf(line textLine) entry {
	return entry{number: line.number, input: clip(string(line.text)), size: len(line.text), err: line.err}
}
