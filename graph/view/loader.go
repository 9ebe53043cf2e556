package view

import (
	"context"
	"time"

	"github.com/vikstrous/dataloadgen"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// wait is how long a loader collects before it asks.
const wait = time.Millisecond

// matchKey is the question for a page of matches, as a key.
type matchKey struct {
	id      eic.ID
	kinds   eic.Set[eic.OfferKind]
	first   int
	after   string
	balance bool
	scope   eic.MatchScope
}

// load gives the session its loaders. Whatever a list asks of its items is so
// asked once for all of them.
func (s *Session) load() {
	within := dataloadgen.WithWait(wait)
	s.contacts = dataloadgen.NewLoader(s.reach, within)
	s.records = dataloadgen.NewLoader(s.related, within)
	s.needMatches = dataloadgen.NewLoader(s.matches(s.app.NeedMatches), within)
	s.offerMatches = dataloadgen.NewLoader(s.matches(s.app.OfferMatches), within)
}

func (s *Session) related(ctx context.Context, ids []eic.ID) ([]eic.Record, []error) {
	viewer, err := s.Viewer(ctx)
	if err != nil {
		return nil, []error{err}
	}
	found, err := s.app.Related(ctx, viewer, ids)
	if err != nil {
		return nil, []error{err}
	}
	return found, nil
}

func (s *Session) reach(ctx context.Context, people []*eic.Person) ([]app.Contact, []error) {
	viewer, err := s.Viewer(ctx)
	if err != nil {
		return nil, []error{err}
	}
	contacts, err := s.app.Contacts(ctx, viewer, people)
	if err != nil {
		return nil, []error{err}
	}
	return contacts, nil
}

type asker func(context.Context, *app.Viewer, []app.MatchArgs) []app.MatchAnswer

func (s *Session) matches(ask asker) func(context.Context, []matchKey) ([]*app.MatchPage, []error) {
	return func(ctx context.Context, keys []matchKey) ([]*app.MatchPage, []error) {
		viewer, err := s.Viewer(ctx)
		if err != nil {
			return nil, []error{err}
		}
		args := make([]app.MatchArgs, len(keys))
		for i, k := range keys {
			args[i] = app.MatchArgs{ID: k.id, Kinds: k.kinds.Values(), First: k.first, After: k.after, Balance: k.balance, Scope: k.scope}
		}
		pages := make([]*app.MatchPage, len(keys))
		errs := make([]error, len(keys))
		for i, answer := range ask(ctx, viewer, args) {
			pages[i], errs[i] = answer.Page, answer.Err
		}
		return pages, errs
	}
}

// one loads the record of an edge and wraps it; nil for an edge that leads
// nowhere.
func one[R eic.Record, V any](ctx context.Context, s *Session, id eic.ID, wrap func(*Session, R) *V) (*V, error) {
	if id == "" {
		return nil, nil
	}
	r, err := s.records.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	if record, ok := r.(R); ok {
		return wrap(s, record), nil
	}
	return nil, nil
}

// many loads the records of edges and wraps them, leaving out those that lead
// nowhere.
func many[R eic.Record, V any, I ~string](ctx context.Context, s *Session, ids []I, wrap func(*Session, R) *V) ([]*V, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	keys := make([]eic.ID, len(ids))
	for i, id := range ids {
		keys[i] = eic.ID(id)
	}
	found, err := s.records.LoadAll(ctx, keys)
	if err != nil {
		return nil, err
	}
	views := make([]*V, 0, len(found))
	for _, r := range found {
		if record, ok := r.(R); ok {
			views = append(views, wrap(s, record))
		}
	}
	return views, nil
}
