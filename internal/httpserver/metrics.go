package httpserver

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// limits of the latency histogram, in seconds. They lie around what people
// notice (0.1 s) and what they wait for (1 s).
var limits = [...]float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// counts is what the server knows of the requests it answers, by route and by
// class of status, beside what Options.Collectors and the runtime know.
type counts struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
	atWork   prometheus.Gauge
}

// newCounts makes the series. Collectors that share a name are an error.
func newCounts(more []prometheus.Collector) (*counts, error) {
	c := &counts{
		registry: prometheus.NewRegistry(),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "thirdplace_http_request_duration_seconds", Help: "Time to answer a request.", Buckets: limits[:],
		}, []string{"route", "class"}),
		atWork: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "thirdplace_http_requests_in_flight", Help: "Requests that are being answered, subscriptions among them.",
		}),
	}
	own := []prometheus.Collector{c.took, c.atWork, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})}
	for _, collector := range append(own, more...) {
		if err := c.registry.Register(collector); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	return c, nil
}

func (c *counts) add(route string, status int, took time.Duration) {
	c.took.WithLabelValues(route, fmt.Sprintf("%dxx", status/100)).Observe(took.Seconds())
}

// scrapesAtOnce is how many answers of /metrics are made at a time.
const scrapesAtOnce = 4

func (c *counts) handler(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(c.registry, promhttp.HandlerOpts{
		ErrorLog:            slog.NewLogLogger(log.Handler(), slog.LevelError),
		ErrorHandling:       promhttp.ContinueOnError,
		MaxRequestsInFlight: scrapesAtOnce,
	}))
	return mux
}
