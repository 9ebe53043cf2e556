package app

import (
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
)

// The writers of values that are objects or lists.

func (w writer) inner() writer {
	return writer{fields: Fields{}, source: w.source, within: w.within, find: w.find}
}

func (w writer) text(name, s string) {
	if s != "" {
		w.fields[name] = s
	}
}

func (w writer) moment(name string, t time.Time) {
	if !t.IsZero() {
		w.fields[name] = t.UTC().Format(time.RFC3339Nano)
	}
}

func (w writer) number(name string, n int) {
	if n != 0 {
		w.fields[name] = n
	}
}

func (w writer) list(name string, names []string) {
	items := make([]any, len(names))
	for i, s := range names {
		items[i] = s
	}
	w.items(name, items)
}

func (w writer) languages(name string, list []eic.Language) {
	var items []any
	for _, l := range list {
		items = append(items, string(l))
	}
	w.items(name, items)
}

func (w writer) items(name string, items []any) {
	if len(items) > 0 {
		w.fields[name] = items
	}
}

func (w writer) ref(name string, id eic.ID) {
	if id != "" {
		w.fields[name] = w.reference(id)
	}
}

func refsTo[T ~string](w writer, name string, ids []T) {
	var items []any
	for _, id := range ids {
		items = append(items, w.reference(eic.ID(id)))
	}
	w.items(name, items)
}

// reference names a record as a line of the writer's source does: by its
// external id, with its source where that is another. Clusters need no source. A
// topic of a cluster names it, so that it is never taken for a shared one.
func (w writer) reference(id eic.ID) any {
	ext := eic.External{Source: eic.OwnSource, ID: string(id)}
	r := w.find(id)
	if r != nil {
		ext = r.Header().External
	}
	if of, ok := w.find(eic.ID(id.Cluster())).(*eic.Cluster); ok && id.Type() != eic.ClusterType && (id.Cluster() != w.within || id.Type() == eic.TopicType) {
		return Fields{"source": ext.Source, "id": ext.ID, "cluster": of.External.ID}
	}
	if ext.Source == w.source || id.Type() == eic.ClusterType {
		return ext.ID
	}
	return Fields{"source": ext.Source, "id": ext.ID}
}

func (w writer) place(name string, p eic.Place) {
	if !p.Said() {
		return
	}
	in := w.inner()
	in.text("postalCode", p.PostalCode)
	in.text("country", p.Country)
	if p.Given != nil {
		in.fields["lat"], in.fields["lng"] = p.Given.Lat, p.Given.Lng
	}
	w.fields[name] = in.fields
}

func (w writer) window(name string, span eic.Window) {
	if !span.Said() {
		return
	}
	in := w.inner()
	in.text("start", span.Start.String())
	in.text("end", span.End.String())
	w.fields[name] = in.fields
}

func (w writer) availability(list []eic.Availability) {
	var items []any
	for _, a := range list {
		in := w.inner()
		in.text("start", a.Start.String())
		in.text("end", a.End.String())
		in.list("weekdays", a.Weekdays.Names())
		items = append(items, in.fields)
	}
	w.items("availability", items)
}

func (w writer) wishes(wish eic.Wishes) {
	in := w.inner()
	in.list("grades", wish.Grades.Names())
	refsTo(in, "topics", wish.Topics)
	in.list("modes", wish.Modes.Names())
	in.list("settings", wish.Settings.Names())
	in.text("text", wish.Text)
	if len(in.fields) > 0 {
		w.fields["wishes"] = in.fields
	}
}
