package neo4jstore

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/store"
)

// Statements of a migration that make an index, or a constraint and with it an
// index of its name, or take one away.
var (
	makesIndex = regexp.MustCompile(`(?m)^CREATE (?:\w+ )?(?:INDEX|CONSTRAINT) (\w+)`)
	dropsIndex = regexp.MustCompile(`(?m)^DROP (?:INDEX|CONSTRAINT) (\w+)`)
)

// ownIndexes are the indexes that this program's schema has, each with the
// statement that makes it.
func ownIndexes() (map[string]string, error) {
	steps, err := migrations()
	if err != nil {
		return nil, err
	}
	made := map[string]string{}
	own := migration{statements: []string{migrateLockIdCypher, migrateLockNameCypher}}
	for _, step := range append(steps, own) {
		for _, statement := range step.statements {
			if found := makesIndex.FindStringSubmatchIndex(statement); found != nil {
				made[statement[found[2]:found[3]]] = strings.Join(strings.Fields(statement[found[0]:]), " ")
			}
			if found := dropsIndex.FindStringSubmatch(statement); found != nil {
				delete(made, found[1])
			}
		}
	}
	return made, nil
}

// inspect says of every index whether it is there and can be used.
func (s *Store) inspect(ctx context.Context, h *store.Health) error {
	made, err := ownIndexes()
	if err != nil {
		return err
	}
	found, err := s.read(ctx, healthIndexesCypher, nil)
	if err != nil {
		return err
	}
	states, built := map[string]string{}, map[string]float64{}
	for i, name := range texts[string](found.list(0)) {
		states[name], built[name] = found.list(1).text(i), found.list(2).float(i)
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		index := store.Index{Name: name, State: stateOf(states[name])}
		h.Indexes = append(h.Indexes, index)
		switch index.State {
		case store.IndexMissing:
			h.Faults = append(h.Faults, fmt.Sprintf("The index %s is missing. Make it again by: %s;", name, made[name]))
		case store.IndexFailed:
			h.Faults = append(h.Faults, fmt.Sprintf("The index %s has failed. Drop it and make it again by: %s;", name, made[name]))
		case store.IndexPopulating:
			h.Faults = append(h.Faults, fmt.Sprintf("The index %s cannot be used yet: %.0f %% of it is built.", name, built[name]))
		}
	}
	return nil
}

// stateOf reads what the server calls a state; an index that is not there has none.
func stateOf(said string) store.IndexState {
	switch said {
	case "":
		return store.IndexMissing
	case "ONLINE":
		return store.IndexOnline
	case "POPULATING":
		return store.IndexPopulating
	}
	return store.IndexFailed
}
