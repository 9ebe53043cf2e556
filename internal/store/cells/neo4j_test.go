package cells_test

import (
	"os"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/cells"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore/neo4jtest"
	"github.com/edclusters/thirdplace/internal/store/storetest"
)

var servers neo4jtest.Shared

func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }

// A cell may be of another engine than the home.
func TestStoreOverNeo4j(t *testing.T) {
	server := servers.Server(t)
	suite := []eic.ClusterID{eic.ClusterIDOf("here"), eic.ClusterIDOf("there")}
	storetest.Run(t, func(t *testing.T) store.Store {
		server.Empty(t)
		south, err := neo4jstore.Open(t.Context(), neo4jstore.Config{
			Name: "south", URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database,
		})
		if err != nil {
			t.Fatal(err)
		}
		return over(t, cells.Config{Home: cells.Cell{Store: file(t)}, Cells: []cells.Cell{{Name: "south", Clusters: suite, Store: south, Ready: south.Ready}}})
	})
}
