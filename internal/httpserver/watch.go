package httpserver

import (
	"bufio"
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

type requestKey struct{}

// RequestID returns the name of the request a context belongs to; logs and
// answers that hide their cause carry it. Empty outside a request.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// watch names a request, counts and logs it, and answers for a handler that
// panics.
func (s *Server) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, start := strings.ToLower(rand.Text()), time.Now()
		ctx, traced := s.options.Trace(r, id)
		r = r.WithContext(context.WithValue(ctx, requestKey{}, id))
		w.Header().Set("X-Request-Id", id)
		answer := &watched{ResponseWriter: w, out: http.NewResponseController(w)}
		s.counts.atWork.Inc()
		defer func() {
			s.counts.atWork.Dec()
			s.done(answer, r, recover())
			took := time.Since(start)
			s.counts.add(route(r), answer.status, took)
			traced(method(r), route(r), answer.status)
			s.options.Log.Info("answered", "request", id, "method", method(r), "route", route(r),
				"status", answer.status, "bytes", answer.bytes, "ms", took.Milliseconds())
			if answer.abort != nil {
				panic(answer.abort)
			}
		}()
		next.ServeHTTP(answer, r)
	})
}

// done settles what an answer came to. A handler that panicked after it began to
// answer has its connection cut, so that half an answer is not taken for a whole.
func (s *Server) done(answer *watched, r *http.Request, panicked any) {
	switch {
	case panicked == nil:
	case panicked == http.ErrAbortHandler:
		answer.abort = panicked
	default:
		s.options.Log.Error("panic", "request", RequestID(r.Context()), "route", route(r),
			"value", panicked, "stack", string(debug.Stack()))
		if answer.status != 0 {
			answer.abort = http.ErrAbortHandler
			break
		}
		s.refuse(answer, r, http.StatusInternalServerError, fault.New(fault.Internal, fault.Unexpected, RequestID(r.Context())))
	}
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
}

// route is the pattern that matched, so that neither logs nor metrics hold what
// people write into addresses.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	_, path, ok := strings.Cut(r.Pattern, " ")
	if !ok {
		path = r.Pattern
	}
	return strings.TrimSuffix(path, "{$}")
}

// method is the request's method if it is a usual one: it may be any word.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// watched notes what is answered, and gives whoever reads it ten seconds for each
// piece: one who does not read is cut off instead of being waited for. Streams and
// sockets work through it.
type watched struct {
	http.ResponseWriter
	out    *http.ResponseController
	status int
	bytes  int64
	abort  any
}

// WriteHeader implements http.ResponseWriter.
func (a *watched) WriteHeader(status int) {
	if a.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		a.status = status
	}
	a.hurry()
	a.ResponseWriter.WriteHeader(status)
}

// hurry begins the time in which a piece must be taken. A writer that knows no
// deadlines is one of a test.
func (a *watched) hurry() { _ = a.out.SetWriteDeadline(time.Now().Add(writeWithin)) }

// Write implements http.ResponseWriter.
func (a *watched) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.hurry()
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (a *watched) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Flush implements http.Flusher.
func (a *watched) Flush() {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.hurry()
	a.out.Flush() // a writer that cannot has nothing to flush
}

// Hijack implements http.Hijacker.
func (a *watched) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffer, err := a.out.Hijack()
	if err == nil {
		a.status = http.StatusSwitchingProtocols
	}
	return conn, buffer, err
}
