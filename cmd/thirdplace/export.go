package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/edclusters/thirdplace/internal/ingest"
)

// export writes the graph as NDJSON. A file appears whole or not at all.
func (m *Main) export(ctx context.Context, args []string) (err error) {
	s := newSettings("export", m.Getenv)
	databases := m.databaseFlags(s)
	files, err := m.parse(s, args)
	if err != nil {
		return err
	}
	where, faults := databases()
	if len(files) > 1 {
		faults = append(faults, "name one file to export to, or none for standard output")
	}
	if err := faults.err(); err != nil {
		return err
	}
	reader, err := m.openBeside(ctx, where.patient())
	if err != nil {
		return err
	}
	graph, err := m.over(ctx, reader, true, m.logger(slog.LevelWarn))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, graph.close(ctx)) }()
	if len(files) == 0 || files[0] == "-" {
		_, err = ingest.Export(ctx, m.Stdout, graph.Service)
		return err
	}
	n, err := exportFile(ctx, graph, files[0])
	if err == nil {
		fmt.Fprintf(m.Stderr, "thirdplace: %d records written to %s\n", n, files[0])
	}
	return err
}

func exportFile(ctx context.Context, graph *kept, name string) (n int, err error) {
	beside, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // people are in it: mode 0600
	if err != nil {
		return 0, err
	}
	defer os.Remove(beside.Name()) // fails once it is renamed
	n, err = ingest.Export(ctx, io.Writer(beside), graph.Service)
	if err = errors.Join(err, beside.Sync(), beside.Close()); err != nil {
		return 0, err
	}
	return n, os.Rename(beside.Name(), name)
}
