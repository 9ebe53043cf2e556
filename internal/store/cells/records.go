package cells

import (
	"context"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Fetch implements store.Records: each cell is asked once, all at the same time.
func (s *Store) Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	return gathered(ctx, partsOf(s, ids), ids, func(ctx context.Context, p *part, mine []eic.ID) ([]eic.Record, error) {
		if p.common {
			return s.common(ctx, mine)
		}
		return p.cell.store.Fetch(ctx, mine)
	})
}

// common reads common records: at home or, while that is away, from the copies of
// the first cell that has them all. What a copy lacks may be at home.
func (s *Store) common(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	found, err := s.home().store.Fetch(ctx, ids)
	if !fault.Is(err, fault.Unavailable) {
		return found, err
	}
	for _, c := range s.cells[1:] {
		if copies, lost := c.store.Fetch(ctx, ids); lost == nil && !slices.Contains(copies, nil) {
			return copies, nil
		}
	}
	return nil, err
}

// Hydrate implements store.Records. The product of an offer is in its cell.
func (s *Store) Hydrate(ctx context.Context, ids []eic.ID) ([]store.Indexed, error) {
	return gathered(ctx, partsOf(s, ids), ids, func(ctx context.Context, p *part, mine []eic.ID) ([]store.Indexed, error) {
		return p.cell.store.Hydrate(ctx, mine)
	})
}

// PersonWith implements store.Records: all cells are asked, and the first that
// knows the person is believed. Nobody knows them only if every cell says so.
func (s *Store) PersonWith(ctx context.Context, identity eic.Identity) (*eic.Person, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		person *eic.Person
		err    error
	}
	answers := make(chan answer, len(s.cells))
	for _, c := range s.cells {
		go func() {
			person, err := c.store.PersonWith(ctx, identity)
			if person != nil && s.keeps(person.ID) != c { // left behind by a cluster that has moved
				person = nil
			}
			answers <- answer{person, err}
		}()
	}
	var errs []error
	for range s.cells {
		a := <-answers
		if a.person != nil {
			return a.person, nil
		}
		errs = append(errs, a.err)
	}
	return nil, worst(errs)
}

// Clusters implements store.Records.
func (s *Store) Clusters(ctx context.Context) ([]*eic.Cluster, error) {
	return s.home().store.Clusters(ctx)
}

// Topics implements store.Records.
func (s *Store) Topics(ctx context.Context, cluster eic.ClusterID) ([]*eic.Topic, error) {
	return s.of(cluster).store.Topics(ctx, cluster)
}

// TopicChanges implements store.Records. Each cell counts what it keeps: the copies
// of shared topics are counted at home.
func (s *Store) TopicChanges(ctx context.Context) (map[eic.ClusterID]int64, error) {
	all := make([]map[eic.ClusterID]int64, len(s.cells))
	errs := everywhere(s.cells, func(i int, c *cell) (err error) {
		all[i], err = c.store.TopicChanges(ctx)
		return err
	})
	if err := worst(errs); err != nil && (!fault.Is(err, fault.Unavailable) || !slices.Contains(errs, nil)) {
		return nil, err
	}
	numbers := map[eic.ClusterID]int64{}
	for i, c := range s.cells {
		for cluster, n := range all[i] {
			if s.of(cluster) == c {
				numbers[cluster] = n
			}
		}
	}
	return numbers, nil
}

// Scan implements store.Records.
func (s *Store) Scan(ctx context.Context, cluster eic.ClusterID, t eic.Type, after eic.ID, limit int) ([]eic.Record, error) {
	switch {
	case t == eic.ClusterType:
		return s.home().store.Scan(ctx, cluster, t, after, limit)
	case cluster != "":
		return s.of(cluster).store.Scan(ctx, cluster, t, after, limit)
	}
	pages := make([][]eic.Record, len(s.cells))
	errs := everywhere(s.cells, func(i int, c *cell) (err error) {
		pages[i], err = s.own(c, after, limit, func(after eic.ID) ([]eic.Record, error) {
			return c.store.Scan(ctx, "", t, after, limit)
		})
		return err
	})
	if err := worst(errs); err != nil {
		return nil, err
	}
	return merged(pages, limit), nil
}

// own reads at most limit records that a cell keeps, by steps of as many. What a
// cluster left behind that has moved to another cell, and copies, are passed over.
func (s *Store) own(c *cell, after eic.ID, limit int, step func(after eic.ID) ([]eic.Record, error)) ([]eic.Record, error) {
	var mine []eic.Record
	for len(mine) < limit {
		page, err := step(after)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			if s.keeps(r.Header().ID) == c {
				mine = append(mine, r)
			}
		}
		if len(page) < limit {
			break
		}
		after = page[len(page)-1].Header().ID
	}
	return mine, nil
}

// merged puts records of several cells in the order of their ids.
func merged(pages [][]eic.Record, limit int) []eic.Record {
	all := slices.Concat(pages...)
	slices.SortFunc(all, func(a, b eic.Record) int { return strings.Compare(string(a.Header().ID), string(b.Header().ID)) })
	return all[:min(len(all), max(limit, 0))]
}

// HangingOn implements store.Records.
func (s *Store) HangingOn(ctx context.Context, product eic.ProductID) ([]eic.OfferID, error) {
	return s.keeps(eic.ID(product)).store.HangingOn(ctx, product)
}
