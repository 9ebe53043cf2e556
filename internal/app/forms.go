package app

import (
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// The forms of the nouns. Field names are those of the import format and of
// the inputs of the schema.

// record reads the fields of a record's type.
func (f *form) record(r eic.Record) {
	switch r := r.(type) {
	case *eic.Cluster:
		f.cluster(r)
	case *eic.Organization:
		f.organization(r)
	case *eic.Person:
		f.person(r)
	case *eic.Topic:
		f.topic(r)
	case *eic.Need:
		f.need(r)
	case *eic.Offer:
		f.offer(r)
	case *eic.Product:
		f.product(r)
	}
	f.unknown()
}

func (f *form) cluster(c *eic.Cluster) {
	text(f, "name", &c.Name, eic.ParseTitle)
	f.place("place", &c.Place)
	text(f, "timeZone", &c.TimeZone, eic.ParseTimeZone)
	f.boolean("review", &c.Review, true)
	f.boolean("shares", &c.Shares, true)
	f.languages("languages", &c.Languages)
	if len(c.Languages) == 0 {
		c.Languages = []eic.Language{eic.English}
	}
}

func (f *form) organization(o *eic.Organization) {
	one(f, "kind", &o.Kind)
	text(f, "name", &o.Name, eic.ParseTitle)
	ref(f, "partOf", &o.PartOf, eic.OrganizationType)
	f.place("place", &o.Place)
	f.grades("grades", &o.Grades)
	text(f, "url", &o.URL, eic.ParseURL)
}

func (f *form) person(p *eic.Person) {
	text(f, "name", &p.Name, eic.ParseTitle)
	text(f, "email", &p.Email, eic.ParseEmail)
	text(f, "phone", &p.Phone, eic.ParsePhone)
	text(f, "language", &p.Language, eic.ParseLanguage)
	f.memberships(p)
	f.affiliations(p)
	if _, given := f.fields["identities"]; given {
		var list []eic.Identity
		f.objects("identities", func(in *form) {
			var id eic.Identity
			text(in, "issuer", &id.Issuer, eic.ParseTitle)
			text(in, "subject", &id.Subject, eic.ParseTitle)
			list = append(list, id)
		})
		p.Identities = list
	}
	f.value("identities")
	if f.shared.bands { // files alone: who was signed out or erased stays so when a graph moves
		one(f, "signedOut", &p.SignedOut)
		one(f, "erased", &p.Erased)
		if !p.Erased.IsZero() {
			p.Memberships = nil
		}
	}
}

// memberships reads "roles", those in the person's own cluster, and
// "memberships", those in further ones.
func (f *form) memberships(p *eic.Person) {
	if len(p.Memberships) == 0 || p.Memberships[0].Cluster != p.Cluster {
		p.Memberships = append([]eic.Membership{{Cluster: p.Cluster}}, p.Memberships...)
	}
	own := p.Memberships[0]
	set(f, "roles", &own.Roles)
	further := p.Memberships[1:]
	if _, given := f.fields["memberships"]; given {
		further = make([]eic.Membership, len(asList(f.fields["memberships"])))
		i := 0
		f.objects("memberships", func(in *form) {
			ref(in, "cluster", &further[i].Cluster, eic.ClusterType)
			in.require("cluster")
			set(in, "roles", &further[i].Roles)
			i++
		})
	}
	f.value("memberships")
	p.Memberships = append([]eic.Membership{own}, further...)
}

func (f *form) affiliations(p *eic.Person) {
	list := make([]eic.Affiliation, len(asList(f.fields["affiliations"])))
	i := 0
	if f.objects("affiliations", func(in *form) {
		a := &list[i]
		ref(in, "organization", &a.Organization, eic.OrganizationType)
		in.require("organization")
		text(in, "title", &a.Title, eic.ParseName)
		one(in, "from", &a.From)
		one(in, "to", &a.To)
		i++
	}) {
		p.Affiliations = list
	}
}

// mostLabels is how many other words a topic may have: official lists of
// occupations have residual classes with thousands of job titles.
const mostLabels = 5_000

func (f *form) topic(t *eic.Topic) {
	ref(f, "extends", &t.Extends, eic.TopicType)
	text(f, "label", &t.Label, eic.ParseTitle)
	text(f, "lang", &t.Lang, eic.ParseLanguage)
	if t.Lang == "" {
		t.Lang = eic.English
	}
	one(f, "kind", &t.Kind)
	var labels []eic.Label
	if f.atMost("altLabels", mostLabels, func(at string, item any) {
		labels = append(labels, f.label(at, item, t.Lang))
	}) {
		t.AltLabels = labels
	}
	text(f, "description", &t.Description, eic.ParseDescription)
	f.grades("grades", &t.Grades)
	refs(f, "broader", &t.Broader, eic.TopicType)
	refs(f, "related", &t.Related, eic.TopicType)
	f.bridges(t)
}

// bridges reads the bridges of a topic. One that it has already, and whose author is
// not said, keeps its author.
func (f *form) bridges(t *eic.Topic) {
	bridges := make([]eic.Bridge, len(asList(f.fields["bridges"])))
	i := 0
	if f.objects("bridges", func(in *form) {
		b := &bridges[i]
		ref(in, "to", &b.To, eic.TopicType)
		in.require("to")
		weight := &b.Weight
		b.Weight = 0.5
		in.number("weight", &weight)
		if weight != nil {
			b.Weight = *weight
		}
		text(in, "why", &b.Why, eic.ParseNote)
		if _, said := in.value("author"); said {
			text(in, "author", &b.Author, eic.ParseName)
			i++
			return
		}
		for _, old := range t.Bridges {
			if old.To == b.To && old.Weight == b.Weight && old.Why == b.Why {
				b.Author = old.Author
			}
		}
		i++
	}) {
		t.Bridges = bridges
	}
}

// label reads an alternative label: a string in the topic's own language, or
// {label, lang}.
func (f *form) label(at string, item any, own eic.Language) eic.Label {
	l := eic.Label{Lang: own}
	fields, ok := item.(map[string]any)
	if !ok {
		fields = Fields{"label": item}
	}
	in := f.inner(at, fields)
	text(in, "label", &l.Text, eic.ParseTitle)
	in.require("label")
	text(in, "lang", &l.Lang, eic.ParseLanguage)
	in.unknown()
	return l
}

func (f *form) need(n *eic.Need) {
	ref(f, "postedBy", &n.PostedBy, eic.PersonType)
	ref(f, "onBehalfOf", &n.OnBehalfOf, eic.OrganizationType)
	text(f, "title", &n.Title, eic.ParseTitle)
	text(f, "description", &n.Description, eic.ParseDescription)
	refs(f, "topics", &n.Topics, eic.TopicType)
	refs(f, "notTopics", &n.NotTopics, eic.TopicType)
	f.grades("grades", &n.Grades)
	set(f, "modes", &n.Modes)
	set(f, "settings", &n.Settings)
	set(f, "kinds", &n.Kinds)
	f.place("place", &n.Place)
	f.window("window", &n.Window)
	f.positive("groupSize", &n.GroupSize, eic.MaxGroup)
	text(f, "language", &n.Language, eic.ParseLanguage)
	f.languages("languages", &n.Languages)
	set(f, "devices", &n.Devices)
	one(f, "matters", &n.Matters)
	one(f, "status", &n.Status)
}

func (f *form) offer(o *eic.Offer) {
	ref(f, "offeredBy", &o.OfferedBy, eic.PersonType, eic.OrganizationType)
	text(f, "title", &o.Title, eic.ParseTitle)
	text(f, "description", &o.Description, eic.ParseDescription)
	refs(f, "topics", &o.Topics, eic.TopicType)
	refs(f, "notTopics", &o.NotTopics, eic.TopicType)
	f.grades("grades", &o.Grades)
	set(f, "modes", &o.Modes)
	set(f, "settings", &o.Settings)
	f.place("place", &o.Place)
	f.number("travelKm", &o.TravelKm)
	f.availability("availability", &o.Availability)
	f.integer("leadDays", &o.LeadDays)
	f.groupSize("groupSize", &o.GroupSize)
	f.capacity("capacity", &o.Capacity)
	f.wishes("wishes", &o.Wishes)
	text(f, "language", &o.Language, eic.ParseLanguage)
	f.languages("languages", &o.Languages)
	one(f, "status", &o.Status)
	switch o.Kind {
	case eic.FundOfKnowledge:
		one(f, "category", &o.Fund.Category)
	case eic.PilotOffer:
		ref(f, "product", &o.Pilot.Product, eic.ProductType)
		f.positive("seats", &o.Pilot.Seats, eic.MaxGroup)
		f.window("window", &o.Pilot.Window)
		f.positive("weeks", &o.Pilot.Weeks, 520)
		set(f, "devices", &o.Pilot.Devices)
	case eic.Grant:
		f.amount("amount", &o.Grant.Amount)
		f.window("window", &o.Grant.Window)
	case eic.Study:
		text(f, "question", &o.Study.Question, eic.ParseNote)
		text(f, "method", &o.Study.Method, eic.ParseNote)
		f.window("window", &o.Study.Window)
	}
}

// newOffer returns an empty offer of a kind, with the part of its kind.
func newOffer(kind eic.OfferKind) *eic.Offer {
	o := &eic.Offer{Kind: kind}
	switch kind {
	case eic.FundOfKnowledge:
		o.Fund = &eic.FundTerms{}
	case eic.PilotOffer:
		o.Pilot = &eic.PilotTerms{}
	case eic.Grant:
		o.Grant = &eic.GrantTerms{}
	case eic.Study:
		o.Study = &eic.StudyTerms{}
	}
	return o
}

func (f *form) product(p *eic.Product) {
	ref(f, "company", &p.Company, eic.OrganizationType)
	text(f, "name", &p.Name, eic.ParseTitle)
	text(f, "description", &p.Description, eic.ParseDescription)
	text(f, "url", &p.URL, eic.ParseURL)
	refs(f, "topics", &p.Topics, eic.TopicType)
	f.grades("grades", &p.Grades)
	set(f, "devices", &p.Devices)
	f.languages("languages", &p.Languages)
	var list []eic.Evidence
	if f.objects("evidence", func(in *form) {
		var e eic.Evidence
		one(in, "tier", &e.Tier)
		e.Origin = eic.SelfReported
		one(in, "origin", &e.Origin)
		if e.Origin == 0 {
			e.Origin = eic.SelfReported
		}
		text(in, "study", &e.Study, eic.ParseNote)
		text(in, "population", &e.Population, eic.ParseNote)
		in.grades("grades", &e.Grades)
		list = append(list, e)
	}) {
		p.Evidence = list
	}
}

// require notes a field that is absent or nil.
func (f *form) require(name string) {
	if v := f.fields[name]; v == nil || v == "" {
		f.say(name, fault.Required)
	}
}

func asList(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	list, _ := listOf(v)
	return list
}
