package neo4jstore

import "log/slog"

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
