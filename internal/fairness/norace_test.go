//go:build !race

package fairness

// raced says that the race detector is on.
const raced = false
