package cells

import (
	"context"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

func (s *Store) home() *cell { return s.cells[0] }

// of returns the cell of a cluster; "" is what is common.
func (s *Store) of(cluster eic.ClusterID) *cell {
	if c := s.byCluster[cluster]; c != nil {
		return c
	}
	return s.home()
}

// keeps returns the cell that a record is written to first.
func (s *Store) keeps(id eic.ID) *cell { return s.of(store.CellKey(id)) }

// Cells implements store.Celled.
func (s *Store) Cells(clusters []eic.ClusterID) [][]eic.ClusterID {
	var groups [][]eic.ClusterID
	in := map[*cell]int{}
	seen := map[eic.ClusterID]bool{}
	for _, cluster := range clusters {
		if seen[cluster] {
			continue
		}
		seen[cluster] = true
		c := s.of(cluster)
		group, known := in[c]
		if !known {
			group = len(groups)
			in[c], groups = group, append(groups, nil)
		}
		groups[group] = append(groups[group], cluster)
	}
	return groups
}

// part is what one cell is asked for of a question to several.
type part struct {
	cell   *cell
	places []int // of its items in the question
	common bool  // only what is common is asked for
}

// parts divides a question of n items by who keeps each.
func (s *Store) parts(n int, keeps func(i int) (c *cell, common bool)) []*part {
	var list []*part
	in := map[*cell]*part{}
	for i := range n {
		c, common := keeps(i)
		p := in[c]
		if p == nil {
			p = &part{cell: c, common: true}
			in[c], list = p, append(list, p)
		}
		p.places = append(p.places, i)
		p.common = p.common && common
	}
	return list
}

// partsOf divides a question about records.
func partsOf[T ~string](s *Store, ids []T) []*part {
	return s.parts(len(ids), func(i int) (*cell, bool) { return s.keeps(eic.ID(ids[i])), store.Common(eic.ID(ids[i])) })
}

// pick returns the items of a part.
func pick[T any](p *part, all []T) []T {
	mine := make([]T, len(p.places))
	for i, place := range p.places {
		mine[i] = all[place]
	}
	return mine
}

// together does something in several cells at once. It fails with the first that
// fails, and does not wait for the others to finish then.
func together[T any](ctx context.Context, parts []T, do func(context.Context, T) error) error {
	if len(parts) == 1 {
		return do(ctx, parts[0])
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group sync.WaitGroup
	var once sync.Once
	var first error
	for _, p := range parts {
		group.Go(func() {
			if err := do(ctx, p); err != nil {
				once.Do(func() { first = err })
				cancel()
			}
		})
	}
	group.Wait()
	return first
}

// gathered asks the cell of each part for the items that are its, all cells at the
// same time, and puts the answers in the order of the items.
func gathered[Q, A any](ctx context.Context, parts []*part, items []Q, ask func(context.Context, *part, []Q) ([]A, error)) ([]A, error) {
	answers := make([]A, len(items))
	err := together(ctx, parts, func(ctx context.Context, p *part) error {
		found, err := ask(ctx, p, pick(p, items))
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

// everywhere does something in cells at once, in each to its end, and returns how
// it ended in each.
func everywhere(cells []*cell, do func(i int, c *cell) error) []error {
	errs := make([]error, len(cells))
	var group sync.WaitGroup
	for i, c := range cells {
		group.Go(func() { errs[i] = do(i, c) })
	}
	group.Wait()
	return errs
}

// worst returns the first of errors, but one of a cell that is merely away after
// all others.
func worst(errs []error) error {
	var away error
	for _, err := range errs {
		switch {
		case err == nil:
		case !fault.Is(err, fault.Unavailable):
			return err
		case away == nil:
			away = err
		}
	}
	return away
}
