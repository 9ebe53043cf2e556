// Package view is the nouns of the schema as its readers see them: a record of
// package eic, who reads it, and what hangs on it. A field of the schema is a
// field or a method here of the same name; gqlgen binds them, so that a missing
// one fails the build. A method that takes a context loads something and runs
// beside its siblings; the others answer at once.
//
// It refuses to decide who may see what: that has been asked of package app
// before a view is made. docs/adr/0006-view-types.md says why views exist.
//
// Start at Session, the memory of one request, and Need.
package view
