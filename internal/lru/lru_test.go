package lru_test

import (
	"strconv"
	"sync"
	"testing"

	"github.com/edclusters/thirdplace/internal/lru"
)

func byLength(text string) int { return len(text) }

func TestCache(t *testing.T) {
	c := lru.New[string](10, byLength)
	if _, ok := c.Get("a"); ok {
		t.Fatal("an empty cache has something")
	}
	c.Put("a", "four")
	c.Put("b", "four")
	c.Put("a", "else") // the first stays
	if got, ok := c.Get("a"); !ok || got != "four" {
		t.Fatalf("a is %q, %v", got, ok)
	}
	c.Put("c", "four") // b was not asked for the longest
	if _, ok := c.Get("b"); ok {
		t.Error("b is still there")
	}
	if _, ok := c.Get("a"); !ok {
		t.Error("a has gone though it was asked for")
	}
	want := lru.Use{Entries: 2, Bytes: 8, Most: 10, Hits: 2, Misses: 2}
	if got := c.Use(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestCacheKeepsTheLastWhateverItsSize(t *testing.T) {
	c := lru.New[string](10, byLength)
	c.Put("a", "four")
	c.Put("b", "far more than ten bytes")
	if _, ok := c.Get("b"); !ok {
		t.Error("the last has gone")
	}
	c.Put("c", "four")
	if got := c.Use(); got.Entries != 1 || got.Bytes != 4 {
		t.Errorf("%+v, want the last alone", got)
	}
}

func TestCacheIsBoundedInACrowd(t *testing.T) {
	c := lru.New[int](1000, byLength)
	var crowd sync.WaitGroup
	for worker := range 8 {
		crowd.Go(func() {
			for i := range 2000 {
				key := (i*7 + worker) % 500
				if got, ok := c.Get(key); ok && got != strconv.Itoa(key) {
					t.Errorf("%d is %q", key, got)
				}
				c.Put(key, strconv.Itoa(key))
			}
		})
	}
	crowd.Wait()
	if use := c.Use(); use.Bytes > use.Most || use.Hits+use.Misses != 16_000 {
		t.Errorf("%+v", use)
	}
}
