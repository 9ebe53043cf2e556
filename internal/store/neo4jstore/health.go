package neo4jstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

const secretBytes = 32

// Secret implements store.Keeper.
func (s *Store) Secret(ctx context.Context, name string) (value []byte, err error) {
	fresh := make([]byte, secretBytes)
	if _, err := rand.Read(fresh); err != nil {
		return nil, s.failure("read secret", err)
	}
	err = s.change(ctx, func(ctx context.Context, t transaction) error {
		found, _, err := t.run(ctx, secretCypher, map[string]any{"name": name, "fresh": fresh})
		value = found.bytes(0)
		return err
	})
	if err != nil {
		return nil, s.failure("read secret", err)
	}
	return value, nil
}

// Cells implements store.Celled: everything is in one database.
func (s *Store) Cells(clusters []eic.ClusterID) [][]eic.ClusterID { return store.Together(clusters) }

// Health implements store.Keeper. It looks at every need, offer and product.
func (s *Store) Health(ctx context.Context) (store.Health, error) {
	h := store.Health{Place: s.place, Records: map[string]int{}}
	for _, step := range []func(context.Context, *store.Health) error{s.describe, s.reach, s.inspect, s.verify, s.touch} {
		if err := step(ctx, &h); err != nil {
			return store.Health{Place: s.place}, s.failure("check health", err)
		}
	}
	return h, nil
}

func (s *Store) describe(ctx context.Context, h *store.Health) error {
	engine, err := s.read(ctx, healthEngineCypher, nil)
	if err != nil {
		return err
	}
	h.Engine = strings.TrimSpace("Neo4j " + engine.text(0) + " " + engine.text(1))
	applied, err := s.read(ctx, migrateAppliedCypher, nil)
	if err != nil {
		return err
	}
	for _, version := range texts[string](applied.list(0)) {
		h.Schema = max(h.Schema, number(version))
	}
	steps, err := migrations()
	if err != nil {
		return err
	}
	h.Known = number(steps[len(steps)-1].version)
	counts, err := s.read(ctx, healthCypher, nil)
	if err != nil {
		return err
	}
	for i, t := range eic.EveryType() {
		if n := int(counts.list(0).int(i)); n > 0 {
			h.Records[t.String()] = n
		}
	}
	h.Shared = int(counts.int(1))
	return nil
}

// verify notes what must hold and does not. Community has no constraints for it.
func (s *Store) verify(ctx context.Context, h *store.Health) error {
	counts, err := s.read(ctx, healthVerifyCypher, nil)
	if err != nil {
		return err
	}
	for i, sentence := range []string{
		"%d needs were posted by nobody.", "%d offers are nobody's.", "%d products are made by nobody.",
		"%d pilot offers pilot no product.", "%d needs and offers stand on a shelf they do not belong on, or on none.",
	} {
		if n := counts.int(i); n > 0 {
			h.Faults = append(h.Faults, fmt.Sprintf(sentence, n))
		}
	}
	return nil
}

// reach asks the smallest question, and who answers it.
func (s *Store) reach(ctx context.Context, h *store.Health) error {
	return s.call(ctx, func(ctx context.Context) error {
		return s.attempt(ctx, store.Reading, readAttempts, readWait, func() (err error) {
			session := s.session(ctx, neo4j.AccessModeRead)
			defer giveBack(ctx, session)
			begun := time.Now()
			defer s.observe(ctx, s.names[probeCypher], begun, &err)
			result, err := session.Run(ctx, probeCypher, nil, neo4j.WithTxTimeout(remaining(ctx)))
			if err != nil {
				return err
			}
			_, summary, err := drain(ctx, result)
			if err != nil {
				return err
			}
			h.RoundTrip = time.Since(begun)
			spoken := summary.Server().ProtocolVersion()
			h.Protocol = fmt.Sprintf("Bolt %d.%d", spoken.Major, spoken.Minor)
			return nil
		})
	})
}

// errUndone ends a transaction whose changes are not wanted.
var errUndone = errors.New("not to be kept")

// touch shows that the graph can be written, and leaves it as it was.
func (s *Store) touch(ctx context.Context, _ *store.Health) error {
	err := s.change(ctx, func(ctx context.Context, t transaction) error {
		if _, _, err := t.run(ctx, healthTouchCypher, nil); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		return nil
	}
	return err
}
