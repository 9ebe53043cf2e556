package neo4jstore

// Traced returns a configuration whose store shows every statement and its
// parameters to a test.
func (c Config) Traced(trace func(statement string, parameters map[string]any)) Config {
	c.trace = trace
	return c
}

// LongestSearch is how many hits a search of a list looks at.
const LongestSearch = hits
