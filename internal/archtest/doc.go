// Package archtest is the architecture as a test: who may import whom, which
// package a third party is confined to, how long files and functions may be,
// and what every package must say of itself. It has no code of its own.
//
// Imports are read from the files themselves, so that those of other platforms
// count too. Start at the table in rules_test.go; a new package or a new third
// party fails until it has a row there.
package archtest
