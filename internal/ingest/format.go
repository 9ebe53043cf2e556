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

// format is one kind of input.
type format struct {
	name   string
	shared bool   // what it has belongs to no cluster, or lines name their own
	parts  []part // of a folder; none: every file is an input of its own
	open   func(paths []string, o Options) (reading, error)
}

// inputs returns what is read together: all paths of a format of folders, else
// each for itself.
func (f format) inputs(paths []string) [][]string {
	if len(f.parts) > 0 {
		return [][]string{paths}
	}
	var each [][]string
	for _, path := range paths {
		each = append(each, []string{path})
	}
	return each
}

// size returns the bytes of the files that are read; 0 if that is not known.
func (f format) size(paths []string) int64 {
	if len(f.parts) == 0 {
		return totalSize(paths)
	}
	files, err := findParts(f.parts, paths)
	if err != nil {
		return 0
	}
	var all []string
	for _, part := range files {
		for _, file := range part {
			all = append(all, file.path)
		}
	}
	return totalSize(all)
}

func formats() []format {
	return []format{
		{name: "ndjson", shared: true, open: alone(openNDJSON)},
		tableOf("schools", schools),
		tableOf("irs-eo", nonprofits),
		ofFolder("onet", onetParts(), onetStages),
		ofFolder("esco", escoParts(), escoStages),
		{name: "geonames", shared: true, open: alone(openGeonames)},
		shared(twice("standards", standards)),
		tableOf("products", products),
		twice("nsf-awards", awards),
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
	if len(f.parts) > 0 && slices.Contains(o.Files, "-") {
		return format{}, fault.At("files", fault.NeedsFolder, name)
	}
	if !f.shared && o.Cluster == "" {
		return format{}, fault.At("cluster", fault.NeedsCluster, name)
	}
	return f, nil
}

// shared marks a format whose records belong to no cluster.
func shared(f format) format {
	f.shared = true
	return f
}

// records turns one file into entries. The error is io.EOF at the end of the
// file, or why it cannot be read any further; the entry then says where.
type records interface {
	next() (entry, error)
}

// entry is what one line of a file came to: records, a postal code, or a reason.
// A line that is not wanted comes to nothing.
type entry struct {
	file   string // of a folder; empty: the input itself
	number int    // of the line, or of the first line of a row
	input  string // the line or row itself, clipped
	size   int    // bytes
	lines  []app.Line
	place  *app.PlaceLine
	towns  bool // the file has a row for each town of a postal code
	err    error
	left   error // why something of it, or all, was left out though nothing is wrong with it
}

// leftOut is what a convert returns beside its lines, or instead of any, where
// it left something out on purpose: it is told, and is no reject.
type leftOut struct{ error }

// entryOf makes the entry of a line; the rest of it is for the format.
func entryOf(line textLine) entry {
	return entry{number: line.number, input: clip(string(line.text)), size: len(line.text), err: line.err}
}
