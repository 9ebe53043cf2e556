package httpserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/limit"
)

// Options is what a Server is made of. Addr, API, Verify and Say are needed.
type Options struct {
	Addr        string   // host:port; port 0 takes a free one
	MetricsAddr string   // the same for metrics; empty: none
	TLS         *TLS     // nil: plain HTTP, for a proxy that speaks TLS
	Origins     []string // of pages elsewhere that may use the API, each exactly as browsers send it
	// Proxies are believed about where requests come from, by X-Forwarded-For or
	// Forwarded; others are not. None by default.
	Proxies []netip.Prefix
	Rates   *limit.Rates // how much addresses may ask; nil: anything

	API    http.Handler
	Verify func(ctx context.Context, token string) (auth.Principal, error)
	Ready  func(context.Context) error // why requests cannot be answered now; nil: they always can
	// Bookmarks lets clients read what they wrote, whichever replica they ask:
	// given the values of a request's X-Bookmark, it returns the context of that
	// request and what makes the value of its answer, "" for none. Nil: the engine
	// needs none, and the header is passed over.
	Bookmarks func(ctx context.Context, given string) (seen context.Context, latest func() string, err error)
	// Say makes the sentence of an error for a reader with these languages, given
	// as in an Accept-Language header.
	Say      func(acceptLanguage string, err error) string
	Examples func() []Example // requests for the page; called at each view
	// Stop is called when stopping begins: it ends what would not end by itself,
	// streams and sockets, before ctx is over. Nil: there are none.
	Stop func(ctx context.Context)
	// Trace begins the span of a request, whose id logs have; end is told how it was
	// answered. Nil: no traces.
	Trace func(r *http.Request, id string) (_ context.Context, end func(method, route string, status int))
	// Collectors are what /metrics tells beside requests and the process.
	Collectors []prometheus.Collector
	Log        *slog.Logger // default: discarded
}

// Limits of every connection. Answers have no limit as a whole, because a
// subscription is one that does not end, but each piece must be taken in time.
const (
	headerWithin  = 5 * time.Second
	requestWithin = 10 * time.Second
	idleAtMost    = 60 * time.Second
	writeWithin   = 10 * time.Second
	headerMost    = 16 << 10 // bytes
	requestsMost  = 100      // at once, of a connection of HTTP/2
	readyWithin   = 2 * time.Second
	drainWithin   = 10 * time.Second
)

// Server answers requests on listeners of its own.
type Server struct {
	options  Options
	host     string
	listener net.Listener
	metrics  net.Listener // nil: none
	secured  *certificate // nil: plain HTTP
	crowd    *crowd
	counts   *counts
	stopping atomic.Bool
}

