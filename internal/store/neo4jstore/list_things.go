package neo4jstore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// Needs implements store.Lists.
func (s *Store) Needs(ctx context.Context, f store.NeedFilter, page store.Page) ([]*eic.Need, error) {
	search := everyWord(f.Cluster, f.Words)
	if len(f.Words) > 0 && search == "" {
		return nil, s.failure("list needs", ctx.Err())
	}
	start := map[string]any{"fromPerson": nil, "fromOrganization": nil, "fromTopics": []string{}, "fromPoint": nil, "fromSearch": []string{}, "hits": int64(hits)}
	l := &listing[eic.Need]{op: "list needs", walk: needsCypher, start: needsFromCypher, from: true, startNames: start,
		keep: func(n *eic.Need) bool { return within(f.Near, n.Place) }}
	switch {
	case f.PostedBy != "":
		start["fromPerson"] = string(f.PostedBy)
	case len(f.Words) > 0:
		l.search, start["fromSearch"] = search, searchOf(search)
	case f.OnBehalfOf != "":
		start["fromOrganization"] = string(f.OnBehalfOf)
	case f.Near != nil:
		start["fromPoint"] = center(f.Near)
	case len(f.Topics) > 0:
		start["fromTopics"] = strs(f.Topics)
	default:
		l.from = false
	}
	l.parameters = map[string]any{
		"floor": floor(f.Cluster), "before": downwards(f.Cluster, page), "all": f.Visible.All, "parties": strs(f.Visible.Parties),
		"statuses": f.Statuses.Names(), "kinds": f.Kinds.Names(), "grades": f.Grades.Names(),
		"postedBy": said(f.PostedBy), "onBehalfOf": said(f.OnBehalfOf), "topics": strs(f.Topics),
		"start": dateOf(f.During.Start), "end": dateOf(f.During.End), "point": center(f.Near), "meters": meters(f.Near), "words": tokens(f.Words),
	}
	l.next = func(n *eic.Need) { l.parameters["before"] = sortKey(f.Cluster, store.ListKey(n), n.ID) }
	return l.read(ctx, s, page.Limit)
}

// Offers implements store.Lists.
func (s *Store) Offers(ctx context.Context, f store.OfferFilter, page store.Page) ([]*eic.Offer, error) {
	search := everyWord(f.Cluster, f.Words)
	if len(f.Words) > 0 && search == "" {
		return nil, s.failure("list offers", ctx.Err())
	}
	start := map[string]any{"fromPerson": nil, "fromOrganization": nil, "fromProduct": nil, "fromTopics": []string{}, "fromPoint": nil,
		"fromSearch": []string{}, "shelves": offerIndexes(), "hits": int64(hits)}
	l := &listing[eic.Offer]{op: "list offers", walk: offersCypher, start: offersFromCypher, from: true, startNames: start,
		keep: func(o *eic.Offer) bool { return within(f.Near, o.Place) }}
	person, byPerson := f.OfferedBy.Person()
	switch {
	case len(f.Words) > 0:
		l.search, start["fromSearch"] = search, searchOf(search)
	case byPerson:
		start["fromPerson"] = string(person)
	case f.OfferedBy != "":
		start["fromOrganization"] = string(f.OfferedBy)
	case f.Product != "":
		start["fromProduct"] = string(f.Product)
	case f.Near != nil:
		start["fromPoint"] = center(f.Near)
	case len(f.Topics) > 0:
		start["fromTopics"] = strs(f.Topics)
	default:
		l.from = false
	}
	l.parameters = map[string]any{
		"floor": floor(f.Cluster), "before": downwards(f.Cluster, page), "all": f.Visible.All, "parties": strs(f.Visible.Parties),
		"statuses": f.Statuses.Names(), "kinds": f.Kinds.Names(), "modes": f.Modes.Names(), "settings": f.Settings.Names(),
		"grades": f.Grades.Names(), "offeredBy": said(f.OfferedBy), "product": said(f.Product), "category": said(f.Category.String()),
		"topics": strs(f.Topics), "point": center(f.Near), "meters": meters(f.Near), "words": tokens(f.Words),
	}
	l.next = func(o *eic.Offer) { l.parameters["before"] = sortKey(f.Cluster, store.ListKey(o), o.ID) }
	return l.read(ctx, s, page.Limit)
}
