package limit

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/edclusters/thirdplace/internal/fault"
)

// buckets are token buckets by key: each is full at first, holds what flows into
// it in a minute, and is emptied by what is taken. The ones used least recently make
// room for new ones, so that memory stays bounded whoever comes.
type buckets struct {
	perMinute int
	most      int

	mu    sync.Mutex
	byKey map[string]*list.Element // of *bucket
	used  *list.List               // most recently used first
}

type bucket struct {
	key   string
	level *rate.Limiter
	last  time.Time
}

func newBuckets(perMinute, most int) *buckets {
	return &buckets{perMinute: max(1, perMinute), most: most, byKey: map[string]*list.Element{}, used: list.New()}
}

// take takes n from the bucket of a key. What is more than a bucket holds takes
// all there is. If there is too little nothing is taken, and the answer says after
// what time there will be enough; 0 if it was taken.
func (b *buckets) take(key string, n int, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	taken := b.of(key, now).level.ReserveN(now, min(n, b.perMinute))
	if wait = taken.DelayFrom(now); wait > 0 {
		taken.CancelAt(now)
	}
	return wait
}

// of returns the bucket of a key as the most recently used.
func (b *buckets) of(key string, now time.Time) *bucket {
	if at, ok := b.byKey[key]; ok {
		b.used.MoveToFront(at)
		found := at.Value.(*bucket)
		found.last = now
		return found
	}
	if len(b.byKey) >= b.most {
		b.drop(b.used.Back())
	}
	made := &bucket{key, rate.NewLimiter(rate.Limit(float64(b.perMinute)/60), b.perMinute), now}
	b.byKey[key] = b.used.PushFront(made)
	return made
}

// forget drops what has not been used for a minute, and so is full again: a new one
// is the same. A few at each use are enough, since each use adds one at most.
func (b *buckets) forget(now time.Time) {
	for range 2 {
		oldest := b.used.Back()
		if oldest == nil || now.Sub(oldest.Value.(*bucket).last) < time.Minute {
			return
		}
		b.drop(oldest)
	}
}

func (b *buckets) drop(at *list.Element) {
	b.used.Remove(at)
	delete(b.byKey, at.Value.(*bucket).key)
}

func (b *buckets) len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.byKey)
}

// limited is the refusal of what is too much, to be tried again after a while.
func limited(code fault.Code, wait time.Duration) error {
	e := fault.New(fault.Limited, code)
	e.RetryAfter = wait
	return e
}
