package ingest

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// table reads a CSV file with a header. A field may hold line breaks, and a
// quote that is never closed costs its own line only: where several lines taken
// together are no row, the first is rejected and reading goes on with the second.
type table struct {
	name    string // of the format
	in      *lines
	ahead   []textLine // lines read and not used; their text is a copy
	comma   byte
	header  header
	columns int // of the header; 0 before it is read
	credit  int // bytes that may be looked at in vain
}

// maxCredit bounds the work on a file in which quotes go wrong all the time:
// lines are looked at in vain at most eight times, and this many bytes more.
const maxCredit = 4 * maxLine

// row is one row of a table. With an error, it has no cells.
type row struct {
	entry
	cells []string
}

// cell returns the text in a column without blanks at its ends; "" for column -1.
func (r row) cell(column int) string {
	if column < 0 {
		return ""
	}
	return trimmed(r.cells[column])
}

// start reads the header. The separator is the one it has most of.
func (t *table) start() (row, error) {
	t.comma, t.credit = ',', maxCredit
	line, err := t.first()
	if err == io.EOF {
		return row{}, fault.New(fault.Invalid, fault.NoHeader, t.name)
	}
	if err != nil {
		return row{}, err
	}
	for _, c := range []byte("\t;|") {
		if bytes.Count(line.text, []byte{c}) > bytes.Count(line.text, []byte{t.comma}) {
			t.comma = c
		}
	}
	r, err := t.next()
	if err != nil || r.err != nil {
		return r, cmp.Or(err, r.err)
	}
	t.columns, t.header = len(r.cells), newHeader(r.cells)
	return r, nil
}

// next returns the next row; io.EOF is the end.
func (t *table) next() (row, error) {
	first, err := t.first()
	if err != nil {
		return row{}, err
	}
	if first.err != nil {
		t.drop(1)
		return row{entry: entryOf(first)}, nil
	}
	n, text, open := t.gather()
	t.credit = min(t.credit+8*len(first.text), maxCredit)
	if !open {
		if cells, err := t.parse(text, false); err == nil && t.fits(cells) {
			t.drop(n)
			return row{entryOf(textLine{number: first.number, text: text}), cells}, nil
		}
	}
	t.credit -= len(text) - len(first.text)
	t.drop(1)
	e := entryOf(first)
	cells, err := t.parse(first.text, true)
	switch {
	case err != nil:
		e.err = fault.New(fault.Invalid, fault.BadCSV, err.Error())
	case t.fits(cells):
		return row{e, cells}, nil
	default:
		e.err = fault.New(fault.Invalid, fault.ColumnCount, t.columns, len(cells))
	}
	return row{entry: e}, nil
}

func (t *table) fits(cells []string) bool { return t.columns == 0 || len(cells) == t.columns }

// gather joins the lines of one row: as many as it takes to close the quotes
// that the first opens. It gives up, and open is true, where the file ends, a
// quote is misplaced, or the row is longer than a line may be or than the credit.
func (t *table) gather() (n int, text []byte, open bool) {
	for {
		line, err := t.peek(n)
		if err != nil || line.err != nil || n > 0 && len(text)+len(line.text) > min(maxLine, t.credit) {
			return n, text, true
		}
		if n > 0 {
			text = append(text, '\n')
		}
		text = append(text, line.text...)
		n++
		inside, broken := quoted(line.text, t.comma, open)
		if broken || !inside {
			return n, text, broken
		}
		open = true
	}
}

// quoted walks over a line that begins inside quotes or not, and says whether it
// ends inside; broken is a quote within quotes that ends nothing.
func quoted(line []byte, comma byte, inside bool) (ends, broken bool) {
	begin := !inside // of a field
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case !inside:
			inside = begin && c == '"'
			begin = c == comma
		case c != '"':
		case i+1 == len(line):
			return false, false
		case line[i+1] == '"':
			i++
		case line[i+1] == comma:
			inside = false
		default:
			return false, true
		}
	}
	return inside, false
}

// parse splits a row into cells. Lazily, a quote may stand where it does not belong.
func (t *table) parse(text []byte, lazily bool) ([]string, error) {
	if bytes.IndexByte(text, '"') < 0 {
		return strings.Split(string(text), string(rune(t.comma))), nil
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.Comma, in.LazyQuotes, in.FieldsPerRecord = rune(t.comma), lazily, -1
	cells, err := in.Read()
	var e *csv.ParseError
	if errors.As(err, &e) {
		err = e.Err // its line is counted from the row
	}
	return cells, err
}

// first returns the next line that is not blank.
func (t *table) first() (textLine, error) {
	for {
		line, err := t.peek(0)
		if err != nil || line.err != nil || len(bytes.TrimSpace(line.text)) > 0 {
			return line, err
		}
		t.drop(1)
	}
}

// peek returns the line i after those that are used up.
func (t *table) peek(i int) (textLine, error) {
	for len(t.ahead) <= i {
		line, err := t.in.any()
		if err != nil {
			return textLine{}, err
		}
		line.text = toUTF8(line.text)
		t.ahead = append(t.ahead, line)
	}
	return t.ahead[i], nil
}

func (t *table) drop(n int) { t.ahead = t.ahead[n:] }

// convert makes records of a row.
type convert func(row) ([]app.Line, error)

// bind finds the columns that a convert needs.
type bind func(header, Options) (convert, error)

// tableRecords are the entries of a CSV file.
type tableRecords struct {
	table   table
	bind    bind
	options Options
	convert convert
}

// tableOf makes a format of CSV files.
func tableOf(name string, bind bind) format {
	return format{name: name, open: alone(openTable(name, bind))}
}

func openTable(name string, bind bind) func(*lines, Options) records {
	return func(in *lines, o Options) records {
		return &tableRecords{table: table{name: name, in: in}, bind: bind, options: o}
	}
}

func (t *tableRecords) next() (entry, error) {
	if t.convert == nil {
		r, err := t.table.start()
		if err == nil {
			t.convert, err = t.bind(t.table.header, t.options)
		}
		if err != nil {
			return r.entry, err
		}
	}
	r, err := t.table.next()
	if err != nil || r.err != nil {
		return r.entry, err
	}
	r.lines, r.err = t.convert(r)
	if left, ok := r.err.(leftOut); ok {
		r.left, r.err = left.error, nil
	}
	for i := range r.lines {
		r.lines[i].Number, r.lines[i].Source = r.number, t.options.Source
		if r.lines[i].Type != eic.TopicType { // which all clusters share
			r.lines[i].Cluster = t.options.Cluster
		}
	}
	return r.entry, nil
}
