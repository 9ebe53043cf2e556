package sqlitestore

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
)

// decode reads a record from its doc.
func decode(id eic.ID, doc string) (eic.Record, error) {
	record := eic.NewRecord(id.Type())
	if record == nil {
		return nil, fmt.Errorf("record %q of no known type", id)
	}
	if err := unmarshal(doc, record); err != nil {
		return nil, fmt.Errorf("record %s: %w", id, err)
	}
	return record, nil
}

// unmarshal reads JSON; empty text changes nothing.
func unmarshal(text string, into any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}

// jsonList writes ids as a JSON list for json_each; "" for none. Ids and words
// have no character that JSON would escape.
func jsonList[T ~string](ids []T) string {
	if len(ids) == 0 {
		return ""
	}
	var b strings.Builder
	for i, id := range ids {
		b.WriteByte("[,"[min(i, 1)])
		b.WriteString(quote(string(id)))
	}
	b.WriteByte(']')
	return b.String()
}

// quote writes a JSON string.
func quote(s string) string {
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			text, err := json.Marshal(s)
			if err != nil {
				return `""` // not reached: a string always has a JSON form
			}
			return string(text)
		}
	}
	return `"` + s + `"`
}

// listOr is a JSON list for json_each, the empty one for "".
func listOr(list string) string {
	if list == "" {
		return "[]"
	}
	return list
}
