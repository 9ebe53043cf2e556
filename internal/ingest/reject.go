package ingest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/edclusters/thirdplace/internal/fault"
)

// maxInput is how much of a rejected line is quoted.
const maxInput = 64 << 10

// rejection is a line of the reject file.
type rejection struct {
	File   string     `json:"file"`
	Line   int        `json:"line"`   // from 1; 0 is the file as a whole
	Reason string     `json:"reason"` // a sentence, which names every fault
	Code   fault.Code `json:"code"`   // of the first fault
	Field  string     `json:"field"`  // of the first fault; empty: the whole line
	Input  string     `json:"input"`  // the line itself, at most maxInput bytes of it
}

// rejects writes the reject file, which is made at the first reject.
type rejects struct {
	open     func() (io.WriteCloser, error)
	sentence func(error) string
	file     io.WriteCloser
	buffer   *bufio.Writer
	out      *json.Encoder
}

func (r *rejects) write(file string, line int, input string, err error) error {
	if r.open == nil {
		return nil
	}
	if r.file == nil {
		f, err := r.open()
		if err != nil {
			return fault.Wrap("open reject file", err)
		}
		r.file, r.buffer = f, bufio.NewWriter(f)
		r.out = json.NewEncoder(r.buffer)
		r.out.SetEscapeHTML(false)
	}
	code, field := firstFault(err)
	return fault.Wrap("write reject file", r.out.Encode(rejection{
		File: file, Line: line, Reason: r.reason(err), Code: code, Field: field, Input: clip(input),
	}))
}

func (r *rejects) reason(err error) string {
	switch {
	case err == nil:
		return ""
	case r.sentence == nil:
		return err.Error()
	}
	return r.sentence(err)
}

func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	err := r.buffer.Flush()
	if closing := r.file.Close(); err == nil {
		err = closing
	}
	return fault.Wrap("write reject file", err)
}

// firstFault returns what is wrong first, and the field it is wrong with.
func firstFault(err error) (fault.Code, string) {
	var e *fault.Error
	switch {
	case !errors.As(err, &e):
		return fault.Unexpected, ""
	case len(e.Fields) > 0:
		return e.Fields[0].Code, e.Fields[0].Path
	}
	return e.Detail.Code, ""
}

// clip shortens a line to maxInput bytes, at the end of a character, and copies
// it so that it does not keep more in memory.
func clip(s string) string {
	if len(s) <= maxInput {
		return s
	}
	end := maxInput
	for end > maxInput-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return strings.Clone(s[:end])
}
