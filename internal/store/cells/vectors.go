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
	return gathered(ctx, partsOf(s, ids), ids, func(ctx context.Context, p *part, mine []eic.ID) ([]store.Vector, error) {
		return p.cell.store.Vectors(ctx, model, mine)
	})
}

// Digests implements store.Vectors.
func (s *Store) Digests(ctx context.Context, model string, ids []eic.ID) ([]string, error) {
	return gathered(ctx, partsOf(s, ids), ids, func(ctx context.Context, p *part, mine []eic.ID) ([]string, error) {
		return p.cell.store.Digests(ctx, model, mine)
	})
}

// Nearest implements store.Vectors.
func (s *Store) Nearest(ctx context.Context, questions []store.Likeness) ([]map[store.Shelf][]store.Candidate, error) {
	parts := s.parts(len(questions), func(i int) (*cell, bool) { return s.of(questions[i].Cluster), false })
	return gathered(ctx, parts, questions, func(ctx context.Context, p *part, mine []store.Likeness) ([]map[store.Shelf][]store.Candidate, error) {
		return p.cell.store.Nearest(ctx, mine)
	})
}
