package sqlitestore

import (
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/store"
)

// Health says which index is gone or damaged, and calls nothing well that is not.
func TestHealthOfIndexes(t *testing.T) {
	cases := []struct {
		name, harm, index string
		state             store.IndexState
		says              string
	}{
		{"nothing", "SELECT 1", "need_open", store.IndexOnline, ""},
		{"an index is dropped", "DROP INDEX need_open", "need_open", store.IndexMissing, "need_open is missing"},
		{"a shelf is dropped", "DROP TABLE shelf_open_funds", "shelf_open_funds", store.IndexMissing, "shelf_open_funds is missing"},
		{"a shelf is damaged", "UPDATE shelf_open_funds_data SET block = x'00ff00ff' WHERE id > 10", "shelf_open_funds", store.IndexFailed, "damaged"},
		{"a shelf has forgotten", "DELETE FROM shelf_open_funds_docsize WHERE rowid = (SELECT min(rowid) FROM shelf_open_funds_docsize)",
			"shelf_open_funds", store.IndexOnline, "are indexed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, w := openEmpty(t), newTown("town")
			mustCommit(t, s, w.settle())
			mustCommit(t, s, w.offers(0, 50))
			if err := s.change(t.Context(), "test", func(c2 *conn) error { return c2.script(t.Context(), c.harm) }); err != nil {
				t.Fatal(err)
			}
			h, err := s.Health(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, index := range h.Indexes {
				if want := map[bool]store.IndexState{true: c.state, false: store.IndexOnline}[index.Name == c.index]; index.State != want {
					t.Errorf("%s is %s, want %s", index.Name, index.State, want)
				}
			}
			if all := strings.Join(h.Faults, " "); (c.says == "") != (all == "") || !strings.Contains(all, c.says) {
				t.Errorf("faults: got %q, want %q among them", all, c.says)
			}
			if len(h.Indexes) < 30 || h.Schema != h.Known {
				t.Errorf("%d indexes, schema %d of %d", len(h.Indexes), h.Schema, h.Known)
			}
		})
	}
}
