// Package lru keeps what was asked for last, within a number of bytes: what was
// not asked for the longest makes place.
package lru

import (
	"container/list"
	"sync"
)

// Cache keeps values under their keys. A value stands for its key for good: what
// it depends on belongs into the key, so that nothing kept is ever stale. It is safe for use
// by many goroutines, and so must the values be.
type Cache[K comparable, V any] struct {
	most int
	size func(V) int

	mu    sync.Mutex
	use   Use
	byKey map[K]*list.Element // of *entry[K, V]
	order *list.List          // the one asked for last in front
}

type entry[K comparable, V any] struct {
	key   K
	value V
	bytes int
}

// Use says how a cache fares.
type Use struct {
	Entries      int
	Bytes, Most  int // what the entries take by their sizes, and what they may take
	Hits, Misses uint64
}

// New returns an empty cache that holds at most a number of bytes, but always the
// last value that was put, whatever its size. size says how many bytes a value takes,
// its key and place in the cache included.
func New[K comparable, V any](most int, size func(V) int) *Cache[K, V] {
	return &Cache[K, V]{most: most, size: size, byKey: map[K]*list.Element{}, order: list.New()}
}

// Get returns what is kept under a key, and whether there is anything.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		c.use.Misses++
		return value, false
	}
	c.use.Hits++
	c.order.MoveToFront(e)
	return e.Value.(*entry[K, V]).value, true
}

// Put keeps a value. What is kept under its key already stays.
func (c *Cache[K, V]) Put(key K, value V) {
	kept := &entry[K, V]{key, value, c.size(value)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok {
		return
	}
	c.byKey[key] = c.order.PushFront(kept)
	c.use.Bytes += kept.bytes
	for c.use.Bytes > c.most && c.order.Len() > 1 {
		gone := c.order.Remove(c.order.Back()).(*entry[K, V])
		delete(c.byKey, gone.key)
		c.use.Bytes -= gone.bytes
	}
}

// Use says how the cache fares now.
func (c *Cache[K, V]) Use() Use {
	c.mu.Lock()
	defer c.mu.Unlock()
	use := c.use
	use.Entries, use.Most = c.order.Len(), c.most
	return use
}
