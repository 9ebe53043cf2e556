package app

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/lru"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// Config is what a Service is made of. Store is needed; the rest has defaults.
type Config struct {
	Store   store.Store
	Now     func() time.Time // default time.Now
	Entropy io.Reader        // of new ids; default crypto/rand
	Log     *slog.Logger     // default: discarded
	// Weights are those of the model; nil for match.DefaultWeights.
	Weights *match.Weights
	// Embeddings say what texts mean; nil for none. A ReadOnly service makes no vectors.
	Embeddings *Embeddings
	// RequestID returns what a request is called in logs; default: nothing.
	RequestID func(context.Context) string
	Keep      Keep
	// ReadOnly is for use beside the process that keeps the store: nothing is
	// written when the service opens.
	ReadOnly bool
	// LookEvery is how often it is looked whether other processes have changed
	// topics; 0 is never, where there are none.
	LookEvery time.Duration
}

// Service is the program's use cases over one store. It is safe for use by many
// goroutines.
type Service struct {
	store    store.Store
	now      func() time.Time
	entropy  io.Reader
	log      *slog.Logger
	weights  match.Weights
	cursors  sealer
	topics   *taxonomies
	stats    *statistics
	features *lru.Cache[featureKey, *feature]
	changes  *changes
	meanings *meanings // nil: nobody says what texts mean
	imports  imports
	recent   recent
	lately   lately
	stop     chan struct{} // closed when the service ends
	stopping sync.Once
	request  func(context.Context) string
	keep     Keep
	uses     uses

	analysers sync.Pool // of *match.Analyser
}

// Open makes a Service: it stores the shipped taxonomy if the store has not got
// it yet and reads what ranking needs.
func Open(ctx context.Context, config Config) (*Service, error) {
	s := &Service{store: config.Store, now: config.Now, entropy: config.Entropy, log: config.Log, request: config.RequestID, stop: make(chan struct{})}
	s.keep = config.Keep.orStandard()
	if s.request == nil {
		s.request = func(context.Context) string { return "" }
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.entropy == nil {
		s.entropy = rand.Reader
	}
	s.weights = match.DefaultWeights()
	if config.Weights != nil {
		s.weights = *config.Weights
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.meanings = newMeanings(s, config.Embeddings)
	if err := s.start(ctx, !config.ReadOnly); err != nil {
		return s, fault.Wrap("start", err)
	}
	if config.LookEvery > 0 {
		s.stats.work.Go(func() { s.lookout(context.WithoutCancel(ctx), config.LookEvery) })
	}
	return s, nil
}

// featureBytes bounds the cache of features.
const featureBytes = 64 << 20

// start makes the parts and, if it may write, stores what the program ships.
func (s *Service) start(ctx context.Context, write bool) error {
	key, err := s.store.Secret(ctx, "cursors")
	if err != nil {
		return err
	}
	s.cursors = sealer{key}
	s.topics = &taxonomies{own: map[eic.ClusterID]*ownTopics{}, seen: map[eic.ClusterID]int64{}, links: map[eic.ClusterID]*sync.Mutex{}}
	s.lately.replaced = map[eic.ClusterID]time.Time{}
	s.analysers.New = func() any { return match.NewAnalyser() }
	s.features = newFeatures(featureBytes)
	s.changes = newChanges(s.store, s.log)
	s.stats = newStatistics(s.store, s.topics, s.weights.FreshViews, func(err error) { s.log.Error("statistics not rebuilt", "error", err) })
	if write {
		if err := s.shipTopics(ctx); err != nil {
			return err
		}
		// What a database that is away would forget, it forgets another time.
		if err := s.forget(ctx); err != nil && !fault.Is(err, fault.Unavailable) {
			return err
		}
	}
	if err := s.readTopics(ctx); err != nil || !write {
		return err
	}
	s.stats.work.Go(func() { s.catchUp(context.WithoutCancel(ctx)) })
	s.meanings.begin(ctx)
	s.stats.work.Go(func() { s.forgetHourly(context.WithoutCancel(ctx)) })
	return nil
}

// catchUp finds topics anew, while requests are served, where documents were
// analysed by an earlier version of the program or its taxonomy.
func (s *Service) catchUp(ctx context.Context) {
	clusters, err := s.store.Clusters(ctx)
	if err != nil {
		s.log.ErrorContext(ctx, "topics not found anew", "error", err)
	}
	for _, c := range clusters {
		stale, err := s.stale(ctx, eic.ClusterID(c.ID), false)
		if err == nil && stale {
			s.log.InfoContext(ctx, "finding topics anew", "cluster", c.ID)
			err = s.renew(ctx, eic.ClusterID(c.ID))
		}
		if err != nil { // another cluster may be elsewhere
			s.log.ErrorContext(ctx, "topics not found anew", "cluster", c.ID, "error", err)
		}
	}
}

// renew finds the topics of a cluster's texts anew and counts them.
func (s *Service) renew(ctx context.Context, cluster eic.ClusterID) error {
	if err := s.relink(ctx, cluster); err != nil {
		return err
	}
	return s.recount(ctx, cluster, true)
}

// Close waits for work in the background and stores what is kept in memory. It
// does not close the store.
func (s *Service) Close(ctx context.Context) error {
	s.changes.close()
	s.stopping.Do(func() { close(s.stop) })
	s.meanings.end()
	return s.stats.close(ctx)
}
