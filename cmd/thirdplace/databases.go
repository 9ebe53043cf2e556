package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/cells"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// databases is where a graph is kept: its home, and the cells that keep clusters
// of their own, if there are any.
type databases struct {
	dir   string             // the data folder; the home's file is in it where there is no server
	home  *neo4jstore.Config // the server that is home; nil: the file
	cells []cellConfig
}

// databaseFlags declares --data and --cells, which every command with a graph has.
// The function reads them when they are parsed and names every fault.
func (m *Main) databaseFlags(s *settings) func() (databases, usage) {
	dir := s.text("data", "", "keep store and key in the folder `DIR` (default "+shown(m.dataHome())+")")
	file := s.text("cells", "", "keep the clusters that `FILE` names in databases of their own; see docs/operations.md")
	return func() (databases, usage) {
		d := databases{dir: *dir}
		var faults usage
		if d.dir == "" {
			home, err := m.dataHome()
			if err != nil {
				faults = append(faults, err.Error())
			}
			d.dir = home
		}
		if c, chosen := m.neo4j(); chosen {
			d.home = &c
			if !isNeo4j(c.URI) {
				faults = append(faults, "NEO4J_URI is not the address of a Neo4j server: it begins with bolt:// or neo4j://, or either with +s")
			}
		}
		if *file != "" {
			d.cells, faults = m.readCells(*file, d.home, faults)
		}
		return d, faults
	}
}

// isNeo4j reports whether an address is one of a Neo4j server.
func isNeo4j(uri string) bool {
	scheme, rest, _ := strings.Cut(uri, "://")
	base, _, _ := strings.Cut(scheme, "+")
	return rest != "" && (base == "bolt" || base == "neo4j")
}

// neo4j returns where the home is when NEO4J_URI names a server.
func (m *Main) neo4j() (c neo4jstore.Config, chosen bool) {
	c = neo4jstore.Config{
		URI: m.Getenv("NEO4J_URI"), Database: m.Getenv("NEO4J_DATABASE"),
		Username: m.Getenv("NEO4J_USERNAME"), Password: m.Getenv("NEO4J_PASSWORD"),
	}
	return c, c.URI != ""
}

// callTime is how long a call of a command may take. Nobody waits for the answer to
// a request meanwhile, and a server that is busy or small needs its time for a
// thousand records.
const callTime = time.Minute

// patient returns the databases for a command that moves many records.
func (d databases) patient() databases {
	if d.home != nil {
		home := *d.home
		home.Timeout = callTime
		d.home = &home
	}
	d.cells = slices.Clone(d.cells)
	for i := range d.cells {
		d.cells[i].server.Timeout = callTime
	}
	return d
}

// remote reports whether the home is on a network, where it may be away for a while.
func (d databases) remote() bool { return d.home != nil }

// openStore opens the graph for this process alone, or beside others where servers
// keep it. What it does is counted.
func (m *Main) openStore(ctx context.Context, d databases, log *slog.Logger, counts *metrics) (store.Store, error) {
	return d.over(ctx, log, counts, false, func() (store.Store, error) {
		graph, err := sqlitestore.Open(ctx, filepath.Join(d.dir, storeFile))
		if err != nil {
			return nil, err
		}
		graph.Observe(counts.observer("sqlite", ""))
		counts.watch("sqlite", "", graph.Vitals)
		return graph, nil
	})
}

// openBeside opens the graph for reading, beside whoever writes it.
func (m *Main) openBeside(ctx context.Context, d databases) (store.Store, error) {
	file := filepath.Join(d.dir, storeFile)
	return d.over(ctx, slog.New(slog.DiscardHandler), newMetrics(nil), true, func() (store.Store, error) {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, refusal(fmt.Sprintf("there is no graph in %s yet: import files or start serve, or name another folder by --data", d.dir))
		}
		return sqlitestore.OpenReader(ctx, file)
	})
}

// over opens the databases, all at the same time since each may be long in
// answering, and makes one store of them. file opens the home where it is a file.
func (d databases) over(ctx context.Context, log *slog.Logger, counts *metrics, readOnly bool, file func() (store.Store, error)) (store.Store, error) {
	opened := make([]cells.Cell, 1+len(d.cells))
	errs := make([]error, len(opened))
	each(len(opened), func(i int) {
		switch {
		case i > 0:
			c := d.cells[i-1]
			opened[i], errs[i] = openServer(ctx, c.server, log, counts, readOnly)
			opened[i].Name, opened[i].Clusters = c.name, c.clusters
		case d.home != nil:
			opened[0], errs[0] = openServer(ctx, *d.home, log, counts, readOnly)
		default:
			opened[0].Store, errs[0] = file()
		}
	})
	if err := errors.Join(errs...); err != nil {
		for i, c := range opened {
			if errs[i] == nil {
				err = errors.Join(err, c.Store.Close())
			}
		}
		return nil, err
	}
	if len(opened) == 1 {
		return opened[0].Store, nil
	}
	return cells.Open(ctx, cells.Config{Home: opened[0], Cells: opened[1:], ReadOnly: readOnly, Log: log})
}

// openServer opens a graph in a Neo4j, whose schema a reader leaves as it is.
func openServer(ctx context.Context, c neo4jstore.Config, log *slog.Logger, counts *metrics, readOnly bool) (cells.Cell, error) {
	c.Log, c.Observer, c.Beside = log, counts.observer("neo4j", c.Name), readOnly
	graph, err := neo4jstore.Open(ctx, c)
	if err != nil {
		return cells.Cell{}, fault.Wrap(strings.TrimSpace("open "+c.Name), err)
	}
	counts.watch("neo4j", c.Name, graph.Vitals)
	return cells.Cell{Store: graph, Ready: graph.Ready}, nil
}
