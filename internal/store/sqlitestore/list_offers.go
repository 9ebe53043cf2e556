package sqlitestore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// As with needs, the statements differ in what they begin with.
const (
	offersHead   = "SELECT o.doc FROM offer o WHERE "
	offersInTime = " o.cluster = ?1 AND (o.created, o.id) < (?2, ?3)"
	offersOfOne  = " AND +o.cluster = ?1 AND (o.created, o.id) < (?2, ?3)"
	offersSorted = " AND +o.cluster = ?1 AND (+o.created, o.id) < (?2, ?3)"

	offersRest = `
		AND (?4 OR o.status IN (2, 5)
			OR o.offered_person IN (SELECT value FROM json_each(?5))
			OR o.offered_organization IN (SELECT value FROM json_each(?5)))
		AND (?6 = 0 OR ?6 >> o.status & 1)
		AND (?7 = 0 OR ?7 >> o.kind & 1)
		AND (?8 = 0 OR o.modes = 0 OR o.modes & ?8)
		AND (?9 = 0 OR o.settings = 0 OR o.settings & ?9)
		AND (?10 = 0 OR o.grades = 0 OR o.grades & ?10)
		AND (?11 = '' OR o.offered_person = ?11 OR o.offered_organization = ?11)
		AND (?12 = '' OR o.product = ?12)
		AND (?13 = 0 OR o.category = ?13)
		AND (?14 = '[]' OR o.num IN (SELECT x.offer FROM topic t JOIN offer_topic x ON x.topic = t.num
			WHERE t.id IN (SELECT value FROM json_each(?14))))
		AND (?16 = 0 OR EXISTS (SELECT 1 FROM offer_place p WHERE p.num = o.num AND south >= ?17 AND north <= ?18
			AND (west >= ?19 AND east <= ?20 OR west >= ?21 AND east <= ?22)))
		ORDER BY o.created DESC, o.id DESC`

	offersSaid = `SELECT rowid FROM shelf_open_funds (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_open_pilots (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_open_grants (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_open_studies (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_listed_funds (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_listed_pilots (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_listed_grants (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_listed_studies (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1`
	offersPlaced = `SELECT num FROM offer_place WHERE south >= ?17 AND north <= ?18
		AND (west >= ?19 AND east <= ?20 OR west >= ?21 AND east <= ?22)`

	offersNewest         = offersHead + offersInTime + offersRest
	offersVisible        = offersHead + "o.status IN (2, 5) AND" + offersInTime + offersRest
	offersByPerson       = offersHead + "o.offered_person = ?11" + offersOfOne + offersRest
	offersByOrganization = offersHead + "o.offered_organization = ?11" + offersOfOne + offersRest
	offersOfProduct      = offersHead + "o.product = ?12" + offersSorted + offersRest
	offersSaying         = offersHead + "o.status IN (2, 5) AND o.num IN (" + offersSaid + ") AND" + offersInTime + offersRest
	offersSayingFew      = offersHead + "o.status IN (2, 5) AND o.num IN (" + offersSaid + ")" + offersSorted + offersRest
	offersNearFew        = offersHead + "o.num IN (" + offersPlaced + ")" + offersSorted + offersRest

	countOffersSaid   = "SELECT count(*) FROM (" + offersSaid + " LIMIT 1000)"
	countOffersPlaced = "SELECT count(*) FROM (" + offersPlaced + " LIMIT 1000)"
)

// Offers implements store.Lists.
func (s *Store) Offers(ctx context.Context, f store.OfferFilter, page store.Page) ([]*eic.Offer, error) {
	millis, id, err := before(page)
	if err != nil {
		return nil, s.failure("list offers", err)
	}
	l := offersListing(f)
	l.cluster, l.limit = f.Cluster, page.Limit
	l.values = append([]any{millis, id, flag(f.Visible.All), listOr(jsonList(f.Visible.Parties)),
		int64(f.Statuses), int64(f.Kinds), int64(f.Modes), int64(f.Settings), int64(f.Grades), string(f.OfferedBy),
		string(f.Product), int64(f.Category), listOr(jsonList(f.Topics)), searchText(f.Words)}, boxOf(f.Near).values()...)
	offers, err := list(ctx, s, "offers", l, func(o *eic.Offer) bool { return within(f.Near, o.Place) })
	return offers, s.failure("list offers", err)
}

func offersListing(f store.OfferFilter) listing {
	whole := offersNewest
	shown := eic.SetOf(eic.OfferOpen, eic.OfferListed)
	if !f.Visible.All && len(f.Visible.Parties) == 0 || !f.Statuses.Empty() && f.Statuses.And(shown) == f.Statuses {
		whole = offersVisible
	}
	_, byPerson := f.OfferedBy.Person()
	switch {
	case len(f.Words) > 0:
		return listing{whole: offersSaying, few: offersSayingFew, count: countOffersSaid}
	case byPerson:
		return listing{whole: offersByPerson}
	case f.OfferedBy != "":
		return listing{whole: offersByOrganization}
	case f.Product != "":
		return listing{whole: offersOfProduct}
	case f.Near != nil:
		return listing{whole: whole, few: offersNearFew, count: countOffersPlaced}
	}
	return listing{whole: whole}
}
