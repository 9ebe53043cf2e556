package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/graph"
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/httpserver"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/wording"
)

// logger writes what the program has to say beside its output.
func (m *Main) logger(least slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(m.Stderr, &slog.HandlerOptions{Level: least}))
}

// kept is a graph with the use cases over it.
type kept struct {
	*app.Service
	store store.Store
}

// open opens the graph for this process, with the use cases over it.
func (m *Main) open(ctx context.Context, d databases, log *slog.Logger) (*kept, error) {
	graph, err := m.openStore(ctx, d, log, newMetrics(nil))
	if err != nil {
		return nil, err
	}
	return m.over(ctx, graph, false, log)
}

// over makes the use cases over a store, which is closed if that fails.
func (m *Main) over(ctx context.Context, graph store.Store, readOnly bool, log *slog.Logger) (*kept, error) {
	service, err := m.service(ctx, app.Config{Store: graph, ReadOnly: readOnly, Log: log})
	if err != nil {
		return nil, errors.Join(err, graph.Close())
	}
	return &kept{service, graph}, nil
}

// service makes the use cases, by the program's clock. Read-only ones leave what
// the program ships to the process that writes.
func (m *Main) service(ctx context.Context, c app.Config) (*app.Service, error) {
	c.Now = m.Now
	return app.Open(ctx, c)
}

// close ends the use cases and gives the graph back. What they keep in memory is
// stored even if the program was told to stop.
func (k *kept) close(ctx context.Context) error {
	return errors.Join(k.Close(context.WithoutCancel(ctx)), k.store.Close())
}

// keyFor returns the local key: made if need be, or nil if there is none.
func keyFor(dir string, needed bool) (*auth.Key, error) {
	if needed {
		return auth.MakeKey(dir)
	}
	key, err := auth.OpenKey(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return key, err
}

// api is the GraphQL endpoint over the use cases.
func (h *house) api(k *kept) *graph.Endpoint {
	return graph.Handler(graph.Options{
		App:           k.Service,
		Introspection: h.serving.dev,
		Trusted:       h.serving.trusted,
		SignIn:        h.signIn,
		RequestID:     httpserver.RequestID,
		Expires:       expires,
		Streams:       h.bounds,
		Spend:         h.bounds.spend,
		Begin:         h.bounds.begin,
		Log:           h.log,
	})
}

// expires is when a token stops being good, as verifiers count it.
func expires(ctx context.Context) time.Time {
	principal, ok := auth.From(ctx)
	if !ok {
		return time.Time{}
	}
	return principal.Expires.Add(auth.Skew)
}

// say makes the sentence of an error in a language of an Accept-Language header.
func say(acceptLanguage string, err error) string {
	return wording.Fault(wording.Pick(acceptLanguage, "", ""), err)
}

// sentences says an error on the command line, where people read English. A
// joined error has a sentence for each part.
func sentences(err error) []string {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var all []string
		for _, one := range several.Unwrap() {
			all = append(all, sentences(one)...)
		}
		return all
	}
	return []string{sentence(err)}
}

// sentence is what a person reads of one error, on one line. Ours, which the API
// hides, is told in full: who runs the program is who must mend it.
func sentence(err error) string {
	var known *fault.Error
	if !errors.As(err, &known) {
		return err.Error()
	}
	return strings.ReplaceAll(wording.Fault(eic.English, err), "\n  ", " ")
}
