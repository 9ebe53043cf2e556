package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// written is how many records of a cluster an import has added and changed.
type written struct{ added, changed int }

// wrote counts what is stored now.
func (im *imports) wrote(changes []store.Change) {
	im.mu.Lock()
	defer im.mu.Unlock()
	if im.written == nil {
		im.written = map[eic.ClusterID]written{}
	}
	for _, c := range changes {
		cluster := c.Record.Header().Cluster
		n := im.written[cluster]
		switch {
		case c.Verb == "" || cluster == "": // an analysed form alone, or what all clusters share
			continue
		case c.From == 0:
			n.added++
		default:
			n.changed++
		}
		im.written[cluster] = n
	}
}

// untold returns what was counted and begins anew.
func (im *imports) untold() map[eic.ClusterID]written {
	im.mu.Lock()
	defer im.mu.Unlock()
	counts := im.written
	im.written = nil
	return counts
}

// NoteImport tells the audit log of each cluster how many of its records ApplyLines
// has added and changed since the last time, and what kind of files they came from.
// Who did it is eic.CommandLine: nobody signs in to run a command.
func (s *Service) NoteImport(ctx context.Context, format string) error {
	var faults []error
	counts := s.imports.untold()
	for _, cluster := range slices.Sorted(maps.Keys(counts)) { // each may be in a database of its own
		action := fmt.Sprintf("import %s: %d added, %d changed", format, counts[cluster].added, counts[cluster].changed)
		entry, err := s.entry(ctx, eic.CommandLine, action, cluster, string(cluster))
		if err == nil {
			err = s.store.Commit(ctx, store.Write{Audit: []eic.AuditEntry{entry}})
		}
		faults = append(faults, err)
	}
	return fault.Wrap("note import", errors.Join(faults...))
}
