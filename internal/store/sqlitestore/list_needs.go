package sqlitestore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// The statements of the list differ in what they begin with, and so in the index
// that leaves the fewest needs to look at; a plus keeps a column out of the
// choice. The rest of each is the same.
const (
	needsHead   = "SELECT n.doc FROM need n WHERE "
	needsInTime = " n.cluster = ?1 AND (n.created, n.id) < (?2, ?3)"
	needsOfOne  = " AND +n.cluster = ?1 AND (n.created, n.id) < (?2, ?3)"
	needsSorted = " AND +n.cluster = ?1 AND (+n.created, n.id) < (?2, ?3)"

	needsRest = `
		AND (?4 OR n.status = 3 OR n.posted_by IN (SELECT value FROM json_each(?5)))
		AND (?6 = 0 OR ?6 >> n.status & 1)
		AND (?7 = 0 OR n.kinds = 0 OR n.kinds & ?7)
		AND (?8 = 0 OR n.grades = 0 OR n.grades & ?8)
		AND (?9 = '' OR n.posted_by = ?9)
		AND (?10 = '' OR n.on_behalf_of = ?10)
		AND (?11 = '[]' OR n.num IN (SELECT x.need FROM topic t JOIN need_topic x ON x.topic = t.num
			WHERE t.id IN (SELECT value FROM json_each(?11))))
		AND (?12 = 0 OR n.ends = 0 OR n.ends >= ?12)
		AND (?13 = 0 OR n.starts = 0 OR n.starts <= ?13)
		AND (?15 = 0 OR EXISTS (SELECT 1 FROM need_place p WHERE p.num = n.num AND south >= ?16 AND north <= ?17
			AND (west >= ?18 AND east <= ?19 OR west >= ?20 AND east <= ?21)))
		ORDER BY n.created DESC, n.id DESC`

	needsSaid   = "SELECT rowid FROM shelf_needs (?14) WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1"
	needsPlaced = `SELECT num FROM need_place WHERE south >= ?16 AND north <= ?17
		AND (west >= ?18 AND east <= ?19 OR west >= ?20 AND east <= ?21)`

	needsNewest    = needsHead + needsInTime + needsRest
	needsOpen      = needsHead + "n.status = 3 AND" + needsInTime + needsRest
	needsBy        = needsHead + "n.posted_by = ?9" + needsOfOne + needsRest
	needsFor       = needsHead + "n.on_behalf_of = ?10" + needsOfOne + needsRest
	needsSaying    = needsHead + "n.status = 3 AND n.num IN (" + needsSaid + ") AND" + needsInTime + needsRest
	needsSayingFew = needsHead + "n.status = 3 AND n.num IN (" + needsSaid + ")" + needsSorted + needsRest
	needsNearFew   = needsHead + "n.num IN (" + needsPlaced + ")" + needsSorted + needsRest

	countNeedsSaid   = "SELECT count(*) FROM (" + needsSaid + " LIMIT 1000)"
	countNeedsPlaced = "SELECT count(*) FROM (" + needsPlaced + " LIMIT 1000)"
)

// Needs implements store.Lists.
func (s *Store) Needs(ctx context.Context, f store.NeedFilter, page store.Page) ([]*eic.Need, error) {
	millis, id, err := before(page)
	if err != nil {
		return nil, s.failure("list needs", err)
	}
	l := needsListing(f)
	l.cluster, l.limit = f.Cluster, page.Limit
	l.values = append([]any{millis, id, flag(f.Visible.All), listOr(jsonList(f.Visible.Parties)),
		int64(f.Statuses), int64(f.Kinds), int64(f.Grades), string(f.PostedBy), string(f.OnBehalfOf),
		listOr(jsonList(f.Topics)), int64(f.During.Start), int64(f.During.End), searchText(f.Words)}, boxOf(f.Near).values()...)
	needs, err := list(ctx, s, "needs", l, func(n *eic.Need) bool { return within(f.Near, n.Place) })
	return needs, s.failure("list needs", err)
}

func needsListing(f store.NeedFilter) listing {
	whole := needsNewest
	if !f.Visible.All && len(f.Visible.Parties) == 0 || f.Statuses == eic.SetOf(eic.NeedOpen) {
		whole = needsOpen
	}
	switch {
	case len(f.Words) > 0:
		return listing{whole: needsSaying, few: needsSayingFew, count: countNeedsSaid}
	case f.PostedBy != "":
		return listing{whole: needsBy}
	case f.OnBehalfOf != "":
		return listing{whole: needsFor}
	case f.Near != nil:
		return listing{whole: whole, few: needsNearFew, count: countNeedsPlaced}
	}
	return listing{whole: whole}
}
