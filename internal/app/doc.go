// Package app owns the use cases: what a signed-in person may ask of a cluster
// and what happens then, one file each. It parses input (form.go), decides who
// may do what (policy.go, the only place), reads and writes through package
// store, and leaves ranking to package match and sentences to package wording.
//
// Every use case takes the Viewer it is done for and returns errors of package
// fault. What a viewer may not see is NotFound.
//
// Start at Service.
package app
