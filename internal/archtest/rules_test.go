package archtest

// rule is what a package may import beside the standard library.
type rule struct {
	within []string // packages of this module, by their folder
	third  []string // modules of others
	tests  []string // what its tests may import more, in this module
}

// anything in rule.within allows every package of this module.
const anything = "..."

// embedded is the store tests use rather than doubles: it needs nothing
// installed, and a test through it proves what a user gets.
const embedded = "internal/store/sqlitestore"

// suite is the contract of package store as a test; engines run it.
const suite = "internal/store/storetest"

// clients write and read a store that suffers faults, and judge it; engines and
// the program run them.
const clients = "internal/store/storetest/faulttest"

// server starts a real Neo4j for tests.
const server = "internal/store/neo4jstore/neo4jtest"

const (
	prometheus = "github.com/prometheus/client_golang"
	otel       = "go.opentelemetry.io/otel"

	gqlgen    = "github.com/99designs/gqlgen"
	gqlparser = "github.com/vektah/gqlparser/v2"
)

// rules is design.md's import rule. What tests may import more is named with
// its reason above or beside the row.
var rules = map[string]rule{
	// The one place where all is put together; its tests follow records as clients do.
	"cmd/thirdplace": {within: []string{anything}, third: []string{prometheus, "github.com/coder/websocket"}},

	"graph": {
		within: []string{"graph/generated", "graph/model", "graph/view", "internal/app", "internal/wording", "internal/eic", "internal/match", "internal/lru", "internal/fault"},
		third:  []string{gqlgen, gqlparser, "github.com/coder/websocket"},
		// Its tests sign people in and read the files of a cluster, as a program would.
		tests: []string{embedded, "internal/auth", "internal/ingest", "internal/store"},
	},
	"graph/view": {
		within: []string{"internal/app", "internal/wording", "internal/eic", "internal/match", "internal/fault"},
		third:  []string{gqlgen, "github.com/vikstrous/dataloadgen"},
	},
	"graph/generated": {
		within: []string{"graph/model", "graph/view", "internal/app", "internal/eic", "internal/match"},
		third:  []string{gqlgen, gqlparser},
	},
	"graph/model": {
		within: []string{"graph/view", "internal/app", "internal/eic", "internal/match"},
	},
	"graph/gqlgen": {third: []string{gqlgen, gqlparser, "golang.org/x/tools"}}, // the generator, a program of its own

	"internal/ingest": {
		within: []string{"internal/app", "internal/eic", "internal/fault"},
		tests:  []string{embedded, "internal/store"},
	},
	"internal/quality": {
		within: []string{"internal/ingest", "internal/app", "internal/match", "internal/eic", "internal/fault"},
		tests:  []string{embedded, "internal/store", "internal/quality/plant"},
	},
	"internal/quality/plant": {within: []string{"internal/eic", "internal/fault"}, tests: []string{"internal/app"}},
	"internal/app": {
		within: []string{"internal/match", "internal/screen", "internal/store", "internal/auth", "internal/eic", "internal/lru", "internal/fault"},
		tests:  []string{embedded},
	},
	"internal/wording": {
		within: []string{"internal/match", "internal/eic", "internal/fault"},
	},

	suite: {within: []string{"internal/store", "internal/eic", "internal/fault"}},
	clients: {
		within: []string{"internal/store", "internal/eic", "internal/fault"},
		third:  []string{"github.com/anishathalye/porcupine"},
		tests:  []string{embedded},
	},
	"internal/store/sqlitestore": {
		within: []string{"internal/store", "internal/lockfile", "internal/eic", "internal/fault"},
		third:  []string{"modernc.org/sqlite"},
		tests:  []string{suite, clients},
	},
	"internal/store/neo4jstore": {
		within: []string{"internal/store", "internal/eic", "internal/fault"},
		third:  []string{"github.com/neo4j/neo4j-go-driver/v5"},
		tests:  []string{suite, clients, server},
	},
	// Its tests stand it on both engines, and stop one of two real servers.
	"internal/store/cells": {
		within: []string{"internal/store", "internal/eic", "internal/fault"},
		tests:  []string{suite, server, embedded, "internal/store/neo4jstore"},
	},
	server + "/neo4jserve": {within: []string{server}},                               // a program of its own, for developing
	server:                 {third: []string{"github.com/neo4j/neo4j-go-driver/v5"}}, // it asks its server whether it answers

	"internal/store": {within: []string{"internal/eic", "internal/fault"}},
	"internal/match": {
		within: []string{"internal/eic", "internal/fault"},
		third:  []string{"github.com/blevesearch/snowballstem", "golang.org/x/text"},
	},
	"internal/auth": {
		within: []string{"internal/lockfile", "internal/eic", "internal/fault"},
		third: []string{"github.com/golang-jwt/jwt/v5", "github.com/MicahParks/keyfunc/v3",
			"github.com/MicahParks/jwkset", "golang.org/x/time"},
	},
	"internal/httpserver": {
		within: []string{"internal/auth", "internal/limit", "internal/fault"},
		third:  []string{"github.com/rs/cors", prometheus},
	},
	"internal/embed":    {within: []string{"internal/lru", "internal/fault"}}, // an endpoint of others, over HTTP
	"internal/limit":    {within: []string{"internal/fault"}, third: []string{"golang.org/x/time"}},
	"internal/tracing":  {within: []string{"internal/fault"}, third: []string{otel}},
	"internal/fairness": {within: []string{"internal/match", "internal/eic"}}, // an experiment with ranking
	"internal/lockfile": {},
	"internal/screen":   {},
	"internal/eic":      {within: []string{"internal/fault"}},
	"internal/fault":    {},
	"internal/lru":      {},
	"internal/archtest": {},
}

// testers are tests in all but the name of their files: they may import package
// testing, and their tables of cases may be longer than a function.
var testers = []string{suite, clients, server}
