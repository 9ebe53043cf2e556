package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/httpserver"
	"github.com/edclusters/thirdplace/internal/tracing"
)

// serve answers requests until ctx ends. What is started is stopped in the
// opposite order.
func (m *Main) serve(ctx context.Context, args []string) (err error) {
	s, read := m.serveSettings()
	if err := m.parseAll(s, args); err != nil {
		return err
	}
	c, err := read()
	if err != nil {
		return err
	}
	key, err := m.trustedKey(c)
	if err != nil {
		return err
	}
	log := m.logger(slog.LevelInfo)
	m.fitMemory(os.DirFS("/"), log)
	tracer, err := tracing.Open(tracing.Config{Getenv: m.Getenv, Version: release(), Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lastSpans(ctx, tracer)) }()
	if c.tls != nil {
		hup := make(chan os.Signal, 1)
		signal.Notify(hup, syscall.SIGHUP)
		defer signal.Stop(hup)
		c.tls.Reload = hup
	}
	return m.answer(ctx, c, key, tracer, log)
}

// answer opens the graph and answers requests about it.
func (m *Main) answer(ctx context.Context, c serving, key *auth.Key, tracer *tracing.Tracer, log *slog.Logger) (err error) {
	counts, bounds := newMetrics(tracer), newBounds(c, tracer)
	house, err := m.openHouse(ctx, c, bounds, log, counts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, house.close(ctx)) }()
	verifier := auth.Open(ctx, auth.Config{Key: key, Issuers: c.issuers, Now: m.Now, Log: log})
	defer verifier.Close()
	house.verify = verifier.Verify
	collectors := append(counts.collectors(), bounds)
	if c.embeds != nil {
		collectors = append(collectors, embeddingMetrics{c.embeds.client, house.embeddingUse})
	}
	demo := demonstration{on: c.demo, key: key, graph: house.store}
	server, err := httpserver.Open(httpserver.Options{
		Addr: c.addr, MetricsAddr: c.metricsAddr, TLS: c.tls, Origins: c.origins,
		Proxies: c.proxies, Rates: bounds.rates,
		API: house, Verify: verifier.Verify, Say: say,
		Ready: house.ready, Bookmarks: house.bookmarks(), Examples: func() []httpserver.Example { return demo.examples(ctx) },
		Trace: tracer.Request, Stop: house.stop, Collectors: collectors, Log: log,
	})
	if err != nil {
		return err
	}
	demo.url = server.URL()
	house.whenOpen(ctx, func() { m.announce(c, server, demo.examples(ctx)) })
	return server.Serve(ctx)
}

// lastSpans sends what there is still to send. A collector that is away is not
// waited for.
func lastSpans(ctx context.Context, tracer *tracing.Tracer) error {
	const within = 2 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	if err := tracer.Close(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// trustedKey returns the local key, or nil where issuers alone are trusted. A
// server that would trust nobody does not start.
func (m *Main) trustedKey(c serving) (*auth.Key, error) {
	key, err := keyFor(c.dir, c.demo || c.dev)
	if err == nil && key == nil && len(c.issuers) == 0 {
		return nil, refusal(fmt.Sprintf("nobody could sign in: there is no local key in %s and no OpenID provider is named. "+
			"Name one by --oidc-issuer and --oidc-audience, make a key by thirdplace token, or look around by --demo", c.dir))
	}
	return key, err
}

// announce says that requests are answered from now on.
func (m *Main) announce(c serving, server *httpserver.Server, examples []httpserver.Example) {
	fmt.Fprintf(m.Stdout, "thirdplace: %s\n", server.URL())
	if url := server.MetricsURL(); url != "" {
		fmt.Fprintf(m.Stderr, "thirdplace: metrics at %s\n", url)
	}
	if c.demo {
		fmt.Fprintf(m.Stdout, "\nStore and key are in %s.\n", c.dir)
	}
	if len(examples) > 0 {
		fmt.Fprint(m.Stdout, "These people do not exist; be any of them for a day:\n")
	}
	for _, e := range examples {
		fmt.Fprintf(m.Stdout, "\n# %s / %s\n%s\n", e.English, e.Spanish, e.Command)
	}
}

// parseAll reads the settings of a command that takes flags only.
func (m *Main) parseAll(s *settings, args []string) error {
	rest, err := m.parse(s, args)
	if err == nil && len(rest) > 0 {
		return usage{fmt.Sprintf("%s takes no arguments, only flags: %q", s.set.Name(), filepath.Join(rest...))}
	}
	return err
}

// parse reads the settings of a command and answers a cry for help.
func (m *Main) parse(s *settings, args []string) (rest []string, err error) {
	rest, err = s.parse(args)
	if !errors.Is(err, flag.ErrHelp) {
		return rest, err
	}
	for _, c := range commands() {
		if c.name == s.set.Name() {
			s.help(m.Stdout, c)
		}
	}
	return nil, err
}
