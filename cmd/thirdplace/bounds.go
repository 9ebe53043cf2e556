package main

import (
	"context"
	"fmt"
	"net/netip"
	"runtime"
	"strconv"
	"time"

	"github.com/edclusters/thirdplace/graph"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/httpserver"
	"github.com/edclusters/thirdplace/internal/limit"
	"github.com/edclusters/thirdplace/internal/tracing"
)

// What may be asked of a service unless it is told otherwise. docs/security.md says
// how these were found.
const (
	standardRate = 300_000 // units of cost a minute and person

	streamsMost     = 2_000
	streamsMostEach = 50 // of an address

	workPerProcessor = 4  // operations at once where the graph is a file, and ranking is what takes time
	workOnServer     = 64 // where a server is waited for most of the time
	waitingMost      = 256
	eachMost         = 64 // of one asker: a page may send at once what a socket may hold
	turnWithin       = 500 * time.Millisecond
)

// bounding is what the flags say about how much may be asked.
type bounding struct {
	rate        int // 0: anything
	concurrency int // 0: by the engine
	proxies     []netip.Prefix
	tls         *httpserver.TLS
}

// boundFlags declares the flags. The function reads them when they are parsed.
func (m *Main) boundFlags(s *settings) func(open bool, faults usage) (bounding, usage) {
	rate := s.text("rate-limit", strconv.Itoa(standardRate), "let each person ask for `N` units a minute, and each address for ten times as much; "+
		"a unit is about a value in an answer; 0 is any number, as it is with --demo and --dev if not given")
	concurrency := s.text("concurrency", "0", "work on `N` operations of a database at once; 0 chooses by its kind")
	proxies := s.list("trusted-proxies", "believe proxies in `CIDR`, such as 10.0.0.0/8, about where requests come from; may be repeated")
	cert := s.text("tls-cert", "", "speak TLS with the certificate in `FILE`, read again when it changes and on SIGHUP")
	key := s.text("tls-key", "", "`FILE` with the certificate's key")
	return func(open bool, faults usage) (b bounding, _ usage) {
		b.rate, faults = number("rate-limit", *rate, faults)
		b.concurrency, faults = number("concurrency", *concurrency, faults)
		if open && !s.given["rate-limit"] {
			b.rate = 0
		}
		for _, text := range *proxies {
			prefix, err := netip.ParsePrefix(text)
			if address, single := netip.ParseAddr(text); err != nil && single == nil {
				prefix, err = address.Prefix(address.BitLen())
			}
			if err != nil {
				faults = append(faults, fmt.Sprintf("--trusted-proxies %s: give a network such as 10.0.0.0/8, or an address", text))
			}
			b.proxies = append(b.proxies, prefix)
		}
		switch {
		case *cert != "" && *key != "":
			b.tls = &httpserver.TLS{CertFile: *cert, KeyFile: *key}
		case *cert+*key != "":
			faults = append(faults, "--tls-cert and --tls-key go together: give both")
		}
		return b, faults
	}
}

// number reads a flag that is a whole number, 0 or more.
func number(flag, text string, faults usage) (int, usage) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, append(faults, fmt.Sprintf("--%s %s: give a whole number, 0 or more", flag, text))
	}
	return n, faults
}

// bounds holds back what is too much.
type bounds struct {
	rates   *limit.Rates // nil: anything may be asked
	streams *limit.Streams
	tracer  *tracing.Tracer // nil: nothing is traced
	home    *limit.Lane
	cells   map[eic.ClusterID]*limit.Lane // of clusters that are not at home
	lanes   map[string]*limit.Lane        // by the cells' names, "" for home
}

func newBounds(c serving, tracer *tracing.Tracer) *bounds {
	b := &bounds{
		tracer:  tracer,
		streams: limit.NewStreams(streamsMost, streamsMostEach),
		cells:   map[eic.ClusterID]*limit.Lane{}, lanes: map[string]*limit.Lane{},
	}
	if c.rate > 0 {
		b.rates = limit.NewRates(limit.RateOf(c.rate), nil)
	}
	b.home = b.lane("", c.concurrency, c.remote())
	for _, cell := range c.cells {
		lane := b.lane(cell.name, c.concurrency, true)
		for _, cluster := range cell.clusters {
			b.cells[cluster] = lane
		}
	}
	return b
}

// lane makes the lane of a database.
func (b *bounds) lane(name string, width int, remote bool) *limit.Lane {
	switch {
	case width > 0:
	case remote:
		width = workOnServer
	default:
		width = workPerProcessor * max(2, runtime.GOMAXPROCS(0))
	}
	lane := limit.NewLane(limit.LaneConfig{Width: width, Waiting: waitingMost, Each: eachMost, Patience: turnWithin})
	b.lanes[name] = lane
	return lane
}

// asker is who asks and from where.
func asker(ctx context.Context) limit.Asker {
	a := limit.Asker{Address: httpserver.Client(ctx)}
	if p, ok := auth.From(ctx); ok {
		a.Person = p.Issuer + " " + p.Subject + " " + string(p.Person)
	}
	return a
}

// spend charges whoever asks: for a document, which has no cost yet, what a request
// costs, and for its operation, before it is executed, what that does.
func (b *bounds) spend(ctx context.Context, cost int, writes bool) error {
	who := asker(ctx)
	if cost == 0 {
		cost = limit.RequestCost
	}
	if writes {
		if err := b.rates.Write(who); err != nil {
			return err
		}
	}
	return b.rates.Charge(who, cost)
}

// turn waits until the database of whoever asks can take one more operation. That
// is the one that keeps the cluster they are of; whoever is not known by it, as
// people of OpenID providers are not, goes to the home.
func (b *bounds) turn(ctx context.Context) (leave func(), err error) {
	lane := b.home
	if p, ok := auth.From(ctx); ok {
		if cell, kept := b.cells[eic.ID(p.Person).Cluster()]; kept {
			lane = cell
		}
	}
	return lane.Enter(ctx, asker(ctx).Name())
}

// Open lets one more stream or socket be open; it is what package graph asks for.
func (b *bounds) Open(ctx context.Context, _ string) (release func(), err error) {
	return b.streams.Open(httpserver.Client(ctx))
}

// begin is what package graph asks before it executes an operation.
func (b *bounds) begin(ctx context.Context, o graph.Operation) (_ context.Context, end func(), err error) {
	ctx, traced := b.tracer.Operation(ctx, o.Kind, o.Fields)
	leave, err := b.turn(ctx)
	if err != nil {
		traced()
		return nil, nil, err
	}
	return ctx, func() { leave(); traced() }, nil
}
