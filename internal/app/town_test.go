package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// town is a small cluster on the real embedded store.
type town struct {
	t   *testing.T
	ctx context.Context
	*app.Service
	store *counting
}

var noon = time.Date(2030, 1, 7, 12, 0, 0, 0, time.UTC)

// counting counts the calls that reach the store.
type counting struct {
	store.Store
	fetch, hydrate, recall, commits atomic.Int64

	away atomic.Bool // for what is to be written
}

// calls says how often the store was read, and begins to count anew.
func (c *counting) calls() (fetches, hydrations, recalls int64) {
	return c.fetch.Swap(0), c.hydrate.Swap(0), c.recall.Swap(0)
}

func (c *counting) Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	c.fetch.Add(1)
	return c.Store.Fetch(ctx, ids)
}

func (c *counting) Hydrate(ctx context.Context, ids []eic.ID) ([]store.Indexed, error) {
	c.hydrate.Add(1)
	return c.Store.Hydrate(ctx, ids)
}

func (c *counting) Recall(ctx context.Context, queries []store.Query) ([]map[store.Shelf][]store.Candidate, error) {
	c.recall.Add(1)
	return c.Store.Recall(ctx, queries)
}

func (c *counting) Commit(ctx context.Context, w store.Write) error {
	c.commits.Add(1)
	if c.away.Load() {
		return fault.New(fault.Unavailable, fault.Away)
	}
	return c.Store.Commit(ctx, w)
}

func emptyTown(t *testing.T) *town { return townAt(t, func() time.Time { return noon }) }

func townAt(t *testing.T, now func() time.Time) *town {
	t.Helper()
	ctx := t.Context()
	engine, err := sqlitestore.Open(ctx, filepath.Join(t.TempDir(), "town.db"))
	if err != nil {
		t.Fatal(err)
	}
	counted := &counting{Store: engine}
	s, err := app.Open(ctx, app.Config{Store: counted, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.Close(context.Background()), engine.Close()); err != nil {
			t.Error(err)
		}
	})
	return &town{t: t, ctx: ctx, Service: s, store: counted}
}

// townLines is who and what is in the town.
const townLines = `
{"type":"Cluster","externalId":"pima","name":"Pima","timeZone":"America/Phoenix","review":false}
{"type":"Cluster","externalId":"yuma","name":"Yuma","review":true}
{"type":"Organization","externalId":"d","cluster":"pima","kind":"DISTRICT","name":"Pima Unified"}
{"type":"Organization","externalId":"s","cluster":"pima","kind":"SCHOOL","name":"Saguaro School","partOf":"d","grades":["K-5"]}
{"type":"Organization","externalId":"c","cluster":"pima","kind":"COMPANY","name":"Tilework"}
{"type":"Person","externalId":"teacher","cluster":"pima","name":"Tess Teacher","roles":["EDUCATOR"],"email":"tess@example.org","affiliations":[{"organization":"s"}]}
{"type":"Person","externalId":"colleague","cluster":"pima","name":"Cal Colleague","roles":["EDUCATOR"],"affiliations":[{"organization":"s"}]}
{"type":"Person","externalId":"keeper","cluster":"pima","name":"Kim Keeper","roles":["COMMUNITY_PARTNER"],"language":"es"}
{"type":"Person","externalId":"maker","cluster":"pima","name":"Max Maker","roles":["ENTREPRENEUR"],"affiliations":[{"organization":"c"}]}
{"type":"Person","externalId":"steward","cluster":"pima","name":"Sol Steward","roles":["STEWARD"]}
{"type":"Person","externalId":"stranger","cluster":"yuma","name":"Yara Stranger","roles":["EDUCATOR","STEWARD"]}
{"type":"FundOfKnowledge","externalId":"bees","cluster":"pima","offeredBy":"keeper","title":"Beekeeping in the desert","description":"I keep bees and bring an observation hive.","category":"AGRICULTURE","grades":["K-5"],"modes":["GUEST_SPEAKER"],"settings":["IN_PERSON"]}
{"type":"FundOfKnowledge","externalId":"abejas","cluster":"pima","offeredBy":"keeper","title":"Las abejas y la miel","description":"Llevo una colmena a la escuela.","language":"es","grades":["G06"]}
{"type":"FundOfKnowledge","externalId":"box","cluster":"pima","offeredBy":"keeper","title":"A carpenter's shop","description":"Carpentry: we measure and cut a small box."}
{"type":"Product","externalId":"x","cluster":"pima","company":"c","name":"Tile walls","description":"Fraction tiles on a screen","devices":["CHROMEBOOK"]}
{"type":"PilotOffer","externalId":"pilot","cluster":"pima","offeredBy":"maker","product":"x","title":"Eight classrooms wanted","seats":8}
{"type":"Need","externalId":"n","cluster":"pima","postedBy":"teacher","onBehalfOf":"s","title":"Why do bees matter?","description":"My fourth graders plant a garden and ask about the bees.","grades":["G04"]}
`

