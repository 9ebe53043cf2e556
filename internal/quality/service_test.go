package quality

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// today is the day by which the sets of these tests are ranked, a Monday.
var today = eic.DayOf(time.Date(2031, time.January, 6, 0, 0, 0, 0, time.UTC))

// newService opens an empty service at noon of that day; weights may be nil.
func newService(t testing.TB, weights *match.Weights) *app.Service {
	t.Helper()
	store, err := sqlitestore.Open(t.Context(), filepath.Join(t.TempDir(), "graph.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	noon := today.Time().Add(12 * time.Hour)
	service, err := app.Open(t.Context(), app.Config{Store: store, Now: func() time.Time { return noon }, Weights: weights})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := service.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return service
}
