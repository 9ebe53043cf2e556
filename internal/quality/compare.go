package quality

import (
	"math"
	"math/rand/v2"
)

// shuffles is how often Compare draws; p is known to about .003 near .05.
const shuffles = 10_000

// Compare returns the mean by which a is above b, value by value, and how
// probable a difference as large either way would be if it were chance which of the
// two had which value: the paired randomization test (Fisher 1935; for rankings:
// Smucker, Allan and Carterette 2007). The draws are the same every time.
func Compare(a, b []float64) (difference, p float64) {
	if len(a) == 0 || len(a) != len(b) {
		return 0, 1
	}
	differences := make([]float64, len(a))
	for i := range a {
		differences[i] = a[i] - b[i]
	}
	observed := math.Abs(sum(differences))
	const rounding = 1e-9 // equal sums may be added up in another order
	random := rand.New(rand.NewPCG(1935, 2007))
	as := 1.0 // the draw that was observed
	for range shuffles {
		total, bits := 0.0, uint64(0)
		for i, d := range differences {
			if i%64 == 0 {
				bits = random.Uint64()
			}
			if bits&1 == 1 {
				d = -d
			}
			total += d
			bits >>= 1
		}
		if math.Abs(total) >= observed-rounding {
			as++
		}
	}
	return sum(differences) / float64(len(a)), as / (shuffles + 1)
}
