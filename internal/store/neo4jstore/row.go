package neo4jstore

import (
	"encoding/json"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// row is the record of a statement; its columns are read by their places. A
// column that is not there, or of another type than the one asked for, such as
// null, reads as zero.
type row []any

func (r row) at(i int) any {
	if i >= len(r) {
		return nil
	}
	return r[i]
}

func (r row) text(i int) string     { return as[string](r.at(i)) }
func (r row) int(i int) int64       { return as[int64](r.at(i)) }
func (r row) bytes(i int) []byte    { return as[[]byte](r.at(i)) }
func (r row) time(i int) time.Time  { return as[time.Time](r.at(i)).UTC() }
func (r row) list(i int) row        { return as[[]any](r.at(i)) }
func (r row) float(i int) float64   { return as[float64](r.at(i)) }
func (r row) length(column int) int { return len(r.list(column)) }

func as[T any](v any) T {
	value, _ := v.(T)
	return value
}

// texts reads a column that is a list of texts.
func texts[T ~string](r row) []T {
	list := make([]T, len(r))
	for i := range r {
		list[i] = T(r.text(i))
	}
	return list
}

// decode reads a record from its doc.
func decode(id eic.ID, doc string) (eic.Record, error) {
	record := eic.NewRecord(id.Type())
	if record == nil {
		return nil, internal("record %q of no known type", id)
	}
	return record, unmarshal(doc, record)
}

// unmarshal reads JSON that a node has; empty text changes nothing.
func unmarshal(text string, into any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return internal("what a node has: %w", err)
	}
	return nil
}

// decodeAll reads records from two columns, their ids and their docs.
func decodeAll(ids, docs row) ([]eic.Record, error) {
	records := make([]eic.Record, len(ids))
	for i := range ids {
		record, err := decode(eic.ID(ids.text(i)), docs.text(i))
		if err != nil {
			return nil, err
		}
		records[i] = record
	}
	return records, nil
}

// docs reads records of one type from a column.
func docs[T any](column row) ([]*T, error) {
	var records []*T
	for i := range column {
		record := new(T)
		if err := unmarshal(column.text(i), record); err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, nil
}

// documentOf reads the ith document from four columns.
func documentOf(i int, analyses, titles, bodies, abouts row) (store.Document, error) {
	d := store.Document{Analysis: int(analyses.int(i)), Title: titles.text(i), Body: bodies.text(i)}
	return d, unmarshal(abouts.text(i), &d.Topics)
}
