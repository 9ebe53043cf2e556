package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// TestShippedTopicsReachOldStores: a store that an earlier edition of the tables
// was shipped to gets what changed when the service starts, in one write, and
// the texts in it are linked anew. A topic that is no longer shipped stays:
// somebody may have chosen it.
func TestShippedTopicsReachOldStores(t *testing.T) {
	w := newTown(t)
	earlier := lines(t, `{"type":"Topic","externalId":"topic-quilting","label":"bed covers","kind":"FUND"}
{"type":"Topic","externalId":"topic-retired","label":"spinning jennies","kind":"FUND"}`)
	for i := range earlier {
		earlier[i].Source = eic.OwnSource
	}
	offer := lines(t, `{"type":"FundOfKnowledge","externalId":"patches","cluster":"pima","offeredBy":"keeper","title":"Patchwork on Saturdays"}`)
	for i, r := range w.apply(true, append(earlier, offer...)...) {
		if r.Outcome != app.Updated && r.Outcome != app.Added {
			t.Fatalf("line %d: %v %v", i, r.Outcome, r.Err)
		}
	}
	if err := w.FinishImport(w.ctx); err != nil {
		t.Fatal(err)
	}
	linked := func() []eic.TopicID {
		all, err := w.store.Hydrate(w.ctx, []eic.ID{w.id(eic.FundOfKnowledgeType, "patches")})
		if err != nil {
			t.Fatal(err)
		}
		var ids []eic.TopicID
		for _, about := range all[0].Document.Topics {
			ids = append(ids, about.Topic)
		}
		return ids
	}
	if slices.Contains(linked(), "topic-quilting") {
		t.Fatalf("linked already: %v", linked())
	}
	w.store.commits.Store(0)
	w.start()
	if !slices.Contains(linked(), "topic-quilting") {
		t.Errorf("after the new edition: %v", linked())
	}
	if got := w.TopicName(w.as("teacher"), "topic-quilting", eic.English); got != "quilting" {
		t.Errorf("topic-quilting is called %q", got)
	}
	if got := w.TopicName(w.as("teacher"), "topic-retired", eic.English); got != "spinning jennies" {
		t.Errorf("the retired topic is called %q", got)
	}
	if commits := w.store.commits.Swap(0); commits != 2 {
		t.Errorf("%d writes, want 1 of the topics and 1 of the text", commits)
	}
	w.start()
	if commits := w.store.commits.Load(); commits != 0 {
		t.Errorf("%d writes at a start with nothing new", commits)
	}
}

// start starts the service anew on the same store and waits until it has caught up.
func (w *town) start() {
	w.t.Helper()
	s, err := app.Open(w.ctx, app.Config{Store: w.store, Now: func() time.Time { return noon }})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := s.Close(context.WithoutCancel(w.ctx)); err != nil {
		w.t.Fatal(err)
	}
	w.Service = s
}
