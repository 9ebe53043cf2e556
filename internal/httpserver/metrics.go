package httpserver

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"
)

// limits of the latency histogram, in seconds. They lie around what people
// notice (0.1 s) and what they wait for (1 s).
var limits = [...]float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// counts is what the server knows of the requests it answered, by route and by
// class of status.
type counts struct {
	started time.Time

	mu     sync.Mutex
	series map[series]*histogram
}

type series struct{ route, class string }

type histogram struct {
	below [len(limits)]uint64 // requests that took at most limits[i], and no less than the limit before
	count uint64
	sum   float64
}

func newCounts() *counts {
	return &counts{started: time.Now(), series: map[series]*histogram{}}
}

func (c *counts) add(route string, status int, took time.Duration) {
	seconds := took.Seconds()
	c.mu.Lock()
	defer c.mu.Unlock()
	key := series{route, fmt.Sprintf("%dxx", status/100)}
	h := c.series[key]
	if h == nil {
		h = new(histogram)
		c.series[key] = h
	}
	h.count++
	h.sum += seconds
	if i, _ := slices.BinarySearch(limits[:], seconds); i < len(limits) {
		h.below[i]++
	}
}

func (c *counts) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		c.writeRequests(w)
		c.writeProcess(w)
	})
	return mux
}

// writeRequests writes the histograms in the Prometheus text format, in which
// buckets are cumulative.
func (c *counts) writeRequests(w io.Writer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	const name = "thirdplace_http_request_duration_seconds"
	fmt.Fprintf(w, "# HELP %s Time to answer a request.\n# TYPE %s histogram\n", name, name)
	keys := make([]series, 0, len(c.series))
	for key := range c.series {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b series) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.class, b.class))
	})
	for _, key := range keys {
		h, labels := c.series[key], fmt.Sprintf("route=%q,class=%q", key.route, key.class)
		below := uint64(0)
		for i, limit := range limits {
			below += h.below[i]
			fmt.Fprintf(w, "%s_bucket{%s,le=\"%g\"} %d\n", name, labels, limit, below)
		}
		fmt.Fprintf(w, "%s_bucket{%s,le=\"+Inf\"} %d\n", name, labels, h.count)
		fmt.Fprintf(w, "%s_sum{%s} %g\n%s_count{%s} %d\n", name, labels, h.sum, name, labels, h.count)
	}
}

func (c *counts) writeProcess(w io.Writer) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	gauge := func(name, help string, value float64) {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s gauge\n%s %g\n", name, help, name, name, value)
	}
	gauge("process_start_time_seconds", "Start of the process since the Unix epoch.", float64(c.started.Unix()))
	gauge("go_goroutines", "Goroutines that exist.", float64(runtime.NumGoroutine()))
	gauge("go_memstats_heap_inuse_bytes", "Heap in use.", float64(memory.HeapInuse))
	gauge("go_memstats_sys_bytes", "Memory from the system.", float64(memory.Sys))
}
