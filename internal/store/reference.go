package store

import (
	"strconv"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Reference is one field of a change that names a record.
type Reference struct {
	Path string // as in fault.Field, such as "postedBy" or "affiliations.2.organization"
	ID   eic.ID
}

// References lists the records a change refers to: its cluster, those its
// record's Refs lists and the topics its document is about, each with the path
// of its field. An engine says by them which reference is missing. The topics that
// a text is said not to be about are none: nothing ties it to them.
func References(change Change) []Reference {
	var r references
	if h := change.Record.Header(); h.ID.Type() != eic.ClusterType {
		r.add("cluster", eic.ID(h.Cluster))
	}
	switch record := change.Record.(type) {
	case *eic.Organization:
		r.add("partOf", eic.ID(record.PartOf))
	case *eic.Person:
		r.person(record)
	case *eic.Topic:
		r.add("extends", eic.ID(record.Extends))
		r.topics("broader", record.Broader)
		r.topics("related", record.Related)
		for i, b := range record.Bridges {
			r.add(place("bridges", i)+".to", eic.ID(b.To))
		}
	case *eic.Product:
		r.add("company", eic.ID(record.Company))
		r.topics("topics", record.Topics)
	case *eic.Need:
		r.add("postedBy", eic.ID(record.PostedBy))
		r.add("onBehalfOf", eic.ID(record.OnBehalfOf))
		r.topics("topics", record.Topics)
	case *eic.Offer:
		r.add("offeredBy", eic.ID(record.OfferedBy))
		r.add("product", eic.ID(record.Product()))
		r.topics("topics", record.Topics)
		r.topics("wishes.topics", record.Wishes.Topics)
	}
	if change.Document != nil {
		for i, about := range change.Document.Topics {
			r.add(place("document.topics", i), eic.ID(about.Topic))
		}
	}
	return r
}

type references []Reference

func (r *references) add(path string, id eic.ID) {
	if id != "" {
		*r = append(*r, Reference{Path: path, ID: id})
	}
}

func (r *references) topics(path string, ids []eic.TopicID) {
	for i, id := range ids {
		r.add(place(path, i), eic.ID(id))
	}
}

func (r *references) person(p *eic.Person) {
	for i, m := range p.Memberships {
		r.add(place("memberships", i)+".cluster", eic.ID(m.Cluster))
	}
	for i, a := range p.Affiliations {
		r.add(place("affiliations", i)+".organization", eic.ID(a.Organization))
	}
}

func place(field string, i int) string { return field + "." + strconv.Itoa(i) }
