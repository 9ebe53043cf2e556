package sqlitestore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// As with needs, the statements differ in what they begin with.
const (
	offersHead = "SELECT o.doc FROM offer o WHERE "

	offersRest = ` o.cluster = ?1 AND (o.created, o.id) < (?2, ?3)
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
		AND (?16 = 0 OR o.num IN (SELECT num FROM offer_place WHERE south >= ?17 AND north <= ?18
			AND (west >= ?19 AND east <= ?20 OR west >= ?21 AND east <= ?22)))
		AND ?15 = ?15
		ORDER BY o.created DESC, o.id DESC`

	offersNewest         = offersHead + offersRest
	offersVisible        = offersHead + "o.status IN (2, 5) AND" + offersRest
	offersByPerson       = offersHead + "o.offered_person = ?11 AND" + offersRest
	offersByOrganization = offersHead + "o.offered_organization = ?11 AND" + offersRest
	offersOfProduct      = offersHead + "o.product = ?12 AND" + offersRest
	offersSaying         = offersHead + `o.num IN (
		SELECT rowid FROM shelf_open_funds (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_open_pilots (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_open_grants (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_open_studies (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_listed_funds (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_listed_pilots (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_listed_grants (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		UNION ALL SELECT rowid FROM shelf_listed_studies (?15) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1
		) AND o.status IN (2, 5) AND` + offersRest
	offersNear = offersHead + `o.num IN (SELECT num FROM offer_place WHERE south >= ?17 AND north <= ?18
		AND (west >= ?19 AND east <= ?20 OR west >= ?21 AND east <= ?22)) AND` + offersRest
)

// Offers implements store.Lists.
func (s *Store) Offers(ctx context.Context, f store.OfferFilter, page store.Page) ([]*eic.Offer, error) {
	keep := func(o *eic.Offer) bool { return within(f.Near, o.Place) }
	millis, id, err := before(page)
	if err != nil {
		return nil, s.failure("list offers", err)
	}
	offers, err := list(ctx, s, f.Cluster, page, keep, func(num int64) (string, []any) {
		values := []any{num, millis, id, flag(f.Visible.All), listOr(jsonList(f.Visible.Parties)),
			int64(f.Statuses), int64(f.Kinds), int64(f.Modes), int64(f.Settings), int64(f.Grades),
			string(f.OfferedBy), string(f.Product), int64(f.Category), listOr(jsonList(f.Topics)), searchText(f.Words)}
		return offersStatement(f), append(values, boxOf(f.Near).values()...)
	})
	return offers, s.failure("list offers", err)
}

func offersStatement(f store.OfferFilter) string {
	_, byPerson := f.OfferedBy.Person()
	shown := eic.SetOf(eic.OfferOpen, eic.OfferListed)
	onlyShown := !f.Visible.All && len(f.Visible.Parties) == 0 || !f.Statuses.Empty() && f.Statuses.And(shown) == f.Statuses
	switch {
	case len(f.Words) > 0:
		return offersSaying
	case byPerson:
		return offersByPerson
	case f.OfferedBy != "":
		return offersByOrganization
	case f.Product != "":
		return offersOfProduct
	case f.Near != nil:
		return offersNear
	case onlyShown:
		return offersVisible
	}
	return offersNewest
}