// Open listens, so that from now on requests wait to be answered by Serve. An
// address that cannot be had and an origin that is none are errors.
func Open(options Options) (*Server, error) {
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Trace == nil {
		options.Trace = func(r *http.Request, _ string) (context.Context, func(string, string, int)) {
			return r.Context(), func(string, string, int) {}
		}
	}
	s := &Server{options: options, crowd: newCrowd(connectionsMost, connectionsMostEach, options.Proxies)}
	collectors := append(slices.Clone(options.Collectors), s.crowd.gauge, s.crowd.refused)
	var err error
	if options.TLS != nil {
		if s.secured, err = openCertificate(*options.TLS, options.Log); err != nil {
			return nil, err
		}
		collectors = append(collectors, s.secured.expiry())
	}
	if s.counts, err = newCounts(collectors); err != nil {
		return nil, err
	}
	if _, err = crossOrigin(options.Origins); err != nil {
		return nil, err
	}
	if s.listener, err = listen(options.Addr); err != nil {
		return nil, err
	}
	if s.host, _, err = net.SplitHostPort(options.Addr); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if options.MetricsAddr == "" {
		return s, nil
	}
	if s.metrics, err = listen(options.MetricsAddr); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func listen(addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	if err == nil {
		return listener, nil
	}
	why := err
	if inner := new(net.OpError); errors.As(err, &inner) {
		why = inner.Err
	}
	refused := fault.New(fault.Invalid, fault.CannotOpen, addr, why.Error())
	refused.Op, refused.Err = "listen", err
	return nil, refused
}

// Close gives the listeners back; needed only when Serve is never called.
func (s *Server) Close() error {
	err := s.listener.Close()
	if s.metrics != nil {
		err = errors.Join(err, s.metrics.Close())
	}
	return err
}

// URL is where the server is found, with the port it really has. For one that
// listens on every address it is the one of this machine.
func (s *Server) URL() string {
	if s.secured != nil {
		return "https://" + address(s.host, s.listener)
	}
	return "http://" + address(s.host, s.listener)
}

// MetricsURL is where the metrics are found; empty if there are none.
func (s *Server) MetricsURL() string {
	if s.metrics == nil {
		return ""
	}
	host, _, _ := net.SplitHostPort(s.options.MetricsAddr)
	return "http://" + address(host, s.metrics) + "/metrics"
}

func address(host string, listener net.Listener) string {
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// Serve answers until ctx ends. Then it takes no new requests, lets those at
// work finish within ten seconds and returns nil.
func (s *Server) Serve(ctx context.Context) error {
	handler, err := s.handler()
	if err != nil {
		return errors.Join(err, s.Close())
	}
	work, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon() // only after draining: stopping must not cut off what is at work
	failed := make(chan error, 2)
	api := s.server(work, handler)
	api.ConnState = s.crowd.state
	servers := []*http.Server{api}
	go func() { failed <- s.accept(work, api) }()
	if s.metrics != nil {
		metrics := s.server(work, s.counts.handler(s.options.Log))
		servers = append(servers, metrics)
		go func() { failed <- metrics.Serve(s.metrics) }()
	}
	select {
	case err = <-failed:
		err = fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	return errors.Join(err, s.drain(work, servers))
}

// accept answers whoever comes to the API's listener.
func (s *Server) accept(work context.Context, api *http.Server) error {
	listener := crowdedListener{s.listener, s.crowd}
	if s.secured == nil {
		return api.Serve(listener)
	}
	go s.secured.watch(work)
	api.TLSConfig = s.secured.config()
	return api.ServeTLS(listener, "", "")
}

func (s *Server) server(work context.Context, handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerWithin,
		ReadTimeout:       requestWithin,
		IdleTimeout:       idleAtMost,
		MaxHeaderBytes:    headerMost,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: requestsMost, WriteByteTimeout: writeWithin},
		BaseContext:       func(net.Listener) context.Context { return work },
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelWarn),
	}
}

// drain waits for requests at work. What does not finish in time is cut off and
// logged; the stop itself has succeeded.
func (s *Server) drain(work context.Context, servers []*http.Server) error {
	s.stopping.Store(true)
	s.options.Log.Info("stopping")
	ctx, cancel := context.WithTimeout(work, drainWithin)
	defer cancel()
	var all error
	var streams sync.WaitGroup
	defer streams.Wait()
	if s.options.Stop != nil {
		streams.Go(func() { s.options.Stop(ctx) })
	}
	for _, server := range servers {
		err := server.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			s.options.Log.Warn("requests still at work were cut off")
			err = server.Close()
		}
		all = errors.Join(all, err)
	}
	return all
}

func (s *Server) handler() (http.Handler, error) {
	api, err := s.api()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", api)
	mux.HandleFunc("GET /healthz", plain("ok\n"))
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("GET /page.css", style)
	return proxies(s.options.Proxies).tell(s.watch(guard(s.brief(mux)))), nil
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	err := error(nil)
	switch {
	case s.stopping.Load():
		err = errStopping
	case s.options.Ready != nil:
		err = s.options.Ready(ctx)
	}
	if err != nil {
		s.options.Log.Warn("not ready", "err", err)
		http.Error(w, "not ready: "+s.whyNot(r, err), http.StatusServiceUnavailable)
		return
	}
	plain("ready\n")(w, r)
}

var errStopping = errors.New("stopping")

// whyNot says why requests cannot be answered, to anybody who asks: that the
// store is away, but not where it is. What else is wrong is told in the log.
func (s *Server) whyNot(r *http.Request, err error) string {
	switch {
	case errors.Is(err, errStopping):
		return err.Error()
	case fault.Is(err, fault.Unavailable), errors.Is(err, context.DeadlineExceeded):
		return s.options.Say(r.Header.Get("Accept-Language"), fault.New(fault.Unavailable, fault.Away))
	}
	return s.options.Say(r.Header.Get("Accept-Language"), fault.New(fault.Internal, fault.Unexpected, RequestID(r.Context())))
}

func plain(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Write([]byte(text)) // a client that has gone needs no answer
	}
}
