package cells

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// SaveVectors implements store.Vectors: each cell keeps those of its records.
func (s *Store) SaveVectors(ctx context.Context, vectors []store.Vector) error {
	parts := s.parts(len(vectors), func(i int) (*cell, bool) { return s.keeps(vectors[i].ID), false })
	return together(ctx, parts, func(ctx context.Context, p *part) error {
		return p.cell.store.SaveVectors(ctx, pick(p, vectors))
	})
}

// Vectors implements store.Vectors: each cell is asked once, all at the same time.
func (s *Store) Vectors(ctx context.Context, model string, ids []eic.ID) ([]store.Vector, error) {
	return gathered(ctx, s, ids, func(ctx context.Context, c *cell, ids []eic.ID) ([]store.Vector, error) {
		return c.store.Vectors(ctx, model, ids)
	})
}

// Digests implements store.Vectors.
func (s *Store) Digests(ctx context.Context, model string, ids []eic.ID) ([]string, error) {
	return gathered(ctx, s, ids, func(ctx context.Context, c *cell, ids []eic.ID) ([]string, error) {
		return c.store.Digests(ctx, model, ids)
	})
}

// gathered asks each cell for what it has of its ids, and puts the answers in
// their order.
func gathered[T any](ctx context.Context, s *Store, ids []eic.ID, ask func(context.Context, *cell, []eic.ID) ([]T, error)) ([]T, error) {
	list := make([]T, len(ids))
	err := together(ctx, partsOf(s, ids), func(ctx context.Context, p *part) error {
		found, err := ask(ctx, p.cell, pick(p, ids))
		if err != nil {
			return err
		}
		for i, place := range p.places {
			list[place] = found[i]
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Nearest implements store.Vectors.
func (s *Store) Nearest(ctx context.Context, questions []store.Likeness) ([]map[store.Shelf][]store.Candidate, error) {
	answers := make([]map[store.Shelf][]store.Candidate, len(questions))
	parts := s.parts(len(questions), func(i int) (*cell, bool) { return s.of(questions[i].Cluster), false })
	err := together(ctx, parts, func(ctx context.Context, p *part) error {
		found, err := p.cell.store.Nearest(ctx, pick(p, questions))
		if err != nil {
			return err
		}
		for i, place := range p.places {
			answers[place] = found[i]
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}
