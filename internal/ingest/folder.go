package ingest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// part is a kind of file that a publisher's folder has, known by its name
// without case, punctuation, endings such as ".csv.gz", and language.
type part struct {
	name string // as the publisher writes it
	stem string // folded
	lone bool   // the same in every language: one is read
}

// found is a file of a folder that is a part.
type found struct {
	path string
	lang eic.Language // in its name, as in "skills_es.csv"; else ""
}

// folder is the files of a publisher's folder by the name of their part, each
// list in the order of the paths.
type folder map[string][]found

// one returns the only or first file of a part.
func (f folder) one(name string) found { return f[name][0] }

// ofFolder makes a format whose inputs are folders: all paths named, folders and
// single files, are one input.
func ofFolder(name string, parts []part, begin func(folder) []stage) format {
	return format{name: name, shared: true, parts: parts, open: func(paths []string, o Options) (reading, error) {
		files, err := findParts(parts, paths)
		if err != nil {
			return nil, err
		}
		stages := begin(files)
		if err := checkColumns(name, stages, o); err != nil {
			return nil, err
		}
		return &staged{format: name, options: o, stages: stages}, nil
	}}
}

// findParts finds the parts in folders and among files. Every part must be
// there, in one file for each language.
func findParts(parts []part, paths []string) (folder, error) {
	all, err := filesIn(paths)
	if err != nil {
		return nil, err
	}
	files := folder{}
	var faults fault.Fields
	for _, path := range all {
		stem, lang := stemOf(path)
		for _, p := range parts {
			if p.stem != stem {
				continue
			}
			same := func(f found) bool { return f.lang == lang }
			if p.lone && len(files[p.name]) > 0 && !slices.ContainsFunc(files[p.name], same) {
				continue
			}
			if slices.ContainsFunc(files[p.name], same) {
				faults.Say(filepath.Base(path), fault.Repeated, p.name)
			}
			files[p.name] = append(files[p.name], found{path, lang})
		}
	}
	for _, p := range parts {
		if len(files[p.name]) == 0 {
			faults.Say("", fault.NoFile, p.name)
		}
	}
	return files, faults.Err()
}

// filesIn lists the files named and those in the folders named, by their paths.
func filesIn(paths []string) ([]string, error) {
	var all []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, cannotOpen(path, err)
		}
		if !info.IsDir() {
			all = append(all, path)
			continue
		}
		inside, err := os.ReadDir(path)
		if err != nil {
			return nil, cannotOpen(path, err)
		}
		for _, entry := range inside {
			if !entry.IsDir() {
				all = append(all, filepath.Join(path, entry.Name()))
			}
		}
	}
	slices.Sort(all)
	return all, nil
}

// stemOf returns the name of a file without endings and language, and the language.
func stemOf(path string) (string, eic.Language) {
	name := filepath.Base(path)
	for _, ending := range []string{".gz", ".csv", ".txt", ".tsv"} {
		if cut := len(name) - len(ending); cut > 0 && strings.EqualFold(name[cut:], ending) {
			name = name[:cut]
		}
	}
	var lang eic.Language
	if i := strings.LastIndexByte(name, '_'); i > 0 && len(name)-i == 3 {
		if code, err := eic.ParseLanguage(name[i+1:]); err == nil {
			name, lang = name[:i], code
		}
	}
	return folded(name, ""), lang
}

// checkColumns looks at the first line of every file, so that a folder with
// something amiss is refused as a whole and every fault is named at once.
func checkColumns(format string, stages []stage, o Options) error {
	var faults fault.Fields
	for _, at := range stages {
		if !at.survey { // which needs no other columns than the stage it is for
			faults.Add(filepath.Base(at.path), checkHeader(format, at, o))
		}
	}
	return faults.Err()
}

func checkHeader(format string, at stage, o Options) error {
	in, err := openFile(at.path, nil)
	if err != nil {
		return err
	}
	defer in.close()
	t := table{name: format, in: newLines(in)}
	if _, err := t.start(); err != nil {
		return err
	}
	_, err = at.bind(t.header, o)
	return err
}
