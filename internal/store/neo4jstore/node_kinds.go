package neo4jstore

import (
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// Where the topics of something come from; property source of ABOUT.
const (
	chosen = "CHOSEN" // by its author
	found  = "FOUND"  // in its text
)

// roleLabels are the labels of people, by what they are in any cluster.
var roleLabels = [...]string{
	eic.Educator: "Educator", eic.Entrepreneur: "Entrepreneur", eic.Funder: "Funder",
	eic.Researcher: "Researcher", eic.CommunityPartner: "CommunityPartner", eic.Steward: "Steward",
}

func (d *drawing) cluster(c *eic.Cluster) {
	d.labels = append(d.labels, "Cluster")
	d.say("sortKey", store.Fold(c.Name)+separator+string(c.ID))
	d.say("name", c.Name)
	d.say("timeZone", c.TimeZone)
	d.say("review", c.Review)
	d.say("shares", c.Shares)
	d.say("languages", strs(c.Languages))
	d.place(c.Place)
}

// sorted gives a record its place in the list of its cluster.
func (d *drawing) sorted(record eic.Record) {
	d.say("sortKey", sortKey(record.Header().Cluster, store.ListKey(record), record.Header().ID))
}

func sortKey(cluster eic.ClusterID, key string, id eic.ID) string {
	return string(cluster) + separator + key + separator + string(id)
}

func (d *drawing) organization(o *eic.Organization) {
	d.labels = append(d.labels, "Organization")
	d.sorted(o)
	d.say("name", o.Name)
	d.say("kind", o.Kind.String())
	d.say("grades", o.Grades.Names())
	d.say("url", o.URL)
	d.place(o.Place)
	d.link("PART_OF", eic.ID(o.PartOf), nil)
}

func (d *drawing) person(p *eic.Person) {
	d.labels = append(d.labels, "Person")
	d.say("name", p.Name)
	d.say("email", p.Email)
	d.say("phone", p.Phone)
	d.say("language", string(p.Language))
	var all eic.Set[eic.StakeholderRole]
	for _, m := range p.Memberships {
		all = all.Or(m.Roles)
		d.link("MEMBER_OF", eic.ID(m.Cluster), map[string]any{
			"roles": m.Roles.Names(), "sortKey": sortKey(m.Cluster, store.Fold(p.Name), p.ID),
		})
	}
	for _, role := range all.Values() {
		d.labels = append(d.labels, roleLabels[role])
	}
	for _, a := range p.Affiliations {
		d.link("AFFILIATED_WITH", eic.ID(a.Organization), map[string]any{"title": said(a.Title), "from": dateOf(a.From), "to": dateOf(a.To)})
	}
	for _, i := range p.Identities {
		handle := "identity" + separator + i.Issuer + separator + i.Subject
		d.identities = append(d.identities, node{handle, []string{"Identity"}, map[string]any{"issuer": i.Issuer, "subject": i.Subject}})
		d.link("KNOWN_AS", eic.ID(handle), nil)
	}
}

func (d *drawing) topic(t *eic.Topic) {
	d.labels = append(d.labels, "Topic")
	d.say("name", t.Label)
	d.say("language", string(t.Lang))
	d.say("description", t.Description)
	d.say("kind", t.Kind.String())
	d.say("grades", t.Grades.Names())
	others := make([]string, len(t.AltLabels))
	for i, l := range t.AltLabels {
		others[i] = l.Text
	}
	d.say("otherNames", others)
	d.link("EXTENDS", eic.ID(t.Extends), nil)
	d.linkAll("BROADER", t.Broader, nil)
	d.linkAll("RELATED", t.Related, nil)
	for _, b := range t.Bridges {
		d.link("BRIDGES", eic.ID(b.To), map[string]any{"weight": b.Weight, "author": said(b.Author), "why": said(b.Why)})
	}
}

func (d *drawing) product(p *eic.Product) {
	d.labels = append(d.labels, "Product")
	d.sorted(p)
	d.say("name", p.Name)
	d.say("description", p.Description)
	d.say("url", p.URL)
	d.say("grades", p.Grades.Names())
	d.say("devices", p.Devices.Names())
	d.say("languages", strs(p.Languages))
	tiers := make([]string, len(p.Evidence))
	for i, e := range p.Evidence {
		tiers[i] = e.Tier.String()
	}
	d.say("evidence", tiers)
	d.linkFrom(eic.ID(p.Company), "MAKES")
	d.linkAll("ABOUT", p.Topics, map[string]any{"source": chosen})
}

func (d *drawing) need(n *eic.Need, indexed form) {
	d.labels = append(d.labels, "Need")
	d.shelve(n, indexed)
	d.sorted(n)
	d.say("title", n.Title)
	d.say("description", n.Description)
	d.say("status", n.Status.String())
	d.say("returned", n.Returned)
	d.say("kinds", n.Kinds.Names())
	d.say("grades", n.Grades.Names())
	d.say("modes", n.Modes.Names())
	d.say("settings", n.Settings.Names())
	d.say("devices", n.Devices.Names())
	d.say("groupSize", int64(n.GroupSize))
	d.say("matters", n.Matters.String())
	d.say("language", string(n.Language))
	d.say("languages", strs(n.Languages))
	d.window(n.Window)
	d.place(n.Place)
	d.linkFrom(eic.ID(n.PostedBy), "POSTED")
	d.link("ON_BEHALF_OF", eic.ID(n.OnBehalfOf), nil)
	d.about(n.Topics, indexed.Topics)
}

func (d *drawing) offer(o *eic.Offer, indexed form) {
	d.labels = append(d.labels, "Offer", o.Kind.Type().String())
	d.shelve(o, indexed)
	d.sorted(o)
	d.say("title", o.Title)
	d.say("description", o.Description)
	d.say("status", o.Status.String())
	d.say("kind", o.Kind.String())
	d.say("grades", o.Grades.Names())
	d.say("modes", o.Modes.Names())
	d.say("settings", o.Settings.Names())
	d.say("category", "")
	if o.Fund != nil {
		d.say("category", o.Fund.Category.String())
	}
	d.properties["travelKm"] = nil
	if o.TravelKm != nil {
		d.properties["travelKm"] = *o.TravelKm
	}
	d.say("leadDays", int64(o.LeadDays))
	d.say("language", string(o.Language))
	d.say("languages", strs(o.Languages))
	d.window(o.Window())
	d.place(o.Place)
	d.linkFrom(eic.ID(o.OfferedBy), offering(o.Kind))
	d.link("PILOTS", eic.ID(o.Product()), nil)
	d.linkAll("WISHES_FOR", o.Wishes.Topics, nil)
	d.about(o.Topics, indexed.Topics)
}

// offering is the verb between whoever offers and what is offered.
func offering(kind eic.OfferKind) string {
	switch kind {
	case eic.FundOfKnowledge:
		return "HOLDS"
	case eic.Study:
		return "PROPOSES"
	}
	return "OFFERS"
}

// shelve puts what may be matched on its shelf, with its card.
func (d *drawing) shelve(record eic.Record, indexed form) {
	d.properties["card"] = card(record.Header(), indexed)
	if s, ok := store.ShelfOf(record); ok {
		d.labels = append(d.labels, shelves[s].label)
	}
}

// about links a need or an offer to its topics: those its text was found to be
// about, and those its author chose that were not.
func (d *drawing) about(topics []eic.TopicID, about []store.About) {
	seen := map[eic.TopicID]bool{}
	for _, a := range about {
		source := found
		if a.Chosen {
			source = chosen
		}
		if !seen[a.Topic] {
			d.link("ABOUT", eic.ID(a.Topic), map[string]any{"weight": a.Weight, "source": source})
		}
		seen[a.Topic] = true
	}
	for _, t := range topics {
		if !seen[t] {
			d.link("ABOUT", eic.ID(t), map[string]any{"source": chosen})
		}
		seen[t] = true
	}
}
