package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/edclusters/thirdplace/internal/fault"
)

// maxLine is the longest line that is read; a longer one is skipped as it comes.
const maxLine = 1 << 20

// textLine is one line of a file, without its end. The text is good until the
// next line is read. With an error, the text is the beginning of the line.
type textLine struct {
	number int
	text   []byte
	err    error
}

// lines reads the lines of a file and leaves out those that are blank.
type lines struct {
	in     *file
	number int
	text   []byte
	failed bool // the file cannot be read any further
}

func newLines(in *file) *lines { return &lines{in: in} }

// next returns the next line. A line that is too long has an error and reading
// goes on behind it. A damaged file gives its last line with an error and failed
// is set. At the end there is io.EOF.
func (l *lines) next() (textLine, error) {
	for {
		line, err := l.any()
		if err != nil || line.err != nil || len(bytes.TrimSpace(line.text)) > 0 {
			return line, err
		}
	}
}

// any is next for a line that may be blank, as it may be within quotes.
func (l *lines) any() (textLine, error) {
	if l.failed {
		return textLine{}, io.EOF
	}
	return l.read()
}

// read reads one line, blank or not, keeping at most maxLine of it.
func (l *lines) read() (textLine, error) {
	l.text = l.text[:0]
	length := 0
	for {
		part, err := l.in.content.ReadSlice('\n')
		ended := bytes.HasSuffix(part, []byte("\n"))
		part = bytes.TrimSuffix(part, []byte("\n"))
		length += len(part)
		// One byte more is kept for the "\r" that may follow the longest line.
		l.text = append(l.text, part[:min(len(part), maxLine+1-len(l.text))]...)
		switch {
		case ended || err == io.EOF && length > 0:
			return l.complete(length), nil
		case err == io.EOF:
			return textLine{}, io.EOF
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			l.failed = true
			l.number++
			return textLine{l.number, l.text, l.in.damage(err)}, nil
		}
	}
}

func (l *lines) complete(length int) textLine {
	l.number++
	if length <= maxLine+1 {
		l.text = bytes.TrimSuffix(l.text, []byte("\r"))
		length = len(l.text)
	}
	if length > maxLine {
		return textLine{l.number, l.text, fault.New(fault.Invalid, fault.LineTooLong, maxLine)}
	}
	return textLine{number: l.number, text: l.text}
}
