package app

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Config is what a Service is made of. Store is needed; the rest has defaults.
type Config struct {
	Store   store.Store
	Now     func() time.Time // default time.Now
	Entropy io.Reader        // of new ids; default crypto/rand
	Log     *slog.Logger     // default: discarded
}

// Service is the program's use cases over one store. It is safe for use by many
// goroutines.
type Service struct {
	store    store.Store
	now      func() time.Time
	entropy  io.Reader
	log      *slog.Logger
	cursors  sealer
	topics   *taxonomies
	stats    *statistics
	features *features
	imports  imports
}

// Open makes a Service: it stores the shipped taxonomy if the store has not got
// it yet and reads what ranking needs.
func Open(ctx context.Context, config Config) (*Service, error) {
	s := &Service{store: config.Store, now: config.Now, entropy: config.Entropy, log: config.Log}
	if s.now == nil {
		s.now = time.Now
	}
	if s.entropy == nil {
		s.entropy = rand.Reader
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, s.start(ctx)
}

// answersKept is how long an idempotency key is remembered.
const answersKept = 7 * 24 * time.Hour

// featureBytes bounds the cache of features.
const featureBytes = 96 << 20

// start makes the parts and stores what the program ships.
func (s *Service) start(ctx context.Context) error {
	key, err := s.store.Secret(ctx, "cursors")
	if err != nil {
		return fault.Wrap("start", err)
	}
	s.cursors = sealer{key}
	s.topics = &taxonomies{}
	s.features = newFeatures(featureBytes)
	s.stats = newStatistics(s.store, s.topics, func(err error) { s.log.Error("statistics not rebuilt", "error", err) })
	if err := s.shipTopics(ctx); err != nil {
		return fault.Wrap("start", err)
	}
	if err := s.reloadTopics(ctx); err != nil {
		return fault.Wrap("start", err)
	}
	_, err = s.store.Forget(ctx, s.now().Add(-answersKept))
	return fault.Wrap("start", err)
}

// Close waits for work in the background and stores what is kept in memory. It
// does not close the store.
func (s *Service) Close(ctx context.Context) error { return s.stats.close(ctx) }
