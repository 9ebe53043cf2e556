package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// check says what it found and fails if something is not as it must be. It
// changes nothing and works beside a server.
func (m *Main) check(ctx context.Context, args []string) (err error) {
	s := newSettings("check", m.Getenv)
	databases := m.databaseFlags(s)
	if err := m.parseAll(s, args); err != nil {
		return err
	}
	where, faults := databases()
	if err := m.checkServing(faults).err(); err != nil {
		return err
	}
	fmt.Fprintf(m.Stdout, "configuration  ok, data in %s\n", where.dir)
	keyed := m.checkKey(where.dir)
	graph, err := m.openBeside(ctx, where)
	if err != nil {
		return errors.Join(keyed, err)
	}
	defer func() { err = errors.Join(err, graph.Close()) }()
	health, err := graph.Health(ctx)
	if where.remote() && fault.Is(err, fault.Unavailable) {
		err = refusal(fmt.Sprintf("the database at %s does not answer: see whether it runs, and whether this machine reaches it", health.Place))
	}
	if err != nil {
		return errors.Join(keyed, err)
	}
	m.report(health, where)
	if len(health.Faults) > 0 {
		keyed = errors.Join(keyed, refusal(fmt.Sprintf("%d things do not hold that must", len(health.Faults))))
	}
	return keyed
}

// checkServing adds what is wrong with the environment of serve, the choice of
// the engine included.
func (m *Main) checkServing(faults usage) usage {
	s, read := m.serveSettings()
	_, err := s.parse(nil)
	if err == nil {
		_, err = read()
	}
	var found usage
	if errors.As(err, &found) {
		for _, fault := range found {
			if !slices.Contains(faults, fault) {
				faults = append(faults, fault)
			}
		}
	}
	return faults
}

func (m *Main) checkKey(dir string) error {
	_, err := auth.OpenKey(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fmt.Fprintln(m.Stdout, "local key      none")
		return nil
	case err == nil:
		fmt.Fprintf(m.Stdout, "local key      ok, %s\n", filepath.Join(dir, auth.KeyFile))
	}
	return err
}

// report says what is true of the graph: of each database, and of all together.
func (m *Main) report(health store.Health, d databases) {
	if len(health.Cells) == 0 {
		m.reportDatabase(health)
	}
	for _, cell := range health.Cells {
		m.reportCell(cell, d)
	}
	names := slices.Collect(maps.Keys(health.Records))
	slices.SortFunc(names, func(a, b string) int { return order(a) - order(b) })
	for _, name := range names {
		fmt.Fprintf(m.Stdout, "%-14s %d\n", name, health.Records[name])
	}
	if len(health.Faults) == 0 {
		fmt.Fprintln(m.Stdout, "invariants     ok")
	}
	for _, fault := range health.Faults {
		fmt.Fprintf(m.Stdout, "broken         %s\n", fault)
	}
}

// reportCell says of a cell where it is, which clusters it keeps and whether it
// can be used.
func (m *Main) reportCell(cell store.CellHealth, d databases) {
	kept := "every other cluster"
	for _, c := range d.cells {
		if c.name == cell.Name {
			kept = strings.Join(c.external, ", ")
		}
	}
	fmt.Fprintf(m.Stdout, "cell           %s, of %s\n", cell.Name, kept)
	if cell.Err != nil {
		fmt.Fprintf(m.Stdout, "store          %s cannot be used: %s\n", cell.Place, sentence(cell.Err))
		return
	}
	m.reportDatabase(cell.Health)
}

func (m *Main) reportDatabase(health store.Health) {
	fmt.Fprintf(m.Stdout, "store          %s, %s\n", health.Engine, health.Place)
	fmt.Fprintf(m.Stdout, "connection     %s, answers in %.2f ms\n", health.Protocol, float64(health.RoundTrip.Microseconds())/1000)
	fmt.Fprintf(m.Stdout, "schema         version %d; this program knows %d\n", health.Schema, health.Known)
	m.reportIndexes(health.Indexes)
}

// reportIndexes counts the indexes that can be used and names the others.
func (m *Main) reportIndexes(indexes []store.Index) {
	online := 0
	for _, index := range indexes {
		if index.State == store.IndexOnline {
			online++
		}
	}
	fmt.Fprintf(m.Stdout, "indexes        %d of %d online\n", online, len(indexes))
	for _, index := range indexes {
		if index.State != store.IndexOnline {
			fmt.Fprintf(m.Stdout, "index          %s is %s\n", index.Name, index.State)
		}
	}
}

// order is a type's place in the report; what is no type comes last.
func order(name string) int {
	var t eic.Type
	if err := t.UnmarshalText([]byte(name)); err != nil {
		return len(eic.EveryType()) + 1
	}
	return int(t)
}
