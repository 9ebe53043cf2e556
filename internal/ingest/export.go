package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Origin is what is exported: *app.Service. Equal graphs visit equal lines in
// the same order.
type Origin interface {
	// Export visits every stored record but what the program ships, what is
	// referred to before what refers to it where possible. References are external.
	Export(ctx context.Context, visit func(app.Line) error) error
	// ExportPlaces visits the imported postal codes.
	ExportPlaces(ctx context.Context, visit func(app.PlaceLine) error) error
}

// Export writes what an origin has as NDJSON, postal codes first, and returns
// the number of lines. Equal graphs give equal bytes: fields stand in the order
// of the import's documentation, unknown ones behind them by name.
func Export(ctx context.Context, w io.Writer, from Origin) (n int, err error) {
	out := &exporter{w: bufio.NewWriterSize(w, 1<<16)}
	out.encoder = json.NewEncoder(&out.scalar)
	out.encoder.SetEscapeHTML(false)
	err = from.ExportPlaces(ctx, out.place)
	if err == nil {
		err = from.Export(ctx, out.line)
	}
	if flushing := out.w.Flush(); err == nil {
		err = flushing
	}
	return out.n, fault.Wrap("export", err)
}

// exporter writes lines. The first error of w is kept by w and returned by Flush.
type exporter struct {
	w       *bufio.Writer
	n       int
	scalar  bytes.Buffer
	encoder *json.Encoder // into scalar
}

func (x *exporter) place(p app.PlaceLine) error {
	fields := app.Fields{"lat": number(p.Lat), "lng": number(p.Lng)}
	if p.Name != "" {
		fields["name"] = p.Name
	}
	return x.write(placeType, placeSource, p.Country+":"+p.Code, "", fields, []string{"name", "lat", "lng"})
}

func (x *exporter) line(l app.Line) error {
	return x.write(l.Type.String(), l.Source, l.ExternalID, l.Cluster, l.Fields, fieldsOf(l.Type))
}

func (x *exporter) write(name, source, id, cluster string, fields app.Fields, order []string) error {
	envelope := []struct{ name, text string }{{"type", name}, {"source", source}, {"externalId", id}, {"cluster", cluster}}
	for i, part := range envelope {
		if part.name == "cluster" && part.text == "" {
			continue
		}
		x.separate(i, '{')
		if err := x.named(part.name, part.text); err != nil {
			return err
		}
	}
	if err := x.fields(fields, order, len(envelope)); err != nil {
		return err
	}
	x.n++
	_, err := x.w.WriteString("}\n")
	return err
}

// fields writes the fields of an object that has n already, those of the order first.
func (x *exporter) fields(fields app.Fields, order []string, n int) error {
	rank := func(name string) int {
		if i := slices.Index(order, name); i >= 0 {
			return i
		}
		return len(order)
	}
	names := slices.Sorted(maps.Keys(fields))
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	for i, name := range names {
		x.separate(n+i, '{')
		if err := x.named(name, fields[name]); err != nil {
			return err
		}
	}
	return nil
}

// separate writes what stands before the item i of an object or a list.
func (x *exporter) separate(i int, open byte) {
	if i > 0 {
		open = ','
	}
	_ = x.w.WriteByte(open)
}

func (x *exporter) named(name string, value any) error {
	if err := x.plain(name); err != nil {
		return err
	}
	_ = x.w.WriteByte(':')
	return x.value(value)
}

func (x *exporter) value(value any) error {
	switch v := value.(type) {
	case nil, bool, string, json.Number, float64, int, int64:
		return x.plain(v)
	case map[string]any:
		if len(v) == 0 {
			_, err := x.w.WriteString("{}")
			return err
		}
		if err := x.fields(v, innerFields(), 0); err != nil {
			return err
		}
		return x.w.WriteByte('}')
	case []any:
		if len(v) == 0 {
			_, err := x.w.WriteString("[]")
			return err
		}
		for i, item := range v {
			x.separate(i, '[')
			if err := x.value(item); err != nil {
				return err
			}
		}
		return x.w.WriteByte(']')
	}
	return x.other(value)
}

// plain writes a value that is no list or object.
func (x *exporter) plain(value any) error {
	x.scalar.Reset()
	if err := x.encoder.Encode(value); err != nil {
		return err
	}
	_, err := x.w.Write(bytes.TrimSuffix(x.scalar.Bytes(), []byte("\n")))
	return err
}

// other writes a value of another type of Go by way of JSON.
func (x *exporter) other(value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	in := json.NewDecoder(bytes.NewReader(b))
	in.UseNumber()
	var v any
	if err := in.Decode(&v); err != nil {
		return err
	}
	return x.value(v)
}

// fieldsOf lists the fields of a type in the order of the import's documentation.
func fieldsOf(t eic.Type) []string {
	offer := []string{"offeredBy", "title", "description", "topics", "notTopics", "grades", "modes", "settings", "place", "travelKm",
		"availability", "leadDays", "groupSize", "capacity", "wishes", "language", "languages", "status"}
	switch t {
	case eic.ClusterType:
		return []string{"name", "place", "timeZone", "review", "shares", "languages"}
	case eic.OrganizationType:
		return []string{"kind", "name", "partOf", "place", "grades", "url"}
	case eic.PersonType:
		return []string{"name", "roles", "memberships", "email", "phone", "language", "affiliations", "identities"}
	case eic.TopicType:
		return []string{"extends", "label", "lang", "altLabels", "description", "kind", "grades", "broader", "related", "bridges", "retired"}
	case eic.NeedType:
		return []string{"postedBy", "title", "onBehalfOf", "description", "topics", "notTopics", "grades", "modes", "settings", "kinds",
			"place", "window", "groupSize", "language", "languages", "devices", "matters", "status", "returned"}
	case eic.ProductType:
		return []string{"company", "name", "description", "url", "topics", "grades", "devices", "languages", "evidence"}
	case eic.FundOfKnowledgeType:
		return append(offer, "category")
	case eic.PilotOfferType:
		return append(offer, "product", "seats", "window", "weeks", "devices")
	case eic.GrantType:
		return append(offer, "amount", "window")
	case eic.StudyType:
		return append(offer, "question", "method", "window")
	}
	return nil
}

// innerFields lists the fields of all objects within a line; no two objects have
// the same names in another order.
func innerFields() []string {
	return []string{"source", "id", "postalCode", "country", "lat", "lng", "cluster", "roles", "issuer", "subject", "organization",
		"title", "from", "to", "start", "end", "weekdays", "min", "max", "currency", "count", "per", "label", "lang", "weight", "author", "why",
		"tier", "origin", "study", "population", "grades", "topics", "modes", "settings", "text"}
}
