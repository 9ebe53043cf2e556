package ingest

import (
	"io"
	"regexp"
	"strconv"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// EachLine visits the lines of a file, plain or gzip, that are not blank; "-" is
// stdin. The text is good until the next line. What is wrong with the file or a
// line, and what visit returns, is Invalid with the file's name and the line: the
// first such error ends the reading.
func EachLine(name string, stdin io.Reader, visit func(number int, text []byte) error) error {
	in, err := openFile(name, stdin)
	if err != nil {
		return err
	}
	defer in.close()
	from := newLines(in)
	for {
		line, err := from.next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = line.err
		}
		if err == nil {
			err = visit(line.number, line.text)
		}
		if err != nil {
			var faults fault.Fields
			faults.Add(name+":"+strconv.Itoa(line.number), err)
			return faults.Err()
		}
	}
}

var relativeDay = regexp.MustCompile(`"@[+-]\d{1,5}"`)

// Dated replaces days that are counted from today, such as "@+30", by dates, so that
// lines written once are never out of date.
func Dated(lines []byte, today eic.Day) []byte {
	return relativeDay.ReplaceAllFunc(lines, func(found []byte) []byte {
		days, err := strconv.Atoi(string(found[2 : len(found)-1]))
		if err != nil {
			return found // the import rejects it with its line
		}
		return strconv.AppendQuote(nil, (today + eic.Day(days)).String())
	})
}

// Object reads a line as one JSON object, numbers as json.Number.
func Object(text []byte) (app.Fields, error) { return object(text) }
