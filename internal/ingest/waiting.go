package ingest

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// retry applies the lines that wait, pass after pass while any is imported. Each
// pass takes four times the lines at once, up to manyLines, so that lines which
// refer to each other come together, and a long chain in the wrong order does
// not need a pass for each thousand of its lines. What is left then goes in as final.
func (r *run) retry(ctx context.Context) error {
	for most := fewLines(); r.waiting.len() > 0; most = most.grow() {
		before := r.waiting.len()
		if err := r.pass(ctx, most, false); err != nil {
			return err
		}
		if r.waiting.len() == before && most == manyLines() {
			break
		}
	}
	if r.waiting.len() == 0 {
		return nil
	}
	return r.pass(ctx, manyLines(), true)
}

// pass tries every waiting line once.
func (r *run) pass(ctx context.Context, most limit, final bool) error {
	from := r.waiting
	r.waiting = nil
	defer from.close()
	if err := from.rewind(); err != nil {
		return fault.Wrap("read waiting lines", err)
	}
	for left := from.len(); left > 0; left-- {
		it, err := from.next()
		if err != nil {
			return fault.Wrap("read waiting lines", err)
		}
		if err := r.add(ctx, it, most, final); err != nil {
			return err
		}
		r.meter.wait(left + r.waiting.len())
	}
	return r.flushLines(ctx, final)
}

// wait keeps a line for the next pass.
func (r *run) wait(it item) error {
	if r.waiting == nil {
		s, err := newSpool()
		if err != nil {
			return fault.Wrap("keep waiting lines", err)
		}
		r.waiting = s
	}
	return fault.Wrap("keep waiting lines", r.waiting.add(it))
}

// spool keeps records in a temporary file: first written, then rewound and read.
// A nil spool is empty.
type spool struct {
	file  *os.File
	path  string // empty: already removed
	w     *bufio.Writer
	out   *json.Encoder
	in    *json.Decoder
	count int
}

// spooled is a record as it stands in the temporary file.
type spooled struct {
	File       int        `json:"f"`
	Name       string     `json:"o"`
	Number     int        `json:"n"`
	Type       eic.Type   `json:"t"`
	Cluster    string     `json:"c"`
	Source     string     `json:"s"`
	ExternalID string     `json:"x"`
	Fields     app.Fields `json:"v"`
	Input      string     `json:"i"`
	Size       int        `json:"b"`
}

func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "thirdplace-import-*")
	if err != nil {
		return nil, err
	}
	// Where the system allows it the file goes with the process, even a killed one.
	path := file.Name()
	if os.Remove(path) == nil {
		path = ""
	}
	w := bufio.NewWriterSize(file, 1<<16)
	return &spool{file: file, path: path, w: w, out: json.NewEncoder(w)}, nil
}

func (s *spool) len() int {
	if s == nil {
		return 0
	}
	return s.count
}

func (s *spool) add(it item) error {
	s.count++
	l := it.line
	return s.out.Encode(spooled{it.file, it.name, l.Number, l.Type, l.Cluster, l.Source, l.ExternalID, l.Fields, it.input, it.size})
}

func (s *spool) rewind() error {
	if err := s.w.Flush(); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	s.in = json.NewDecoder(bufio.NewReaderSize(s.file, 1<<16))
	s.in.UseNumber()
	return nil
}

func (s *spool) next() (item, error) {
	var v spooled
	if err := s.in.Decode(&v); err != nil {
		return item{}, err
	}
	line := app.Line{
		Number: v.Number, Type: v.Type, Cluster: v.Cluster, Source: v.Source, ExternalID: v.ExternalID, Fields: v.Fields,
	}
	return item{file: v.File, name: v.Name, line: line, key: keyOf(line), input: v.Input, size: v.Size}, nil
}

func (s *spool) close() {
	if s == nil {
		return
	}
	_ = s.file.Close() // nothing is lost with a temporary file
	if s.path != "" {
		_ = os.Remove(s.path)
	}
}
