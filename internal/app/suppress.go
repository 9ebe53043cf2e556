package app

// LeastCounted is the least number of people that a breakdown tells: of fewer one
// could tell who they are.
const LeastCounted = 10

// Suppressed returns the counts of a breakdown of people as they may be shown; nil
// stands for one that may not. Counts from 1 to 9 are left out, and if that is a
// single one, the least of the others too: it could be told from the sum. Nobody is
// told by a count of 0.
func Suppressed(counts []int) []*int {
	shown := make([]*int, len(counts))
	few, least := 0, -1
	for i, n := range counts {
		if n > 0 && n < LeastCounted {
			few++
			continue
		}
		shown[i] = &n
		if n > 0 && (least < 0 || n < counts[least]) {
			least = i
		}
	}
	if few == 1 && least >= 0 {
		shown[least] = nil
	}
	return shown
}
