package sqlitestore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// The statements of the list differ in what they begin with: the index that
// leaves the fewest needs to look at. The rest of each is the same.
const (
	needsHead = "SELECT n.doc FROM need n WHERE "

	needsRest = ` n.cluster = ?1 AND (n.created, n.id) < (?2, ?3)
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
		AND (?15 = 0 OR n.num IN (SELECT num FROM need_place WHERE south >= ?16 AND north <= ?17
			AND (west >= ?18 AND east <= ?19 OR west >= ?20 AND east <= ?21)))
		AND ?14 = ?14
		ORDER BY n.created DESC, n.id DESC`

	needsNewest = needsHead + needsRest
	needsOpen   = needsHead + "n.status = 3 AND" + needsRest
	needsBy     = needsHead + "n.posted_by = ?9 AND" + needsRest
	needsFor    = needsHead + "n.on_behalf_of = ?10 AND" + needsRest
	needsSaying = needsHead + `n.num IN (SELECT rowid FROM shelf_needs (?14)
		WHERE rowid BETWEEN ?1 << 40 AND ((?1 + 1) << 40) - 1) AND n.status = 3 AND` + needsRest
	needsNear = needsHead + `n.num IN (SELECT num FROM need_place WHERE south >= ?16 AND north <= ?17
		AND (west >= ?18 AND east <= ?19 OR west >= ?20 AND east <= ?21)) AND` + needsRest
)

// Needs implements store.Lists.
func (s *Store) Needs(ctx context.Context, f store.NeedFilter, page store.Page) ([]*eic.Need, error) {
	keep := func(n *eic.Need) bool { return within(f.Near, n.Place) }
	millis, id, err := before(page)
	if err != nil {
		return nil, s.failure("list needs", err)
	}
	needs, err := list(ctx, s, f.Cluster, page, keep, func(num int64) (string, []any) {
		values := []any{num, millis, id, flag(f.Visible.All), listOr(jsonList(f.Visible.Parties)),
			int64(f.Statuses), int64(f.Kinds), int64(f.Grades), string(f.PostedBy), string(f.OnBehalfOf),
			listOr(jsonList(f.Topics)), int64(f.During.Start), int64(f.During.End), searchText(f.Words)}
		return needsStatement(f), append(values, boxOf(f.Near).values()...)
	})
	return needs, s.failure("list needs", err)
}

func needsStatement(f store.NeedFilter) string {
	onlyOpen := !f.Visible.All && len(f.Visible.Parties) == 0 || f.Statuses == eic.SetOf(eic.NeedOpen)
	switch {
	case len(f.Words) > 0:
		return needsSaying
	case f.PostedBy != "":
		return needsBy
	case f.OnBehalfOf != "":
		return needsFor
	case f.Near != nil:
		return needsNear
	case onlyOpen:
		return needsOpen
	}
	return needsNewest
}
