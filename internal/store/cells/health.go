package cells

import (
	"context"
	"fmt"
	"maps"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// Secret implements store.Keeper.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	return s.home().store.Secret(ctx, name)
}

// Health implements store.Keeper. It fails if the home does; what is wrong with
// another cell is a fault of the whole.
func (s *Store) Health(ctx context.Context) (store.Health, error) {
	all := make([]store.CellHealth, len(s.cells))
	everywhere(s.cells, func(i int, c *cell) error {
		all[i].Name = c.name
		all[i].Health, all[i].Err = c.store.Health(ctx)
		return all[i].Err
	})
	home := all[0]
	if home.Err != nil {
		return store.Health{Place: home.Place}, home.Err
	}
	sum := home.Health
	sum.Cells, sum.Records, sum.Faults = all, maps.Clone(home.Records), nil
	for _, f := range home.Faults {
		sum.Faults = append(sum.Faults, "Cell home: "+f)
	}
	for _, c := range all[1:] {
		for name, n := range c.Records {
			switch name {
			case eic.ClusterType.String():
			case eic.TopicType.String():
				sum.Records[name] += n - c.Shared
			default:
				sum.Records[name] += n
			}
		}
		sum.Faults = append(sum.Faults, faultsOf(c, home.Health)...)
	}
	return sum, nil
}

// faultsOf says what does not hold in a cell.
func faultsOf(c store.CellHealth, home store.Health) (faults []string) {
	if c.Err != nil {
		return []string{fmt.Sprintf("Cell %s cannot be used.", c.Name)}
	}
	for _, f := range c.Faults {
		faults = append(faults, fmt.Sprintf("Cell %s: %s", c.Name, f))
	}
	clusters := eic.ClusterType.String()
	for _, count := range []struct {
		what       string
		has, wants int
	}{
		{clusters, c.Records[clusters], home.Records[clusters]},
		{"the shared topics", c.Shared, home.Shared},
	} {
		if count.has != count.wants {
			faults = append(faults, fmt.Sprintf("Cell %s: it has %d of %s, and the home has %d.", c.Name, count.has, count.what, count.wants))
		}
	}
	return faults
}
