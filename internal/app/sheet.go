package app

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/fault"
)

// sheetRow is one row of a table that ships with the program.
type sheetRow struct {
	at    string // where it stands: "science.csv:12"
	cells map[string]string
}

// list returns the parts of a cell between semicolons.
func (r sheetRow) list(column string) []string {
	var parts []string
	for part := range strings.SplitSeq(r.cells[column], ";") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// readSheet reads a table as spreadsheets write it, CSV in UTF-8, with or
// without a byte order mark. Its first row names the columns: these, in any
// order. An error says the file and the line.
func readSheet(files fs.FS, name string, columns ...string) ([]sheetRow, error) {
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fault.Wrap("read "+name, err)
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	heads, err := in.Read()
	if err != nil {
		return nil, badSheet(name, err)
	}
	for i := range heads {
		heads[i] = strings.ToLower(strings.TrimSpace(heads[i]))
	}
	if err := checkHeads(name+":1", heads, columns); err != nil {
		return nil, err
	}
	var rows []sheetRow
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, badSheet(name, err)
		}
		line, _ := in.FieldPos(0)
		row := sheetRow{name + ":" + strconv.Itoa(line), make(map[string]string, len(cells))}
		for i, cell := range cells {
			row.cells[heads[i]] = strings.TrimSpace(cell)
		}
		rows = append(rows, row)
	}
}

func checkHeads(at string, heads, columns []string) error {
	var faults fault.Fields
	for _, column := range columns {
		if !slices.Contains(heads, column) {
			faults.Say(at, fault.NoColumn, []string{column})
		}
	}
	for _, head := range heads {
		if !slices.Contains(columns, head) {
			faults.Say(at, fault.UnknownField, head)
		}
	}
	return faults.Err()
}

func badSheet(name string, err error) error {
	var where *csv.ParseError
	if errors.As(err, &where) {
		return fault.At(name+":"+strconv.Itoa(where.Line), fault.BadCSV, where.Err.Error())
	}
	return fault.At(name+":1", fault.BadCSV, err.Error())
}
