//go:build race

package quality

// raced says whether the race detector is on.
const raced = true
