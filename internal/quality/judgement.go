package quality

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/ingest"
)

// judgements reads the file of judgements.
type judgements struct {
	b     *builder
	past  bool // its first line
	place int  // the column of places; 0 is none
}

// judged is what one line says, as it is written.
type judged struct{ need, offer, grade, place string }

func (j *judgements) line(text []byte) error {
	first := !j.past
	j.past = true
	if text = bytes.TrimSpace(text); text[0] == '{' {
		fields, err := ingest.Object(text)
		if err != nil {
			return err
		}
		return j.judge(judged{named(fields["need"]), named(fields["offer"]), named(fields["rel"]), named(fields["place"])})
	}
	columns := strings.Split(string(text), "\t")
	if len(columns) < 3 {
		return fault.New(fault.Invalid, fault.ColumnCount, 3, len(columns))
	}
	for i := range columns {
		columns[i] = strings.TrimSpace(columns[i])
	}
	if _, err := strconv.Atoi(columns[2]); err != nil && first {
		j.place = max(0, slices.Index(columns, "place"))
		return nil // a header
	}
	said := judged{need: columns[0], offer: columns[1], grade: columns[2]}
	if j.place > 0 && j.place < len(columns) {
		said.place = columns[j.place]
	}
	return j.judge(said)
}

// named returns a name or a number as text.
func named(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// maxGrade is the most a judgement can say, and maxPlace the last place.
const (
	maxGrade = 100
	maxPlace = 10_000
)

func (j *judgements) judge(said judged) error {
	worth, err := strconv.Atoi(said.grade)
	if err != nil || worth > maxGrade {
		return fault.At("grade", fault.OutOfRange, said.grade, 0, maxGrade)
	}
	place := 0
	if said.place != "" {
		if place, err = strconv.Atoi(said.place); err != nil || place < 1 || place > maxPlace {
			return fault.At("place", fault.OutOfRange, said.place, 1, maxPlace)
		}
	}
	n, asked := j.b.needs[said.need]
	o, offered := j.b.offers[said.offer]
	if !asked || !offered {
		j.b.set.Left++
		return nil
	}
	if earlier, twice := j.b.set.Grades[n][o]; twice && earlier != worth {
		return fault.At(said.need+" "+said.offer, fault.Repeated, said.grade)
	}
	j.b.set.Grades.note(n, o, worth)
	j.b.set.Shown.note(n, o, place)
	return nil
}

// note keeps a number of a pair; 0 and less is nothing.
func (g Grades) note(n eic.NeedID, o eic.OfferID, number int) {
	if number <= 0 {
		return
	}
	if g[n] == nil {
		g[n] = map[eic.OfferID]int{}
	}
	g[n][o] = number
}
