package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/embed"
	"github.com/edclusters/thirdplace/internal/fault"
)

// embeddings is the endpoint that says what texts mean; nil where none is named.
type embeddings struct {
	client *embed.Client
	model  string // with its dimensions, if they were chosen: other vectors
}

// embeddingFlags declares the flags of commands that rank. The function reads them
// when they are parsed and names every fault. The key is read from the environment
// alone: arguments can be seen by everybody on the machine.
func (m *Main) embeddingFlags(s *settings) func() (*embeddings, usage) {
	url := s.text("embeddings-url", "", "ask the OpenAI-compatible endpoint at `URL`, such as https://api.example.org/v1, what texts mean; "+
		"off if not given. Texts of needs and offers are sent there; its key is THIRDPLACE_EMBEDDINGS_KEY")
	model := s.text("embeddings-model", "", "`NAME` of the endpoint's model for embeddings")
	dimensions := s.text("embeddings-dimensions", "", "`NUMBER` of dimensions to ask for, of models that leave a choice; the model's own if not given")
	return func() (*embeddings, usage) {
		if *url == "" {
			if *model != "" || *dimensions != "" {
				return nil, usage{"--embeddings-model and --embeddings-dimensions need an --embeddings-url"}
			}
			return nil, nil
		}
		c := embed.Config{URL: *url, Model: *model, Key: m.Getenv("THIRDPLACE_EMBEDDINGS_KEY")}
		e := &embeddings{model: *model}
		var faults usage
		if *dimensions != "" {
			number, err := strconv.Atoi(*dimensions)
			if err != nil || number < 1 {
				faults = append(faults, fmt.Sprintf("--embeddings-dimensions %s: give a whole number, such as 512", *dimensions))
				number = 0
			}
			c.Dimensions = number
			e.model += "/" + *dimensions
		}
		var err error
		e.client, err = embed.Open(c)
		return e, embeddingFaults(err, faults)
	}
}

func embeddingFaults(err error, faults usage) usage {
	var e *fault.Error
	if !errors.As(err, &e) {
		return faults
	}
	for _, f := range e.Fields {
		switch f.Path {
		case "url":
			faults = append(faults, fmt.Sprintf("--embeddings-url %v: give an address that begins with https://, or with http:// for this machine, without a name or password in it", f.Args[0]))
		case "model":
			faults = append(faults, "--embeddings-url needs an --embeddings-model")
		case "dimensions":
			faults = append(faults, fmt.Sprintf("--embeddings-dimensions %v: give a number from %v to %v", f.Args...))
		}
	}
	return faults
}

// forApp is what the use cases are given.
func (e *embeddings) forApp() *app.Embeddings {
	if e == nil {
		return nil
	}
	return &app.Embeddings{Embedder: e.client, Model: e.model}
}

// embeddingMetrics tells at each scrape how an endpoint and what is made by it fare.
type embeddingMetrics struct {
	client *embed.Client
	use    func() (app.EmbeddingUse, bool)
}

var (
	embeddingRequests = ofEmbeddings("requests_total", "Requests to the endpoint for embeddings.")
	embeddingFailures = ofEmbeddings("failures_total", "Requests to it that gave no vectors.")
	embeddingTexts    = ofEmbeddings("texts_total", "Texts whose vectors were asked for.")
	embeddingHits     = ofEmbeddings("cache_hits_total", "Texts whose vectors were remembered.")
	embeddingSaved    = ofEmbeddings("saved_total", "Vectors of needs and offers made and stored.")
	embeddingAlone    = ofEmbeddings("previews_without_total", "Previews that went by words alone because no vector came in time.")
	embeddingFailed   = ofEmbeddings("model_failed", "1 if the model was tried and does not tell what texts mean: matching goes by words.")
	embeddingBehind   = ofEmbeddings("behind", "1 while vectors are lacking because the last attempt to make them failed.")
)

func ofEmbeddings(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("thirdplace_embeddings_"+name, help, nil, nil)
}

// Describe implements prometheus.Collector.
func (e embeddingMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{embeddingRequests, embeddingFailures, embeddingTexts, embeddingHits,
		embeddingSaved, embeddingAlone, embeddingFailed, embeddingBehind} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (e embeddingMetrics) Collect(to chan<- prometheus.Metric) {
	count := func(d *prometheus.Desc, n uint64) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n))
	}
	asked := e.client.Use()
	count(embeddingRequests, asked.Requests)
	count(embeddingFailures, asked.Failures)
	count(embeddingTexts, asked.Texts)
	count(embeddingHits, asked.Hits)
	use, ok := e.use()
	if !ok {
		return
	}
	count(embeddingSaved, use.Saved)
	count(embeddingAlone, use.Alone)
	to <- prometheus.MustNewConstMetric(embeddingFailed, prometheus.GaugeValue, float64(oneIf(use.Failed)))
	to <- prometheus.MustNewConstMetric(embeddingBehind, prometheus.GaugeValue, float64(oneIf(use.Behind)))
}
