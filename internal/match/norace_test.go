//go:build !race

package match

// raced says that the race detector is on.
const raced = false
