// Package graph is the program's GraphQL endpoint and nothing else: it validates
// a request against schema.graphqls, hands it to the use cases of package app,
// and shows what they answer (package view) and refuse (errors.go) in the
// reader's language (package wording). It refuses to decide what is allowed.
//
// The schema is bound by gqlgen: `go tool gqlgen` writes graph/generated and
// graph/model from it.
//
// Start at Handler; query.go and mutation.go hold the roots of the schema.
package graph
