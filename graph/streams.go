package graph

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Streams limits how many answers may be open at once that do not end by
// themselves: event streams and sockets.
type Streams interface {
	// Open is asked before one begins, for who is signed in (ctx) at an address
	// without port. Its error is what the caller is told, Limited with a time to come
	// back. release is called once, when it has ended.
	Open(ctx context.Context, address string) (release func(), err error)
}

// streams are those that are open. When the endpoint stops each of them is told
// to end, and no more begin.
type streams struct {
	limit   Streams                         // nil: none
	expires func(context.Context) time.Time // of who is signed in; the zero time: never

	mu   sync.Mutex
	life context.Context // over once the endpoint stops, and says why
	end  context.CancelCauseFunc
	open sync.WaitGroup
}

func newStreams(limit Streams, expires func(context.Context) time.Time) *streams {
	s := &streams{limit: limit, expires: expires}
	s.life, s.end = context.WithCancelCause(context.Background())
	return s
}

// The reasons for which we end a stream, as its reader is told.
var (
	errStopping = &fault.Error{Kind: fault.Unavailable, Op: "stop", Detail: fault.Say(fault.TooBusy), RetryAfter: time.Second}
	errExpired  = &fault.Error{Kind: fault.Unauthenticated, Op: "stream", Detail: fault.Say(fault.BadToken)}
)

// begin counts a stream that a request asks for. The context it runs in ends
// with the request's, when the endpoint stops, and when whoever is signed in is
// not any more; context.Cause tells which. done is to be called when it has ended.
func (s *streams) begin(ctx context.Context, r *http.Request) (_ context.Context, done func(), err error) {
	s.mu.Lock()
	if s.life.Err() != nil {
		s.mu.Unlock()
		return nil, nil, errStopping
	}
	s.open.Add(1)
	s.mu.Unlock()
	release := func() {}
	if s.limit != nil {
		if release, err = s.limit.Open(ctx, address(r)); err != nil {
			s.open.Done()
			return nil, nil, err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	forget := context.AfterFunc(s.life, func() { cancel(context.Cause(s.life)) })
	ctx, expire := s.until(ctx, s.expires(ctx))
	return ctx, func() {
		forget()
		expire()
		cancel(context.Canceled)
		release()
		s.open.Done()
	}, nil
}

// until ends a context when a token does.
func (s *streams) until(ctx context.Context, expires time.Time) (context.Context, context.CancelFunc) {
	if expires.IsZero() {
		return ctx, func() {}
	}
	return context.WithDeadlineCause(ctx, expires, errExpired)
}

// stop tells every stream to end and waits until they have, or ctx is over.
func (s *streams) stop(ctx context.Context) {
	s.mu.Lock()
	s.end(errStopping)
	s.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		s.open.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
}

// address is where a request comes from, without port.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
