package neo4jstore

import (
	"context"
	"log/slog"
)

// Traced returns a configuration whose store shows every statement and its
// parameters to a test.
func (c Config) Traced(trace func(statement string, parameters map[string]any)) Config {
	c.trace = trace
	return c
}

// LongestSearch is how many hits a search of a list looks at.
const LongestSearch = hits

// Classified returns an error of the driver as callers see it.
func Classified(err error) error {
	s := &Store{log: slog.New(slog.DiscardHandler)}
	return s.failure("ask", err)
}

// Probe is what a store asks to find out whether its server is there.
var Probe = probeCypher

// QueueTime is how long a call waits for its turn.
const QueueTime = queueTime

// Change runs a function in one transaction, as every write is run. The function
// is given what runs a statement, and may be called more than once.
func (s *Store) Change(ctx context.Context, run func(ctx context.Context, statement func(text string, parameters map[string]any) error) error) error {
	return s.failure("change", s.change(ctx, func(ctx context.Context, t transaction) error {
		return run(ctx, func(text string, parameters map[string]any) error {
			_, _, err := t.run(ctx, text, parameters)
			return err
		})
	}))
}

// ChangeAttempts is how often a write is begun at most.
const ChangeAttempts = changeAttempts
