package quality

import (
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// What records of a judged set refer to and its files lack.

// lacking is a record that was referred to.
type lacking struct {
	of           eic.Type
	cluster      string
	source, name string
}

// reference is a field that refers to records of one type; for parts of a list
// it is the name of the list and of the field within.
type reference struct {
	field, within string
	to            eic.Type
}

// references lists what can be stood in for, by the type that refers. Topics
// cannot: nobody could say what they mean.
func references(t eic.Type) []reference {
	switch {
	case t == eic.NeedType:
		return []reference{{field: "postedBy", to: eic.PersonType}, {field: "onBehalfOf", to: eic.OrganizationType}}
	case t.IsOffer():
		return []reference{{field: "offeredBy", to: eic.PersonType}, {field: "product", to: eic.ProductType}}
	case t == eic.ProductType:
		return []reference{{field: "company", to: eic.OrganizationType}}
	case t == eic.OrganizationType:
		return []reference{{field: "partOf", to: eic.OrganizationType}}
	case t == eic.PersonType:
		return []reference{{field: "affiliations", within: "organization", to: eic.OrganizationType}}
	}
	return nil
}

// refer notes what a line refers to. Needs that do not say whose they are belong to
// one person, and so do such offers.
func (b *builder) refer(t eic.Type, fields app.Fields) {
	switch {
	case t == eic.NeedType && fields["postedBy"] == nil:
		fields["postedBy"] = "somebody who asks"
	case t.IsOffer() && fields["offeredBy"] == nil:
		fields["offeredBy"] = "somebody who offers"
	}
	if cluster := said(fields, "cluster"); cluster != "" {
		b.lacking = append(b.lacking, lacking{of: eic.ClusterType, name: cluster})
	}
	for _, r := range references(t) {
		values := []any{fields[r.field]}
		if r.within != "" {
			values = nil
			list, _ := fields[r.field].([]any)
			for _, part := range list {
				if inner, ok := part.(map[string]any); ok {
					values = append(values, inner[r.within])
				}
			}
		}
		for _, value := range values {
			b.referTo(r.to, value, fields)
		}
	}
}

func (b *builder) referTo(t eic.Type, value any, from app.Fields) {
	to := lacking{of: t, cluster: said(from, "cluster"), source: said(from, "source")}
	switch v := value.(type) {
	case string:
		to.name = v
	case map[string]any:
		to.source, to.name = said(v, "source"), said(v, "id")
		if cluster := said(v, "cluster"); cluster != "" {
			to.cluster = cluster
		}
	}
	if to.name != "" {
		b.lacking = append(b.lacking, to)
	}
}

// standIn writes a line for each record that was referred to and is not there.
func (b *builder) standIn() {
	for i := 0; i < len(b.lacking); i++ { // a product asks for its company
		l := b.lacking[i]
		fields := app.Fields{"type": l.of.String(), "externalId": l.name, "name": clipped(l.name, eic.MaxTitle)}
		if l.of != eic.ClusterType {
			fields["cluster"], fields["source"] = l.cluster, l.source
		}
		id := b.idOf(l.of, fields)
		if b.there[id] || l.of == eic.PersonType && b.there[b.idOf(eic.OrganizationType, fields)] {
			continue
		}
		switch l.of {
		case eic.ClusterType:
			fields["review"], fields["languages"] = false, []string{"en", "es"}
		case eic.OrganizationType:
			fields["kind"] = eic.OtherOrganization.String()
		case eic.ProductType:
			fields["company"] = "company of " + l.name
			b.referTo(eic.OrganizationType, fields["company"], fields)
		}
		b.there[id] = true
		_ = b.write(fields) // text and truth always marshal
	}
}
