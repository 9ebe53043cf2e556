package graph

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/graph/model"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// subscription answers the fields of Subscription.
type subscription root

// NeedChanged sends a need each time it changes, until the reader goes or may
// not see it any more. It looks again and again; a change that is undone between
// two looks is not seen, and of several the last is.
func (u subscription) NeedChanged(ctx context.Context, id string) (<-chan *model.NeedChangedPayload, error) {
	need, _, err := u.need(ctx, id)
	if err != nil {
		return nil, err
	}
	changes := make(chan *model.NeedChangedPayload)
	go u.follow(ctx, id, need.Version, changes)
	return changes, nil
}

func (u subscription) follow(ctx context.Context, id string, seen eic.Version, changes chan<- *model.NeedChangedPayload) {
	defer close(changes)
	tick := time.NewTicker(u.watch)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		need, s, err := u.need(ctx, id)
		switch {
		case fault.Is(err, fault.Unavailable):
			continue
		case err != nil:
			return
		case need.Version == seen:
			continue
		}
		seen = need.Version
		select {
		case <-ctx.Done():
			return
		case changes <- &model.NeedChangedPayload{Need: view.NewNeed(s, need)}:
		}
	}
}

// need reads the need as whoever asks may see it now, in a session of its own.
func (u subscription) need(ctx context.Context, id string) (*eic.Need, *view.Session, error) {
	s := view.From(ctx, u.app).Fresh()
	v, err := s.Viewer(ctx)
	if err != nil {
		return nil, nil, err
	}
	r, err := u.app.Record(ctx, v, id)
	if err != nil {
		return nil, nil, err
	}
	need, ok := r.(*eic.Need)
	if !ok {
		return nil, nil, fault.Missing(eic.NeedType.String(), id)
	}
	return need, s, nil
}
