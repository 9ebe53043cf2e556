package neo4jstore_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

const lockStatement = "MERGE (l:Lock {name: $name}) SET l.by = $by"

// TestFaultDeadlock has two writers lock two nodes in opposite order, each its first
// before either its second, so that one must give way. It is tried again, and
// both are made.
func TestFaultDeadlock(t *testing.T) {
	server := servers.Server(t)
	server.Empty(t)
	config := configOf(t, server)
	config.Notifications = nil // that a lock is no noun of ours
	s := open(t, config)
	server.Query(t, "UNWIND ['x', 'y'] AS name MERGE (:Lock {name: name})", nil)
	for round := range 5 * *load {
		var first, writers sync.WaitGroup // first: both have their first lock
		first.Add(2)
		attempts := [2]int{}
		for i, names := range [2][2]string{{"x", "y"}, {"y", "x"}} {
			writers.Go(func() {
				by := fmt.Sprint(round, " ", i)
				err := s.Change(t.Context(), func(_ context.Context, run func(string, map[string]any) error) error {
					attempts[i]++
					if err := run(lockStatement, map[string]any{"name": names[0], "by": by}); err != nil {
						return err
					}
					if attempts[i] == 1 {
						first.Done()
						first.Wait()
					}
					return run(lockStatement, map[string]any{"name": names[1], "by": by})
				})
				if err != nil {
					t.Errorf("writer %d: %v", i, err)
				}
			})
		}
		writers.Wait()
		if sum := attempts[0] + attempts[1]; sum < 3 || max(attempts[0], attempts[1]) > neo4jstore.ChangeAttempts {
			t.Errorf("attempts: %v, want one at least that was tried again, and %d at most", attempts, neo4jstore.ChangeAttempts)
		}
	}
	for _, row := range server.Query(t, "MATCH (l:Lock) RETURN count(DISTINCT l.by), count(l)", nil) {
		if row[0] != int64(1) || row[1] != int64(2) {
			t.Errorf("%v writers of %v nodes are there in the end, want the last of both", row[0], row[1])
		}
	}
}

// TestFaultDeadlocksEnd: a write that meets a deadlock every time is given up, and its
// caller is told to come back.
func TestFaultDeadlocksEnd(t *testing.T) {
	server := servers.Server(t)
	s := open(t, configOf(t, server))
	attempts := 0
	begun := time.Now()
	err := s.Change(t.Context(), func(context.Context, func(string, map[string]any) error) error {
		attempts++
		return &neo4j.Neo4jError{Code: "Neo.TransientError.Transaction.DeadlockDetected", Msg: "ForsetiClient[1] can't acquire"}
	})
	gone(t, "Change", err)
	if attempts != neo4jstore.ChangeAttempts || !fault.Is(err, fault.Unavailable) {
		t.Errorf("%d attempts, want %d: %v", attempts, neo4jstore.ChangeAttempts, err)
	}
	t.Logf("given up after %v", time.Since(begun))
}
