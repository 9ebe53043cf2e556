package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/edclusters/thirdplace/internal/lru"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/tracing"
)

// limits of the histograms of the stores, in seconds: an engine answers in
// milliseconds, and gives a call up after ten seconds.
var limits = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 10}

// metrics is what the program tells of its stores and its memory. Labels have few
// values: the engines, the cells of the configuration, the names of statements
// and how those may end. docs/operations.md explains every series.
type metrics struct {
	took    *prometheus.HistogramVec
	waited  *prometheus.HistogramVec
	retried *prometheus.CounterVec
	refused *prometheus.CounterVec

	tracer *tracing.Tracer // of statements; nil: none

	mu     sync.Mutex
	stores []watchedStore
	cache  func() (use lru.Use, ok bool)
}

// watchedStore is an engine that is asked at each scrape how it is.
type watchedStore struct {
	engine, cell string
	vitals       func() store.Vitals
}

func newMetrics(tracer *tracing.Tracer) *metrics {
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: limits[:]}, append(labels, "engine", "cell"))
	}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, append(labels, "engine", "cell"))
	}
	return &metrics{
		tracer:  tracer,
		took:    histogram("thirdplace_store_query_duration_seconds", "Time of a statement or transaction of a store.", "query", "outcome"),
		waited:  histogram("thirdplace_store_wait_duration_seconds", "Time that calls waited for a connection which had to."),
		retried: counter("thirdplace_store_retries_total", "Attempts at what could not be finished before.", "access"),
		refused: counter("thirdplace_store_refused_total", "Calls that were turned away before anything was asked.", "reason"),
		cache:   func() (lru.Use, bool) { return lru.Use{}, false },
	}
}

// observer is told of the statements of one store.
func (m *metrics) observer(engine, cell string) store.Observer {
	labels := prometheus.Labels{"engine": engine, "cell": cell}
	return observer{m.tracer, engine, cell, m.took.MustCurryWith(labels), m.waited.With(labels), m.retried.MustCurryWith(labels), m.refused.MustCurryWith(labels)}
}

// watch tells at each scrape how a store is.
func (m *metrics) watch(engine, cell string, vitals func() store.Vitals) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stores = append(m.stores, watchedStore{engine, cell, vitals})
}

// watchCache tells at each scrape how the cache of features fares, once there is one.
func (m *metrics) watchCache(use func() (lru.Use, bool)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cache = use
}

// collectors are what the server is to show.
func (m *metrics) collectors() []prometheus.Collector {
	return []prometheus.Collector{m.took, m.waited, m.retried, m.refused, m}
}

// observer implements store.Observer.
type observer struct {
	tracer       *tracing.Tracer
	engine, cell string

	took    prometheus.ObserverVec
	waited  prometheus.Observer
	retried *prometheus.CounterVec
	refused *prometheus.CounterVec
}

// Asked implements store.Observer.
func (o observer) Asked(ctx context.Context, query string, outcome store.Outcome, took time.Duration) {
	o.tracer.Query(ctx, o.engine, o.cell, query, string(outcome), took)
	o.took.WithLabelValues(query, string(outcome)).Observe(took.Seconds())
}

// Waited implements store.Observer.
func (o observer) Waited(took time.Duration) { o.waited.Observe(took.Seconds()) }

// Retried implements store.Observer.
func (o observer) Retried(access store.Access) { o.retried.WithLabelValues(string(access)).Inc() }

// Refused implements store.Observer.
func (o observer) Refused(reason store.Refusal) { o.refused.WithLabelValues(string(reason)).Inc() }

// What is asked for at each scrape.
var (
	connectionsMost  = ofStore("thirdplace_store_connections_max", "Calls that the store can make at once.")
	connectionsInUse = ofStore("thirdplace_store_connections_in_use", "Calls that the store is making.")
	storeUsable      = ofStore("thirdplace_store_usable", "1 while calls go through, 0 while they are refused at once because the database is away.")
	schemaReady      = ofStore("thirdplace_store_schema_ready", "1 once the schema is the one this program knows.")
	cacheEntries     = ofCache("entries", "Needs and offers that are ready for matching.")
	cacheBytes       = ofCache("bytes", "About what they take.")
	cacheMost        = ofCache("max_bytes", "What they may take.")
	cacheHits        = ofCache("hits_total", "Times that one was found in the cache.")
	cacheMisses      = ofCache("misses_total", "Times that one had to be read.")
)

func ofStore(name, help string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, []string{"engine", "cell"}, nil)
}

func ofCache(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("thirdplace_feature_cache_"+name, help, nil, nil)
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connectionsMost, connectionsInUse, storeUsable, schemaReady,
		cacheEntries, cacheBytes, cacheMost, cacheHits, cacheMisses} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m *metrics) Collect(to chan<- prometheus.Metric) {
	m.mu.Lock()
	defer m.mu.Unlock()
	gauge := func(d *prometheus.Desc, value int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(value), labels...)
	}
	for _, s := range m.stores {
		v := s.vitals()
		gauge(connectionsMost, v.Connections, s.engine, s.cell)
		gauge(connectionsInUse, v.InUse, s.engine, s.cell)
		gauge(storeUsable, oneIf(v.Usable), s.engine, s.cell)
		gauge(schemaReady, oneIf(v.Migrated), s.engine, s.cell)
	}
	use, ok := m.cache()
	if !ok {
		return
	}
	gauge(cacheEntries, use.Entries)
	gauge(cacheBytes, use.Bytes)
	gauge(cacheMost, use.Most)
	to <- prometheus.MustNewConstMetric(cacheHits, prometheus.CounterValue, float64(use.Hits))
	to <- prometheus.MustNewConstMetric(cacheMisses, prometheus.CounterValue, float64(use.Misses))
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