// newTown makes the town.
func newTown(t *testing.T) *town {
	t.Helper()
	w := emptyTown(t)
	for i, r := range w.apply(true, lines(t, townLines)...) {
		if r.Outcome != app.Added {
			t.Fatalf("line %d: %v %v", i+1, r.Outcome, r.Err)
		}
	}
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *town) apply(final bool, batch ...app.Line) []app.Result {
	w.t.Helper()
	results, err := w.ApplyLines(w.ctx, batch, final)
	if err != nil {
		w.t.Fatal(err)
	}
	return results
}

// lines reads lines of source "test".
func lines(t testing.TB, text string) []app.Line {
	t.Helper()
	var list []app.Line
	for i, s := range strings.Split(strings.TrimSpace(text), "\n") {
		var fields app.Fields
		if err := json.Unmarshal([]byte(s), &fields); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		l := app.Line{Number: i + 1, Source: "test", Fields: fields}
		if err := l.Type.UnmarshalText([]byte(fields["type"].(string))); err != nil {
			t.Fatal(err)
		}
		l.ExternalID, _ = fields["externalId"].(string)
		l.Cluster, _ = fields["cluster"].(string)
		for _, name := range []string{"type", "externalId", "cluster"} {
			delete(fields, name)
		}
		list = append(list, l)
	}
	return list
}

// as returns the viewer that a person of the town is.
func (w *town) as(person string) *app.Viewer {
	w.t.Helper()
	cluster := "pima"
	if person == "stranger" {
		cluster = "yuma"
	}
	return w.asIn(cluster, person)
}

func (w *town) asIn(cluster, person string) *app.Viewer {
	w.t.Helper()
	v, err := w.Viewer(auth.WithPrincipal(w.ctx, auth.Principal{Person: eic.PersonID(w.idIn(cluster, eic.PersonType, person))}))
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *town) id(t eic.Type, ext string) eic.ID { return w.idIn("pima", t, ext) }

func (w *town) idIn(cluster string, t eic.Type, ext string) eic.ID {
	return eic.DeriveID(t, eic.ClusterIDOf(cluster), eic.External{Source: "test", ID: ext})
}

// need is the input of posting a need with these fields.
func need(fields app.Fields) app.Mutation { return app.Mutation{Input: app.Fields{"need": fields}} }

// wantKind fails unless the error is of a kind and, if given, about these fields.
func wantKind(t *testing.T, what string, err error, kind fault.Kind, paths ...string) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("%s: got %v, want %v", what, err, kind)
	}
	var e *fault.Error
	errors.As(err, &e)
	var got []string
	for _, f := range e.Fields {
		got = append(got, f.Path)
	}
	if len(paths) > 0 && strings.Join(got, " ") != strings.Join(paths, " ") {
		t.Fatalf("%s: faults at %v, want %v", what, got, paths)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
