package ingest

import (
	"io"
	"os"

	"github.com/edclusters/thirdplace/internal/fault"
)

// reading is one input while it is read: a file, or the files of a folder taken
// together.
type reading interface {
	records
	// at returns how far it is: in lines, and in bytes as they lie on the disk.
	at() (lines int, bytes int64)
	close()
}

// alone makes the reading of an input that is one file.
func alone(open func(*lines, Options) records) func([]string, Options) (reading, error) {
	return func(names []string, o Options) (reading, error) {
		in, err := openFile(names[0], o.Stdin)
		if err != nil {
			return nil, err
		}
		from := newLines(in)
		return &single{open(from, o), in, from}, nil
	}
}

type single struct {
	records
	in   *file
	from *lines
}

func (s *single) at() (int, int64) { return s.from.number, s.in.offset() }
func (s *single) close()           { s.in.close() }

// stage is one pass over one table of an input.
type stage struct {
	path   string
	name   string // what the user calls the file
	bind   bind
	survey bool // only looks: what is wrong with a row is said when it is read again
}

// staged reads tables one after the other, some of them twice: first to learn
// what is there, then to make records of it.
type staged struct {
	format  string
	options Options
	stages  []stage // those to come
	now     *single // of the first of them; nil: not open yet
	lines   int     // of the files that are done; a survey does not count
	bytes   int64
	drop    func() // what was made to read a file twice; nil: nothing
}

func (s *staged) next() (entry, error) {
	for len(s.stages) > 0 {
		at := s.stages[0]
		if s.now == nil {
			now, err := s.open(at)
			if err != nil {
				return entry{file: at.name}, err
			}
			s.now = now
		}
		e, err := s.now.next()
		e.file = at.name
		switch {
		case err == io.EOF:
			s.end()
			continue
		case err == nil && at.survey:
			return entry{file: e.file}, nil
		}
		return e, err
	}
	return entry{}, io.EOF
}

func (s *staged) open(at stage) (*single, error) {
	in, err := openFile(at.path, nil)
	if err != nil {
		return nil, err
	}
	from := newLines(in)
	return &single{openTable(s.format, at.bind)(from, s.options), in, from}, nil
}

// end closes the first stage.
func (s *staged) end() {
	if !s.stages[0].survey {
		lines, bytes := s.now.at()
		s.lines, s.bytes = s.lines+lines, s.bytes+bytes
	}
	s.now.close()
	s.now, s.stages = nil, s.stages[1:]
}

func (s *staged) at() (int, int64) {
	if s.now == nil || s.stages[0].survey {
		return s.lines, s.bytes
	}
	lines, bytes := s.now.at()
	return s.lines + lines, s.bytes + bytes
}

func (s *staged) close() {
	if s.now != nil {
		s.now.close()
	}
	if s.drop != nil {
		s.drop()
	}
}

// twice makes a format of CSV files that are read twice: survey learns something
// from all rows before the other makes records of them. Standard input and pipes
// are copied to a temporary file first.
func twice(name string, begin func() (survey, records bind)) format {
	return format{name: name, open: func(names []string, o Options) (reading, error) {
		path, drop, err := lasting(names[0], o.Stdin)
		if err != nil {
			return nil, err
		}
		survey, records := begin()
		stages := []stage{{path, names[0], survey, true}, {path, names[0], records, false}}
		return &staged{format: name, options: o, stages: stages, drop: drop}, nil
	}}
}

// lasting returns a path under which a file can be read more than once.
func lasting(name string, stdin io.Reader) (path string, drop func(), err error) {
	info, err := os.Stat(name)
	if name != "-" && (err != nil || info.Mode().IsRegular() || info.IsDir()) {
		return name, nil, nil // what is wrong with it is said when it is opened
	}
	from := stdin
	if name != "-" {
		pipe, err := os.Open(name)
		if err != nil {
			return "", nil, cannotOpen(name, err)
		}
		defer func() { _ = pipe.Close() }() // was only read
		from = pipe
	}
	if from == nil {
		return "", nil, cannotOpen(name, os.ErrNotExist)
	}
	return copied(name, from)
}

// copied keeps what a reader gives in a temporary file.
func copied(name string, from io.Reader) (path string, drop func(), err error) {
	to, err := os.CreateTemp("", "thirdplace-import-*")
	if err != nil {
		return "", nil, fault.Wrap("keep "+name, err)
	}
	drop = func() { _ = os.Remove(to.Name()) } // nothing is lost with a temporary file
	_, err = io.Copy(to, from)
	if closing := to.Close(); err == nil {
		err = closing
	}
	if err != nil {
		drop()
		return "", nil, cannotOpen(name, err)
	}
	return to.Name(), drop, nil
}
