package limit

import (
	"net/netip"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// streamsRetry is when to come back for a stream: others end when pages close.
const streamsRetry = 10 * time.Second

// Streams counts what stays open: so many in all, so many from an address.
type Streams struct {
	most, mostEach int

	mu   sync.Mutex
	open int
	each map[string]int
}

// NewStreams allows most open streams and sockets, and mostEach from one address.
func NewStreams(most, mostEach int) *Streams {
	return &Streams{most: most, mostEach: mostEach, each: map[string]int{}}
}

// Open counts a stream or socket in, or refuses it: Limited. release counts it out
// and may be called more than once.
func (s *Streams) Open(address netip.Addr) (release func(), err error) {
	from := Block(address)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open >= s.most || s.each[from] >= s.mostEach {
		return nil, limited(fault.TooManyOpen, streamsRetry)
	}
	s.open++
	s.each[from]++
	return sync.OnceFunc(func() { s.close(from) }), nil
}

func (s *Streams) close(from string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	if s.each[from]--; s.each[from] == 0 {
		delete(s.each, from)
	}
}

// Count says how many are open.
func (s *Streams) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}
