package neo4jstore_test

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

// A graph migrated by two replicas at once has each step once.
func TestReplicasMigrateOnce(t *testing.T) {
	server := servers.Server(t)
	server.Wipe(t)
	const replicas = 3
	var group sync.WaitGroup
	for range replicas {
		group.Go(func() {
			s, err := neo4jstore.Open(t.Context(), configOf(t, server))
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if err := s.Ready(); err != nil {
				t.Errorf("Ready: %v", err)
			}
			if err := s.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
	group.Wait()
	steps := server.Query(t, `MATCH p = (:__Neo4jMigration {version: 'BASELINE'})-[:MIGRATED_TO*]->(m)
		RETURN m.version, m.source, m.type, m.checksum ORDER BY m.version`, nil)
	for i, source := range []string{"V0001__Create_the_graph.cypher", "V0002__Shelve_what_may_be_matched.cypher",
		"V0003__Name_what_statements_use.cypher", "V0004__Count_the_events_of_each_cluster.cypher",
		"V0005__Order_equals_by_their_ids.cypher", "V0006__Give_what_may_be_matched_a_card.cypher",
		"V0007__Find_what_means_the_same.cypher", "V0008__Count_the_changes_of_topics.cypher",
		"V0009__Keep_credentials_and_the_audit_log.cypher"} {
		if len(steps) != 9 || steps[i][1] != source || steps[i][2] != "CYPHER" || steps[i][3] == "" {
			t.Fatalf("got %v, want 9 steps, %s as number %d", steps, source, i+1)
		}
	}
	if left := server.Query(t, "MATCH (l:__Neo4jMigrationsLock) RETURN count(l)", nil); left[0][0] != int64(0) {
		t.Errorf("%v locks are left", left[0][0])
	}
	if waiting := server.Query(t, "SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN count(*)", nil); waiting[0][0] != int64(0) {
		t.Errorf("%v indexes are not ready", waiting[0][0])
	}
}

func TestSchemaOfAnother(t *testing.T) {
	server := servers.Server(t)
	server.Wipe(t)
	open(t, configOf(t, server))
	defer server.Wipe(t)
	cases := []struct {
		name, change string
		code         fault.Code
	}{
		{"one step more", "MATCH (m:__Neo4jMigration) WHERE NOT (m)-[:MIGRATED_TO]->() CREATE (m)-[:MIGRATED_TO]->(:__Neo4jMigration {version: '9999', checksum: '1'})", fault.NewerSchema},
		{"another step", "MATCH (m:__Neo4jMigration) WHERE m.version = '9999' DETACH DELETE m WITH count(*) AS gone MATCH (m:__Neo4jMigration {version: '0002'}) SET m.checksum = '1'", fault.CorruptStore},
	}
	for _, c := range cases {
		server.Query(t, c.change, nil)
		_, err := neo4jstore.Open(t.Context(), configOf(t, server))
		var e *fault.Error
		if !errors.As(err, &e) || e.Detail.Code != c.code {
			t.Errorf("%s: got %v, want %s", c.name, err, c.code)
		}
	}
}

// Events that were numbered together keep their numbers when each cluster is given
// a counter of its own, and a program that still has the one counter is refused.
func TestEventsOfAnOlderSchema(t *testing.T) {
	server := servers.Server(t)
	server.Wipe(t)
	town := settle(t, open(t, configOf(t, server)))
	for _, statement := range []string{
		"MATCH (m:__Neo4jMigration) WHERE m.version >= '0004' DETACH DELETE m",
		"DROP CONSTRAINT event_number_of_cluster",
		"MATCH (c:Counter) DELETE c",
		"CREATE CONSTRAINT event_number IF NOT EXISTS FOR (n:Event) REQUIRE n.number IS UNIQUE",
		"CREATE RANGE INDEX event_cluster IF NOT EXISTS FOR (n:Event) ON (n.cluster, n.number)",
		"CREATE (:Counter {name: 'events', last: 5})",
	} {
		server.Query(t, statement, nil)
	}
	server.Query(t, `UNWIND [[1, 'cluster.other'], [2, $cluster], [3, ''], [5, $cluster]] AS event
		CREATE (:Event {number: event[0], cluster: event[1], side: 1, record: 'grant.a', version: 1, verb: 'post', at: datetime(), by: ''})`,
		map[string]any{"cluster": string(town.cluster)})
	s := open(t, configOf(t, server))
	if err := s.Commit(t.Context(), store.Write{Changes: town.offers(0, 2)}); err != nil {
		t.Fatal(err)
	}
	for cluster, want := range map[eic.ClusterID][]int64{"cluster.other": {1}, town.cluster: {2, 5, 6, 7}, "": {3}} {
		events, err := s.Events(t.Context(), cluster, 0, 10)
		var got []int64
		for _, e := range events {
			got = append(got, e.Number)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got events %v, want %v: %v", cluster, got, want, err)
		}
	}
	old := "MERGE (c:Counter {name: 'events'}) SET c._lock = true WITH c SET c.last = coalesce(c.last, 0) + 1 WITH c.last - 1 AS before RETURN before"
	if err := server.Try(t, old, nil); err == nil {
		t.Error("a program of the old schema could go on numbering events")
	}
}

// What was written before is put in order among equals, and has a card.
func TestRecallOfAnOlderSchema(t *testing.T) {
	server := servers.Server(t)
	server.Wipe(t)
	s := open(t, configOf(t, server))
	town := settle(t, s)
	if err := s.Commit(t.Context(), store.Write{Changes: town.offers(0, 100)}); err != nil {
		t.Fatal(err)
	}
	const all = "MATCH (n:Need|Offer) RETURN n.id, n.searchCluster, split(n.card, ' ')[..3] ORDER BY n.id"
	want := server.Query(t, all, nil)
	server.Query(t, "MATCH (m:__Neo4jMigration) WHERE m.version >= '0005' DETACH DELETE m", nil)
	server.Query(t, "MATCH (n:Need|Offer) SET n.searchCluster = split(n.searchCluster, ' ')[0], n.card = null", nil)
	open(t, configOf(t, server))
	if got := server.Query(t, all, nil); len(got) != 100 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %d records, %v, want %v", len(got), got, want)
	}
}
