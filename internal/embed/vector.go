package embed

import (
	"container/list"
	"crypto/sha256"
	"math"
	"sync"
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

// cache keeps vectors by the digests of their texts, up to a number of bytes, and
// drops what was not asked for the longest. Texts themselves are not kept.
type cache struct {
	mu    sync.Mutex
	most  int // bytes
	size  int
	byKey map[digest]*list.Element
	order *list.List // of kept, latest first
}

type kept struct {
	key    digest
	vector []float32
}

// keptSize is about what an entry takes beside the numbers of its vector.
const keptSize = 200

func (k kept) size() int { return keptSize + 4*len(k.vector) }

func newCache(most int) *cache {
	return &cache{most: most, byKey: map[digest]*list.Element{}, order: list.New()}
}

func (c *cache) get(key digest) []float32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(kept).vector
}

func (c *cache) put(key digest, vector []float32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok {
		return
	}
	k := kept{key, vector}
	c.byKey[key] = c.order.PushFront(k)
	c.size += k.size()
	for c.size > c.most && c.order.Len() > 1 {
		last := c.order.Remove(c.order.Back()).(kept)
		delete(c.byKey, last.key)
		c.size -= last.size()
	}
}
