package main

import (
	"github.com/prometheus/client_golang/prometheus"
)

// What is asked at each scrape about how much is asked.
var (
	operationsAtWork   = ofLane("thirdplace_operations_at_work", "Queries and mutations that are being executed.")
	operationsWaiting  = ofLane("thirdplace_operations_waiting", "Those that wait for their turn.")
	operationsAdmitted = ofLane("thirdplace_operations_admitted_total", "Those that had their turn.")
	operationsWaited   = ofLane("thirdplace_operations_wait_seconds_total", "How long all of those waited together.")
	operationsShed     = ofLane("thirdplace_operations_shed_total", "Those that were told to come back later.", "reason")
	streamsOpen        = prometheus.NewDesc("thirdplace_streams_open", "Live streams and sockets.", nil, nil)
	rateLimited        = prometheus.NewDesc("thirdplace_rate_limited_total", "How often somebody was told to wait because they asked too much.", []string{"bucket"}, nil)
)

func ofLane(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, append([]string{"cell"}, labels...), nil)
}

// Describe implements prometheus.Collector.
func (b *bounds) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{operationsAtWork, operationsWaiting, operationsAdmitted,
		operationsWaited, operationsShed, streamsOpen, rateLimited} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (b *bounds) Collect(to chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, kind prometheus.ValueType, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, kind, value, labels...)
	}
	for cell, lane := range b.lanes {
		use := lane.Use()
		tell(operationsAtWork, prometheus.GaugeValue, float64(use.AtWork), cell)
		tell(operationsWaiting, prometheus.GaugeValue, float64(use.Waiting), cell)
		tell(operationsAdmitted, prometheus.CounterValue, float64(use.Admitted), cell)
		tell(operationsWaited, prometheus.CounterValue, use.Waited.Seconds(), cell)
		tell(operationsShed, prometheus.CounterValue, float64(use.Crowded), cell, "crowded")
		tell(operationsShed, prometheus.CounterValue, float64(use.Impatient), cell, "late")
	}
	tell(streamsOpen, prometheus.GaugeValue, float64(b.streams.Count()))
	use := b.rates.Use()
	tell(rateLimited, prometheus.CounterValue, float64(use.Cost), "cost")
	tell(rateLimited, prometheus.CounterValue, float64(use.Writes), "writes")
	tell(rateLimited, prometheus.CounterValue, float64(use.Failures), "failures")
}
