package sqlitestore

import (
	"strconv"

	"modernc.org/sqlite"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// checkReferences refuses a write that refers to what is neither stored nor in
// it. SQLite has counted them as the changes were made; only when some are open
// is it worth asking which.
func (b *batch) checkReferences() error {
	open, err := b.openReferences()
	if err != nil || !open {
		return err
	}
	byTable := [tableCount][]eic.ID{}
	for _, change := range b.write.Changes {
		for _, ref := range store.References(change) {
			t := tableOf(ref.ID.Type())
			byTable[t] = append(byTable[t], ref.ID)
		}
	}
	missing := map[eic.ID]bool{}
	for t, ids := range byTable {
		if len(ids) == 0 {
			continue
		}
		err := b.query(b.ctx, func(r row) error { missing[eic.ID(r.text(0))] = true; return nil }, missingFrom[t], jsonList(ids))
		if err != nil {
			return err
		}
	}
	return b.unknown(missing)
}

// unknown is the Invalid error that names every reference to what is missing.
func (b *batch) unknown(missing map[eic.ID]bool) error {
	var faults fault.Fields
	for i, change := range b.write.Changes {
		for _, ref := range store.References(change) {
			if missing[ref.ID] {
				faults.Say(b.path(i, ref.Path), fault.UnknownRef, ref.ID.Type().String(), string(ref.ID))
			}
		}
	}
	return faults.Err()
}

// path is the path of a change's field: below its place in a write of several.
func (b *batch) path(i int, field string) string {
	if len(b.write.Changes) == 1 {
		return field
	}
	return strconv.Itoa(i) + "." + field
}

// openReferences reports whether the transaction refers to what is not there.
func (c *conn) openReferences() (bool, error) {
	n, _, err := c.raw.(sqlite.DBStatus).Status(sqlite.DBStatusDeferredFKs, false)
	return n != 0, err
}
