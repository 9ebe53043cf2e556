package app

import (
	"context"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Export calls visit for every stored record but what the program ships, as the
// line that would import it. What others refer to comes first where types allow.
func (s *Service) Export(ctx context.Context, visit func(Line) error) error {
	every := func(eic.Record) bool { return true }
	shared := func(r eic.Record) bool { return r.Header().Cluster == "" }
	own := func(r eic.Record) bool { return !shared(r) }
	for _, step := range []struct {
		t    eic.Type
		only func(eic.Record) bool
	}{
		{eic.ClusterType, every}, {eic.TopicType, shared}, {eic.TopicType, own}, {eic.OrganizationType, every},
		{eic.PersonType, every}, {eic.ProductType, every}, {eic.NeedType, every}, {eic.FundOfKnowledgeType, every},
		{eic.PilotOfferType, every}, {eic.GrantType, every}, {eic.StudyType, every},
	} {
		if err := s.exportAll(ctx, step.t, step.only, visit); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) exportAll(ctx context.Context, t eic.Type, only func(eic.Record) bool, visit func(Line) error) error {
	for after := eic.ID(""); ; {
		records, err := s.store.Scan(ctx, "", t, after, sweep)
		if err != nil {
			return fault.Wrap("export", err)
		}
		if len(records) == 0 {
			return nil
		}
		after = records[len(records)-1].Header().ID
		records = slices.DeleteFunc(records, func(r eic.Record) bool { return !only(r) })
		if err := s.exportSome(ctx, records, visit); err != nil {
			return err
		}
	}
}

func (s *Service) exportSome(ctx context.Context, records []eic.Record, visit func(Line) error) error {
	var ids []eic.ID
	for _, r := range records {
		for _, id := range r.Refs() {
			ids = append(ids, id)
			if c := id.Cluster(); c != "" {
				ids = append(ids, eic.ID(c))
			}
		}
		if c := r.Header().Cluster; c != "" {
			ids = append(ids, eic.ID(c))
		}
	}
	find, err := s.fetch(ctx, distinct(ids))
	if err != nil {
		return fault.Wrap("export", err)
	}
	for _, r := range records {
		if r.Header().ID.Shipped() {
			continue
		}
		if err := visit(lineOf(r, find)); err != nil {
			return err
		}
	}
	return nil
}

// ExportPlaces calls visit for every postal code that is known.
func (s *Service) ExportPlaces(ctx context.Context, visit func(PlaceLine) error) error {
	for after := (eic.Postal{}); ; {
		places, err := s.store.ScanPlaces(ctx, after, sweep)
		if err != nil {
			return fault.Wrap("export places", err)
		}
		if len(places) == 0 {
			return nil
		}
		for _, p := range places {
			after = p.Postal
			if err := visit(PlaceLine{Country: p.Postal.Country, Code: p.Postal.Code, Name: p.Name, Lat: p.Point.Lat, Lng: p.Point.Lng}); err != nil {
				return err
			}
		}
	}
}

// lineOf turns a record into the line that would import it.
func lineOf(r eic.Record, find lookup) Line {
	h := r.Header()
	l := Line{Type: h.ID.Type(), Source: h.External.Source, ExternalID: h.External.ID}
	if c, ok := find(eic.ID(h.Cluster)).(*eic.Cluster); ok && l.Type != eic.ClusterType {
		l.Cluster = c.External.ID
	}
	w := writer{fields: Fields{}, source: l.Source, within: h.Cluster, find: find}
	w.record(r)
	l.Fields = w.fields
	return l
}

// writer writes the fields of a record as a form reads them; what is not said
// is left out.
type writer struct {
	fields Fields
	source string
	within eic.ClusterID
	find   lookup
}

func (w writer) record(r eic.Record) {
	switch r := r.(type) {
	case *eic.Cluster:
		w.cluster(r)
	case *eic.Organization:
		w.text("kind", r.Kind.String())
		w.text("name", r.Name)
		w.ref("partOf", eic.ID(r.PartOf))
		w.place("place", r.Place)
		w.list("grades", r.Grades.Names())
		w.text("url", r.URL)
	case *eic.Person:
		w.person(r)
	case *eic.Topic:
		w.topic(r)
	case *eic.Need:
		w.need(r)
	case *eic.Offer:
		w.offer(r)
	case *eic.Product:
		w.product(r)
	}
}

func (w writer) cluster(c *eic.Cluster) {
	w.text("name", c.Name)
	w.place("place", c.Place)
	w.text("timeZone", c.TimeZone)
	w.fields["review"] = c.Review
	w.fields["shares"] = c.Shares
	w.languages("languages", c.Languages)
}

func (w writer) person(p *eic.Person) {
	w.text("name", p.Name)
	var further []any
	for _, m := range p.Memberships {
		if m.Cluster == p.Cluster {
			w.list("roles", m.Roles.Names())
			continue
		}
		in := w.inner()
		in.ref("cluster", eic.ID(m.Cluster))
		in.list("roles", m.Roles.Names())
		further = append(further, in.fields)
	}
	w.items("memberships", further)
	w.text("email", p.Email)
	w.text("phone", p.Phone)
	w.text("language", string(p.Language))
	var affiliations, identities []any
	for _, a := range p.Affiliations {
		in := w.inner()
		in.ref("organization", eic.ID(a.Organization))
		in.text("title", a.Title)
		in.text("from", a.From.String())
		in.text("to", a.To.String())
		affiliations = append(affiliations, in.fields)
	}
	w.items("affiliations", affiliations)
	for _, id := range p.Identities {
		identities = append(identities, Fields{"issuer": id.Issuer, "subject": id.Subject})
	}
	w.items("identities", identities)
	w.moment("signedOut", p.SignedOut)
	w.moment("erased", p.Erased)
}

func (w writer) topic(t *eic.Topic) {
	w.ref("extends", eic.ID(t.Extends))
	w.text("label", t.Label)
	w.text("lang", string(t.Lang))
	var labels, bridges []any
	for _, l := range t.AltLabels {
		if l.Lang == t.Lang {
			labels = append(labels, l.Text)
		} else {
			labels = append(labels, Fields{"label": l.Text, "lang": string(l.Lang)})
		}
	}
	w.items("altLabels", labels)
	w.text("description", t.Description)
	w.text("kind", t.Kind.String())
	w.list("grades", t.Grades.Names())
	refsTo(w, "broader", t.Broader)
	refsTo(w, "related", t.Related)
	for _, b := range t.Bridges {
		in := w.inner()
		in.ref("to", eic.ID(b.To))
		in.fields["weight"] = b.Weight
		in.text("author", b.Author)
		in.text("why", b.Why)
		bridges = append(bridges, in.fields)
	}
	w.items("bridges", bridges)
	if t.Retired {
		w.fields["retired"] = true
	}
}

func (w writer) need(n *eic.Need) {
	w.ref("postedBy", eic.ID(n.PostedBy))
	w.ref("onBehalfOf", eic.ID(n.OnBehalfOf))
	w.text("title", n.Title)
	w.text("description", n.Description)
	refsTo(w, "topics", n.Topics)
	refsTo(w, "notTopics", n.NotTopics)
	w.list("grades", n.Grades.Names())
	w.list("modes", n.Modes.Names())
	w.list("settings", n.Settings.Names())
	w.list("kinds", n.Kinds.Names())
	w.place("place", n.Place)
	w.window("window", n.Window)
	w.number("groupSize", n.GroupSize)
	w.text("language", string(n.Language))
	w.languages("languages", n.Languages)
	w.list("devices", n.Devices.Names())
	w.text("matters", n.Matters.String())
	w.text("status", n.Status.String())
	w.text("returned", n.Returned)
}

func (w writer) offer(o *eic.Offer) {
	w.ref("offeredBy", eic.ID(o.OfferedBy))
	w.text("title", o.Title)
	w.text("description", o.Description)
	refsTo(w, "topics", o.Topics)
	refsTo(w, "notTopics", o.NotTopics)
	w.list("grades", o.Grades.Names())
	w.list("modes", o.Modes.Names())
	w.list("settings", o.Settings.Names())
	w.place("place", o.Place)
	if o.TravelKm != nil {
		w.fields["travelKm"] = *o.TravelKm
	}
	w.availability(o.Availability)
	w.number("leadDays", o.LeadDays)
	if o.GroupSize != (eic.GroupSize{}) {
		in := w.inner()
		in.number("min", o.GroupSize.Min)
		in.number("max", o.GroupSize.Max)
		w.fields["groupSize"] = in.fields
	}
	if o.Capacity != nil {
		w.fields["capacity"] = Fields{"count": o.Capacity.Count, "per": o.Capacity.Per.String()}
	}
	w.wishes(o.Wishes)
	w.text("language", string(o.Language))
	w.languages("languages", o.Languages)
	w.text("status", o.Status.String())
	w.terms(o)
}

func (w writer) terms(o *eic.Offer) {
	switch o.Kind {
	case eic.FundOfKnowledge:
		w.text("category", o.Fund.Category.String())
	case eic.PilotOffer:
		w.ref("product", eic.ID(o.Pilot.Product))
		w.number("seats", o.Pilot.Seats)
		w.window("window", o.Pilot.Window)
		w.number("weeks", o.Pilot.Weeks)
		w.list("devices", o.Pilot.Devices.Names())
	case eic.Grant:
		if a := o.Grant.Amount; a != nil {
			in := w.inner()
			in.number("min", int(a.Min))
			in.number("max", int(a.Max))
			in.text("currency", a.Currency)
			w.fields["amount"] = in.fields
		}
		w.window("window", o.Grant.Window)
	case eic.Study:
		w.text("question", o.Study.Question)
		w.text("method", o.Study.Method)
		w.window("window", o.Study.Window)
	}
}

func (w writer) product(p *eic.Product) {
	w.ref("company", eic.ID(p.Company))
	w.text("name", p.Name)
	w.text("description", p.Description)
	w.text("url", p.URL)
	refsTo(w, "topics", p.Topics)
	w.list("grades", p.Grades.Names())
	w.list("devices", p.Devices.Names())
	w.languages("languages", p.Languages)
	var list []any
	for _, e := range p.Evidence {
		in := w.inner()
		in.text("tier", e.Tier.String())
		in.text("origin", e.Origin.String())
		in.text("study", e.Study)
		in.text("population", e.Population)
		in.list("grades", e.Grades.Names())
		list = append(list, in.fields)
	}
	w.items("evidence", list)
}
