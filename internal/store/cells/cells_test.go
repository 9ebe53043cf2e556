package cells_test

import (
	"path/filepath"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/cells"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
	"github.com/edclusters/thirdplace/internal/store/storetest"
)

// file opens a new store of one file.
func file(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// over makes one store of several, closed with the test.
func over(t *testing.T, c cells.Config) *cells.Store {
	t.Helper()
	s, err := cells.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// A graph in two databases keeps every promise of a store: where the suite's two
// clusters are at home, and where they are in the other.
func TestStore(t *testing.T) {
	suite := []eic.ClusterID{eic.ClusterIDOf("here"), eic.ClusterIDOf("there")}
	for name, clusters := range map[string][]eic.ClusterID{"at home": nil, "in a cell": suite} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) store.Store {
				return over(t, cells.Config{Home: cells.Cell{Store: file(t)}, Cells: []cells.Cell{{Name: "south", Clusters: clusters, Store: file(t)}}})
			})
		})
	}
}
