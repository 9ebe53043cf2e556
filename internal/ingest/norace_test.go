//go:build !race

package ingest

// raced says that the race detector is on.
const raced = false
