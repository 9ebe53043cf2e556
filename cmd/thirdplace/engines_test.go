package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/ingest"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// Two engines must give the same answers, to the last digit: they recall by the same
// weights and never rank, also where a shelf has more candidates than are recalled.

// side is one of two graphs with the same records, and who asks there.
type side struct {
	*kept
	number int // 0 or 1
	watch  *watch
	viewer *app.Viewer
}

// watch sees what an engine recalls.
type watch struct {
	store.Store
	cut bool // the last recall: a shelf gave all that it may
}

// Recall implements store.Recaller.
func (w *watch) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	w.cut = false
	found, err := w.Store.Recall(ctx, queries)
	for i, shelves := range found {
		for _, candidates := range shelves {
			w.cut = w.cut || len(candidates) >= queries[i].Limit
		}
	}
	return found, err
}

// twoEngines opens an empty graph in each engine.
func twoEngines(t *testing.T, now time.Time) [2]*side {
	t.Helper()
	server := servers.Server(t)
	server.Empty(t)
	embedded, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), storeFile))
	if err != nil {
		t.Fatal(err)
	}
	remote, err := neo4jstore.Open(t.Context(), neo4jstore.Config{
		URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	var sides [2]*side
	m := &Main{Now: func() time.Time { return now }}
	for i, graph := range []store.Store{embedded, remote} {
		w := &watch{Store: graph}
		k, err := m.over(t.Context(), w, false, slog.New(slog.NewTextHandler(t.Output(), nil)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := k.close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		sides[i] = &side{kept: k, number: i, watch: w}
	}
	return sides
}

// both does something on both sides at once.
func both(t *testing.T, sides [2]*side, do func(*side) error) {
	t.Helper()
	var work sync.WaitGroup
	var failed [2]error
	for i, s := range sides {
		work.Go(func() { failed[i] = do(s) })
	}
	work.Wait()
	for _, err := range failed {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// fill imports lines and signs somebody in.
func (s *side) fill(ctx context.Context, lines []byte, viewer eic.ID) error {
	sum, err := ingest.Run(ctx, ingest.Options{Files: []string{"-"}, Stdin: bytes.NewReader(lines)}, s.Service)
	if err == nil && sum.Rejected > 0 {
		err = fmt.Errorf("the region could not be read: %s", sum)
	}
	if err != nil {
		return err
	}
	return s.signIn(ctx, viewer)
}

func (s *side) signIn(ctx context.Context, who eic.ID) (err error) {
	s.viewer, err = s.Viewer(auth.WithPrincipal(ctx, auth.Principal{Person: eic.PersonID(who)}))
	return err
}

// ids lists the records of some types, as far as they may be matched.
func (s *side) ids(t *testing.T, types ...eic.Type) (ids []eic.ID) {
	t.Helper()
	for _, kind := range types {
		for after := eic.ID(""); ; {
			records, err := s.store.Scan(t.Context(), "", kind, after, 1000)
			if err != nil {
				t.Fatal(err)
			}
			if len(records) == 0 {
				break
			}
			for _, r := range records {
				after = r.Header().ID
				if _, matched := store.ShelfOf(r); matched {
					ids = append(ids, after)
				}
			}
		}
	}
	return ids
}

// TestEnginesAgreeOnTheDemonstration asks everything there is to ask of the
// fictional cluster.
func TestEnginesAgreeOnTheDemonstration(t *testing.T) {
	sides := twoEngines(t, regionNoon)
	both(t, sides, func(s *side) error {
		m := &Main{Now: func() time.Time { return regionNoon }}
		if err := m.fillDemo(t.Context(), s.kept); err != nil {
			return err
		}
		return s.signIn(t.Context(), demoID(eic.PersonType, "p-carmen-uribe"))
	})
	c := &comparison{t: t, sides: sides, first: 100}
	needs, offers := sides[0].ids(t, eic.NeedType), sides[0].ids(t, eic.OfferTypes()...)
	c.needs(needs)
	c.offers(offers)
	for i, offer := range offers {
		c.explain(needs[i%len(needs)], offer)
	}
	for _, title := range []string{"bees", "abejas y miel", "A greenhouse for our roof", "xyzzy", "Fractions, decimals and a wall of tiles"} {
		c.preview(object{"title": title, "grades": []any{"G04"}})
	}
	c.conclude()
	if c.cut > 0 {
		t.Errorf("%d recalls of so small a cluster were cut off", c.cut)
	}
}

var askedNeeds = flag.Int("needs", 120, "how many of the 450 needs of the region both engines are asked about")

// TestEnginesAgreeOnTheRegion asks about a region of 10,000 offers and 500 needs.
func TestEnginesAgreeOnTheRegion(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("asks hundreds of questions twice, which the race detector would only slow down")
	}
	var lines bytes.Buffer
	if err := writeRegion(&lines, 11, 10_000, 500); err != nil {
		t.Fatal(err)
	}
	sides := twoEngines(t, regionNoon)
	steward := eic.DeriveID(eic.PersonType, eic.ClusterIDOf(regionCluster), eic.External{Source: "ndjson", ID: "p0"})
	both(t, sides, func(s *side) error { return s.fill(t.Context(), lines.Bytes(), steward) })
	c := &comparison{t: t, sides: sides, first: 30}
	needs, offers := sides[0].ids(t, eic.NeedType), sides[0].ids(t, eic.OfferTypes()...)
	c.needs(needs[:min(*askedNeeds, len(needs))]) // ids are in no order of what they name
	for i := 0; i < len(offers); i += len(offers) / 50 {
		c.offers(offers[i : i+1])
		c.explain(needs[i%len(needs)], offers[i])
	}
	a, err := newAuthor(12)
	if err != nil {
		t.Fatal(err)
	}
	for words := range 50 {
		title, description := a.need(1 + words)
		c.preview(object{"title": title, "description": description, "grades": []any{"G04"}, "place": a.place()})
	}
	c.conclude()
	if c.cut == 0 || c.cut == c.asked {
		t.Errorf("%d of %d recalls were cut off: there must be both", c.cut, c.asked)
	}
}
