package plant

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// trapTable has, for each meaning of a word that has several: the topic it then
// belongs to ("-" for none), how somebody asks for it, and two offers of it.
//
//go:embed traps.tsv
var trapTable string

// trap is one meaning of a word.
type trap struct {
	word, topic string // topic is empty for none
	concept     int
	asked       string
	offered     [2]text
	spanish     bool
}

func (t *trap) language() eic.Language {
	if t.spanish {
		return eic.Spanish
	}
	return eic.English
}

// readTraps returns the meanings of every other word: seeds that follow each other
// have no word in common.
func readTraps(c *concepts, seed uint64) ([]trap, error) {
	rows, err := rowsOf("traps.tsv", trapTable, 5)
	if err != nil {
		return nil, err
	}
	var traps []trap
	words := uint64(0)
	for i, row := range rows {
		if i > 0 && row[0] != rows[i-1][0] {
			words++
		}
		if words%2 != seed%2 {
			continue
		}
		concept, ok := c.named(row[1])
		if !ok {
			return nil, fault.At("traps.tsv", fault.UnknownRef, eic.TopicType.String(), row[1])
		}
		t := trap{word: row[0], topic: strings.TrimPrefix(row[1], "-"), concept: concept, asked: row[2]}
		t.spanish = strings.Contains(row[2], "¿") || strings.HasPrefix(row[2], "Queremos")
		for i, cell := range row[3:] {
			t.offered[i].title, t.offered[i].body, _ = strings.Cut(cell, " | ")
		}
		traps = append(traps, t)
	}
	return traps, nil
}

// rowsOf reads a table with a header.
func rowsOf(name, table string, columns int) ([][]string, error) {
	var rows [][]string
	for i, text := range strings.Split(strings.TrimSpace(table), "\n") {
		row := strings.Split(text, "\t")
		if len(row) != columns {
			return nil, fault.At(name+":"+strconv.Itoa(i+1), fault.ColumnCount, columns, len(row))
		}
		rows = append(rows, row)
	}
	return rows[1:], nil
}
