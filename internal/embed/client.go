package embed

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/lru"
)

// What is asked for at once, and how long it may take, unless Config says otherwise.
const (
	standardBatch   = 32
	standardTimeout = 30 * time.Second
	cacheBytes      = 16 << 20
)

// What cannot be answered now is asked again: so often, after so long. An endpoint
// that says itself when to come back is believed up to longestWait.
const (
	tries       = 4
	firstWait   = 500 * time.Millisecond
	longestWait = 30 * time.Second
)

// Client asks one endpoint for the vectors of one model. It is safe for use by
// many goroutines.
type Client struct {
	config Config
	cache  *lru.Cache[digest, []float32]
	length atomic.Int64 // of vectors, 0 until the first is seen

	requests, failures, texts, hits atomic.Uint64
}

// Use says how a client fares.
type Use struct {
	Requests uint64 // sent, those sent again among them
	Failures uint64 // of them, those that gave no vectors
	Texts    uint64 // asked for
	Hits     uint64 // of them, those that were remembered
}

// Open makes a client. It asks nothing yet. A configuration that Check refuses is
// refused.
func Open(c Config) (*Client, error) {
	if err := c.Check(); err != nil {
		return nil, fault.Wrap("open embeddings", err)
	}
	if c.Batch <= 0 {
		c.Batch = standardBatch
	}
	if c.Timeout <= 0 {
		c.Timeout = standardTimeout
	}
	if c.Client == nil {
		c.Client = &http.Client{}
	}
	own := *c.Client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.Client = &own
	if c.Wait == nil {
		c.Wait = wait
	}
	cl := &Client{config: c, cache: newCache(cacheBytes)}
	cl.length.Store(int64(c.Dimensions))
	return cl, nil
}

// Use says how the client fares.
func (c *Client) Use() Use {
	return Use{c.requests.Load(), c.failures.Load(), c.texts.Load(), c.hits.Load()}
}

// Embed returns the vectors of texts in their order, each of length 1 and all of
// the same number of dimensions. Texts it has seen lately cost nothing. What it
// returns is shared: it must not be changed.
//
// An endpoint that is away or too busy, and stays so, is Unavailable, with
// RetryAfter where it says when to come back; one that refuses what it is asked,
// or answers what cannot be, is Internal. Both have fault.NoVectors.
func (c *Client) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	c.texts.Add(uint64(len(texts)))
	vectors := make([][]float32, len(texts))
	places := map[digest][]int{} // of texts to be asked for
	var wanted []string
	for i, text := range texts {
		key := digestOf(text)
		if vectors[i], _ = c.cache.Get(key); vectors[i] != nil {
			c.hits.Add(1)
			continue
		}
		if places[key] == nil {
			wanted = append(wanted, text)
		}
		places[key] = append(places[key], i)
	}
	for len(wanted) > 0 {
		batch := wanted[:min(len(wanted), c.config.Batch)]
		wanted = wanted[len(batch):]
		found, err := c.insist(ctx, batch)
		if err != nil {
			return nil, fault.Wrap("embed", err)
		}
		for n, text := range batch {
			key := digestOf(text)
			c.cache.Put(key, found[n])
			for _, i := range places[key] {
				vectors[i] = found[n]
			}
		}
	}
	return vectors, nil
}

// insist asks for one batch until it is answered, refused for good, or asked often
// enough. It does not wait for longer than the caller does.
func (c *Client) insist(ctx context.Context, batch []string) ([][]float32, error) {
	for try := 1; ; try++ {
		vectors, refused := c.ask(ctx, batch)
		if refused == nil {
			return vectors, nil
		}
		if refused.err.Kind != fault.Unavailable || try == tries || ctx.Err() != nil {
			return nil, refused.err
		}
		pause := max(refused.err.RetryAfter, pauseBefore(try))
		if ends, bounded := ctx.Deadline(); pause > longestWait || bounded && time.Until(ends) < pause {
			return nil, refused.err
		}
		if c.config.Wait(ctx, pause) != nil {
			return nil, refused.err
		}
	}
}

// pauseBefore grows from half a second; a part of it is drawn, so that those who
// were refused together do not come back together.
func pauseBefore(try int) time.Duration {
	pause := firstWait << (try - 1)
	return pause/2 + rand.N(pause/2)
}

func wait(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
