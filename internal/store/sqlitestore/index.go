package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"modernc.org/sqlite"

	"github.com/edclusters/thirdplace/internal/store"
)

// schemaIndexes are the indexes that statements made, those of full text and of
// places among them; SQLite's own, of keys, are not.
const schemaIndexes = `SELECT name FROM sqlite_schema
	WHERE (type = 'index' AND sql IS NOT NULL) OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%')
	ORDER BY name`

func indexesOf(ctx context.Context, c *conn) (names []string, err error) {
	err = c.query(ctx, func(r row) error { names = append(names, r.text(0)); return nil }, schemaIndexes)
	return names, err
}

// ownIndexes are the indexes of the schema that this program makes: it is made
// in memory and looked at.
func ownIndexes(ctx context.Context) (names []string, err error) {
	steps, err := migrations()
	if err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(":memory:")
	if err != nil {
		return nil, err
	}
	c, err := connect(ctx, connector)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	for _, step := range steps {
		if err := c.script(ctx, step.text); err != nil {
			return nil, fmt.Errorf("migration %s: %w", step.name, err)
		}
	}
	return indexesOf(ctx, c)
}

// inspect says of every index whether it is there and whole. damage is what
// SQLite found wrong with the file.
func inspect(ctx context.Context, c *conn, h *store.Health, damage []string) error {
	wanted, err := ownIndexes(ctx)
	if err != nil {
		return err
	}
	there, err := indexesOf(ctx, c)
	if err != nil {
		return err
	}
	for _, name := range wanted {
		index := store.Index{Name: name, State: store.IndexOnline}
		switch {
		case !slices.Contains(there, name):
			index.State = store.IndexMissing
		case slices.ContainsFunc(damage, func(said string) bool { return names(said, name) }):
			index.State = store.IndexFailed
		}
		h.Indexes = append(h.Indexes, index)
		if index.State != store.IndexOnline {
			h.Faults = append(h.Faults, fmt.Sprintf("The index %s is %s: restore a backup, or export the graph and import it into a new file.", name, index.State))
		}
	}
	return nil
}

// names reports whether what SQLite said is of an index or of what it consists of.
func names(said, index string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(" .,:'\"", r) }),
		func(word string) bool { return word == index || strings.HasPrefix(word, index+"_") })
}
