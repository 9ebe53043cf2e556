package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/edclusters/thirdplace/graph"
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/httpserver"
	"github.com/edclusters/thirdplace/internal/lru"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/wording"
)

// house is the API of a graph whose database may be away when the service
// starts: until it has answered, every request is told to come back, and the
// service opens by itself as soon as it does.
type house struct {
	main    *Main
	serving serving
	bounds  *bounds
	log     *slog.Logger
	store   store.Store
	inside  atomic.Pointer[inside]
	open    chan struct{} // closed once inside is set
	// verify tells good tokens from bad ones; set before the first request.
	verify func(ctx context.Context, token string) (auth.Principal, error)
	tried  sync.WaitGroup
}

// inside is what there is once the database has answered.
type inside struct {
	kept *kept
	api  *graph.Endpoint
}

// reopen is how long it waits before it asks an absent database again.
const reopen = time.Second

// openHouse opens the store and, if it answers, what stands on it. Anything
// but an absent database is an error.
func (m *Main) openHouse(ctx context.Context, c serving, bounds *bounds, log *slog.Logger, counts *metrics) (*house, error) {
	kept, err := m.openStore(ctx, c.databases, log, counts)
	if err != nil {
		return nil, err
	}
	h := &house{main: m, serving: c, bounds: bounds, log: log, store: kept, open: make(chan struct{})}
	counts.watchCache(h.cacheUse)
	switch err := h.enter(ctx); {
	case err == nil:
		return h, nil
	case !fault.Is(err, fault.Unavailable) || !c.remote():
		return nil, errors.Join(err, kept.Close())
	}
	fmt.Fprintln(m.Stderr, "thirdplace: the database does not answer yet; requests are told to come back until it does")
	h.tried.Go(func() { h.wait(ctx) })
	return h, nil
}

// lookEvery is how often it is looked whether other replicas, or an import beside
// this one, have changed topics.
const lookEvery = 2 * time.Second

// enter makes the use cases and the API over the store.
func (h *house) enter(ctx context.Context) error {
	service, err := h.main.service(ctx, app.Config{
		Store: h.store, Weights: h.serving.weights, Embeddings: h.serving.embeds.forApp(), Log: h.log, LookEvery: lookEvery,
		RequestID: httpserver.RequestID, Keep: h.serving.keep,
	})
	if err != nil {
		return err
	}
	k := &kept{service, h.store}
	if h.serving.demo {
		if err := h.main.fillDemo(ctx, k); err != nil {
			return errors.Join(err, service.Close(context.WithoutCancel(ctx)))
		}
	}
	h.inside.Store(&inside{k, h.api(k)})
	close(h.open)
	return nil
}

// wait enters as soon as the database answers.
func (h *house) wait(ctx context.Context) {
	again := time.NewTicker(reopen)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		err := h.enter(ctx)
		if err == nil {
			return
		}
		if !fault.Is(err, fault.Unavailable) {
			h.log.ErrorContext(ctx, "cannot begin", "error", err)
		}
	}
}

// whenOpen calls begin once the house is open: at once if it is.
func (h *house) whenOpen(ctx context.Context, begin func()) {
	select {
	case <-h.open:
		begin()
	default:
		h.tried.Go(func() {
			select {
			case <-ctx.Done():
			case <-h.open:
				begin()
			}
		})
	}
}

// graph returns the use cases, or nil while the database is away.
func (h *house) graph() *kept {
	if in := h.inside.Load(); in != nil {
		return in.kept
	}
	return nil
}

// ready says why requests cannot be answered now, or nil.
func (h *house) ready(ctx context.Context) error {
	if _, err := h.store.Clusters(ctx); err != nil {
		return err
	}
	if h.graph() == nil { // the database has only just answered
		return fault.Wrap("begin", fault.New(fault.Unavailable, fault.Away))
	}
	return nil
}

// cacheUse says how the cache of features fares, once there is one.
func (h *house) cacheUse() (lru.Use, bool) {
	if k := h.graph(); k != nil {
		return k.FeatureCache(), true
	}
	return lru.Use{}, false
}

// embeddingUse says how embeddings fare, once there is somebody to ask.
func (h *house) embeddingUse() (app.EmbeddingUse, bool) {
	if k := h.graph(); k != nil {
		return k.EmbeddingUse()
	}
	return app.EmbeddingUse{}, false
}

// bookmarks is what httpserver.Options asks for; nil where the graph is a file,
// which everybody reads as it is.
func (h *house) bookmarks() func(context.Context, string) (context.Context, func() string, error) {
	if !h.serving.remote() && len(h.serving.cells) == 0 {
		return nil
	}
	return func(ctx context.Context, given string) (context.Context, func() string, error) {
		if k := h.graph(); k != nil {
			return k.Bookmarks(ctx, given)
		}
		return ctx, func() string { return "" }, nil // the request is told to come back
	}
}

// ServeHTTP implements http.Handler.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if in := h.inside.Load(); in != nil {
		in.api.ServeHTTP(w, r)
		return
	}
	lang := wording.Pick(r.Header.Get("Accept-Language"), "", eic.English)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
	fmt.Fprintf(w, `{"errors":[{"message":%q,"extensions":{"code":"UNAVAILABLE","retryAfter":1}}]}`+"\n", wording.Error(lang, fault.Say(fault.Away)))
}

// signIn returns a context in which whoever an Authorization header, or what is
// said in its place, speaks for is signed in.
func (h *house) signIn(ctx context.Context, authorization string) (context.Context, error) {
	scheme, token, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, fault.New(fault.Unauthenticated, fault.BadToken)
	}
	principal, err := h.verify(ctx, strings.TrimSpace(token))
	if err != nil {
		return nil, err
	}
	return auth.WithPrincipal(ctx, principal), nil
}

// stop ends what would not end by itself.
func (h *house) stop(ctx context.Context) {
	if in := h.inside.Load(); in != nil {
		in.api.Stop(ctx)
	}
}

// close ends the use cases and gives the store back.
func (h *house) close(ctx context.Context) error {
	h.tried.Wait()
	if k := h.graph(); k != nil {
		return k.close(ctx)
	}
	return h.store.Close()
}
