package auth

import (
	"crypto/sha256"
	"sync"
	"time"
)

// known is the tokens that were found good a short while ago, by their digests:
// the tokens themselves are not kept. It saves the arithmetic of a signature, and
// nothing else: whom a token speaks for, and whether that person may still come in,
// is asked of the store with every request.
type known struct {
	mu     sync.Mutex
	tokens map[digest]knownToken
}

type digest = [sha256.Size]byte

type knownToken struct {
	principal Principal
	until     time.Time
}

const (
	knownFor  = time.Minute // so that a key that was taken back is out within it
	knownMost = 10_000      // tokens, about 3 MB
)

func newKnown() *known { return &known{tokens: map[digest]knownToken{}} }

func digestOf(token string) digest { return sha256.Sum256([]byte(token)) }

// find returns whom a token speaks for, if it was found good and still is.
func (k *known) find(token digest, now time.Time) (Principal, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	found, ok := k.tokens[token]
	if !ok || !now.Before(found.until) {
		return Principal{}, false
	}
	return found.principal, true
}

// keep remembers a good token. Of too many, those that are over go first, then any:
// a token that is forgotten is merely verified again.
func (k *known) keep(token digest, p Principal, now time.Time) {
	until := now.Add(knownFor)
	if end := p.Expires.Add(Skew); end.Before(until) {
		until = end
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.tokens) >= knownMost {
		k.makeRoom(now)
	}
	k.tokens[token] = knownToken{p, until}
}

func (k *known) makeRoom(now time.Time) {
	for t, found := range k.tokens {
		if !now.Before(found.until) {
			delete(k.tokens, t)
		}
	}
	for t := range k.tokens {
		if len(k.tokens) < knownMost {
			return
		}
		delete(k.tokens, t)
	}
}
