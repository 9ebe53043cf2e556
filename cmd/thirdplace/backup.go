package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// backup copies the file of the graph, also while it is served.
func (m *Main) backup(ctx context.Context, args []string) error {
	s := newSettings("backup", m.Getenv)
	databases := m.databaseFlags(s)
	files, err := m.parse(s, args)
	if err != nil {
		return err
	}
	where, faults := databases()
	if len(files) != 1 {
		faults = append(faults, "name one file to copy the graph into")
	}
	if err := faults.err(); err != nil {
		return err
	}
	if where.remote() {
		return refusal("the graph is in Neo4j: copy it there, by neo4j-admin database dump, or write it out by thirdplace export")
	}
	if err := sqlitestore.Backup(ctx, filepath.Join(where.dir, storeFile), files[0]); err != nil {
		return err
	}
	fmt.Fprintf(m.Stderr, "thirdplace: the graph was copied to %s\n", files[0])
	if len(where.cells) > 0 {
		fmt.Fprintln(m.Stderr, "thirdplace: its cells are in Neo4j and were not; copy them there")
	}
	return nil
}
