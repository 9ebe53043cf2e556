package embed

import (
	"crypto/sha256"
	"math"

	"github.com/edclusters/thirdplace/internal/lru"
)

// unit returns a vector of the same direction and of length 1, nil for one that
// has no direction or is not made of finite numbers.
func unit(values []float64) []float32 {
	longest := 0.0 // by which all are divided first, so that no square overflows or vanishes
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		longest = max(longest, math.Abs(v))
	}
	if longest == 0 {
		return nil
	}
	sum := 0.0
	for _, v := range values {
		sum += v / longest * (v / longest)
	}
	vector := make([]float32, len(values))
	for i, v := range values {
		vector[i] = float32(v / longest / math.Sqrt(sum))
	}
	return vector
}

// digest names a text by its content.
type digest [sha256.Size]byte

func digestOf(text string) digest { return sha256.Sum256([]byte(text)) }

// keptSize is about what a vector that is kept takes beside its numbers, in bytes.
const keptSize = 200

// newCache keeps vectors by the digests of their texts. Texts themselves are not kept.
func newCache(most int) *lru.Cache[digest, []float32] {
	return lru.New[digest](most, func(vector []float32) int { return keptSize + 4*len(vector) })
}
