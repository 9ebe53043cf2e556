package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/lru"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// Embedder gives the vectors of texts, in their order, each of length 1. An
// endpoint that is away is Unavailable.
type Embedder interface {
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Embeddings say what texts mean. Texts of needs and offers that stand on a shelf,
// and of previews, are given to the Embedder, and to nobody else.
type Embeddings struct {
	Embedder Embedder
	// Model names what makes the vectors: those of another are made anew.
	Model string
}

const (
	// previewTime is how long a preview waits to know what its text means.
	previewTime = 300 * time.Millisecond
	// nextPageTime is how long the next page of a list waits that began with it.
	nextPageTime = 2 * time.Second
	// restTime is how long an endpoint that failed is not asked by requests.
	restTime = 10 * time.Second
	// nearestLimit is how many candidates an engine gives per shelf by what they mean.
	nearestLimit = 100
	// vectorBytes bounds the vectors in memory.
	vectorBytes = 64 << 20
)

// meanings knows what texts mean. A nil one knows nothing: all its methods may be
// called, and matching goes by words and topics alone.
type meanings struct {
	store store.Store
	embed Embedder
	model string
	now   func() time.Time
	log   *slog.Logger
	kept  *lru.Cache[vectorKey, []float32]

	chance atomic.Pointer[match.Chance] // nil until the endpoint has answered once
	failed atomic.Bool                  // the model was tried and is not believed: see calibrate
	rest   atomic.Int64                 // until when requests do not ask, in Unix nanoseconds

	work     sync.WaitGroup
	stop     context.CancelFunc
	woken    chan struct{}
	pass     sync.Mutex // held while vectors are made
	mu       sync.Mutex
	touched  map[eic.ClusterID]bool  // since the last pass
	followed map[eic.ClusterID]int64 // the newest event that has been seen to

	saved, alone atomic.Uint64
	behind       atomic.Bool
}

func newMeanings(s *Service, e *Embeddings) *meanings {
	if e == nil {
		return nil
	}
	return &meanings{
		store: s.store, embed: e.Embedder, model: e.Model, now: s.now, log: s.log, kept: newVectors(vectorBytes),
		woken: make(chan struct{}, 1), touched: map[eic.ClusterID]bool{}, followed: map[eic.ClusterID]int64{},
	}
}

// EmbeddingUse says how embeddings fare.
type EmbeddingUse struct {
	Saved  uint64 // vectors made and stored
	Alone  uint64 // lists that went by words and topics alone, because the endpoint gave no vector in time
	Behind bool   // the last attempt to make what is lacking has failed
	Failed bool   // the model was tried and does not tell what texts mean: nothing is made of it
}

// EmbeddingUse says how embeddings fare; ok is false where there are none.
func (s *Service) EmbeddingUse() (use EmbeddingUse, ok bool) {
	m := s.meanings
	if m == nil {
		return use, false
	}
	return EmbeddingUse{m.saved.Load(), m.alone.Load(), m.behind.Load(), m.failed.Load()}, true
}

// meaningText is what of a need or an offer is given to the endpoint; p is the
// product of a pilot offer.
func meaningText(r eic.Record, p *eic.Product) string {
	title, body := textOf(r, p)
	return strings.TrimSpace(title + "\n" + body)
}

// digestOfText names a text by its content.
func digestOfText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// ready returns what chance does, or nil while that is not known.
func (m *meanings) ready() *match.Chance {
	if m == nil {
		return nil
	}
	return m.chance.Load()
}

// mark is what a cursor carries of a list that vectors had a part in: the model and
// its scale.
func (m *meanings) mark() string {
	return digestOfText(fmt.Sprint(m.model, *m.chance.Load()))[:8]
}

// ask decides for each question whether what texts mean has a part in its answer,
// and if so what its own text means. Pages of one list do as the first did.
func (m *meanings) ask(ctx context.Context, questions []*question) error {
	var stored []*feature
	for _, q := range questions {
		if q.err == nil && q.source != nil {
			stored = append(stored, q.source)
		}
	}
	if m.ready() == nil {
		for _, q := range questions {
			if q.err == nil && q.pin.Meaning != "" {
				q.err = meaningLost()
			}
		}
		return nil
	}
	known, err := m.of(ctx, stored)
	if err != nil {
		return err
	}
	for _, q := range questions {
		first := q.args.After == ""
		switch {
		case q.err != nil || !first && q.pin.Meaning == "":
			continue
		case !first && q.pin.Meaning != m.mark():
			q.err = badCursor()
			continue
		}
		vector := m.vectorOf(ctx, q, known)
		switch {
		case vector != nil:
			q.means(vector)
			q.chance, q.pin.Meaning = *m.chance.Load(), m.mark()
		case !first:
			q.err = meaningLost()
		}
	}
	return nil
}

// vectorOf returns the vector of a question's text. That of a stored record is made
// when it is written and not here, so that a pair has the same score wherever it is
// met; a preview's is made at once, or not at all.
func (m *meanings) vectorOf(ctx context.Context, q *question, known map[eic.ID][]float32) []float32 {
	if q.source != nil {
		return known[q.source.key.id]
	}
	if q.need == nil || m.now().UnixNano() < m.rest.Load() {
		return nil
	}
	patience := previewTime
	if q.args.After != "" {
		patience = nextPageTime
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, err := m.embed.Embed(ctx, []string{meaningText(q.need.Record, nil)})
	if err != nil {
		m.alone.Add(1)
		m.rest.Store(m.now().Add(restTime).UnixNano())
		m.log.WarnContext(ctx, "a preview goes by words alone: no vector in time", "error", err)
		return nil
	}
	return found[0]
}

// means gives the need or the offer that a question is about its vector.
func (q *question) means(vector []float32) {
	if q.need != nil {
		q.need = q.need.WithVector(vector)
	} else {
		q.offer = q.offer.WithVector(vector)
	}
}

// vector is what the question's text means, nil where that has no part in its answer.
func (q *question) vector() []float32 {
	switch {
	case q.chance == match.Chance{}:
		return nil
	case q.need != nil:
		return q.need.Vector()
	}
	return q.offer.Vector()
}

// meaningLost refuses the next page of a list that vectors had a part in, while
// they cannot be had: by words alone it would be another list.
func meaningLost() error {
	return &fault.Error{Kind: fault.Unavailable, Detail: fault.Say(fault.TooBusy), RetryAfter: time.Second}
}

// nearest finds for regions what means the same as what they are asked about, in
// one round trip. It adds to what words have found.
func (s *Service) nearest(ctx context.Context, regions []*region) error {
	var asked []*region
	var likes []store.Likeness
	for _, r := range regions {
		vector := r.question.vector()
		if r.model.Chance = r.question.chance; vector == nil || s.weights.Meaning == 0 {
			continue
		}
		asked = append(asked, r)
		likes = append(likes, store.Likeness{
			Cluster: eic.ClusterID(r.cluster.ID), Shelves: r.question.shelves, Model: s.meanings.model, Vector: vector, Limit: nearestLimit,
		})
	}
	if len(asked) == 0 {
		return nil
	}
	found, err := s.store.Nearest(ctx, likes)
	if err != nil {
		return err
	}
	for i, r := range asked {
		for _, shelf := range r.question.shelves {
			r.like = append(r.like, found[i][shelf]...)
		}
	}
	return nil
}

// join adds what was found by its meaning to what was found by its words.
func (r *region) join() {
	there := make(map[eic.ID]bool, len(r.found))
	for _, c := range r.found {
		there[c.ID] = true
	}
	for _, c := range r.like {
		if !there[c.ID] {
			r.found = append(r.found, c)
		}
	}
	r.like = nil
}

// meant returns the vectors of what was found for those regions in whose answers
// they have a part.
func (s *Service) meant(ctx context.Context, regions []*region, features map[read]*feature) (map[eic.ID][]float32, error) {
	var wanted []*feature
	seen := map[eic.ID]bool{}
	for _, r := range regions {
		if r.question.vector() == nil {
			continue
		}
		for _, c := range r.found {
			if f := features[read{c.ID, r.reader()}]; f != nil && !seen[c.ID] {
				seen[c.ID] = true
				wanted = append(wanted, f)
			}
		}
	}
	return s.meanings.of(ctx, wanted)
}
