package neo4jstore

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/store"
)

//go:embed cypher/*.cypher
var statementFiles embed.FS

// What an observer is told of beside the statements: the round trips that begin
// and end a write.
const (
	begins  = "begin_transaction"
	commits = "commit_transaction"
)

// statementNames are the names of the files, by their texts.
func statementNames() (map[string]string, error) {
	files, err := fs.Glob(statementFiles, "cypher/*.cypher")
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(files))
	for _, file := range files {
		text, err := statementFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		names[string(text)] = strings.TrimSuffix(strings.TrimPrefix(file, "cypher/"), ".cypher")
	}
	return names, nil
}

// Vitals says how busy the store is and whether its server can be used.
func (s *Store) Vitals() store.Vitals {
	return store.Vitals{
		Connections: cap(s.turns), InUse: len(s.turns),
		Usable: s.guard.err() == nil, Migrated: s.guard.isMigrated(),
	}
}

// observe tells of a round trip that has ended. It is deferred where it begins.
func (s *Store) observe(ctx context.Context, query string, begun time.Time, err *error) {
	s.config.Observer.Asked(ctx, query, outcome(ctx, *err), time.Since(begun))
}

// outcome says how a round trip ended.
func outcome(ctx context.Context, err error) store.Outcome {
	var said *neo4j.Neo4jError
	switch end := over(ctx); {
	case err == nil:
		return store.Answered
	case errors.Is(err, context.Canceled), errors.Is(end, context.Canceled):
		return store.Abandoned
	case errors.As(err, &said) && neo4j.IsRetryable(err):
		return store.Contended
	case errors.As(err, &said) && strings.HasPrefix(said.Code, "Neo.ClientError.Transaction."),
		errors.Is(err, context.DeadlineExceeded), end != nil:
		return store.Late
	case violated(err):
		return store.Declined
	case isLost(err):
		return store.Lost
	}
	return store.Failed
}
