package graph

import (
	"context"
	"strconv"

	"github.com/edclusters/thirdplace/graph/model"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// subscription answers the fields of Subscription.
type subscription root

// NeedChanged sends a need each time it changes.
func (u subscription) NeedChanged(ctx context.Context, id string, after *string) (<-chan *model.NeedChangedPayload, error) {
	return follow(ctx, u, id, after, func(s *view.Session, n *eic.Need, event string) *model.NeedChangedPayload {
		return &model.NeedChangedPayload{Need: view.NewNeed(s, n), Event: event}
	})
}

// OfferChanged sends an offer each time it changes.
func (u subscription) OfferChanged(ctx context.Context, id string, after *string) (<-chan *model.OfferChangedPayload, error) {
	return follow(ctx, u, id, after, func(s *view.Session, o *eic.Offer, event string) *model.OfferChangedPayload {
		return &model.OfferChangedPayload{Offer: view.NewOffer(s, o), Event: event}
	})
}

// follow feeds a subscription with a record each time it changes, until the
// reader goes or may not see it any more: that is asked anew each time. The name
// of an event is the version of the record that it made.
func follow[R eic.Record, P any](ctx context.Context, u subscription, id string, after *string, payload func(*view.Session, R, string) P) (<-chan P, error) {
	feed := feedFrom(ctx)
	r, _, err := readNow[R](ctx, u, id)
	if err != nil {
		return nil, err
	}
	seen, err := seenVersion(feed.after, after, r.Header().Version)
	if err != nil {
		return nil, err
	}
	wait, stop, err := u.app.Follow(ctx, r)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, stop)
	changes := make(chan P, 1) // the executor takes each before the next is waited for
	feed.wait = func(ctx context.Context) (string, bool) {
		for wait(ctx, seen) == nil {
			r, s, err := readNow[R](ctx, u, id)
			switch {
			case fault.Is(err, fault.Unavailable):
			case err != nil:
				return "", false
			case r.Header().Version != seen:
				seen = r.Header().Version
				event := strconv.FormatInt(int64(seen), 10)
				changes <- payload(s, r, event)
				return event, true
			}
		}
		return "", false
	}
	return changes, nil
}

// seenVersion is the version the reader has: that of the event it goes on from,
// by argument or else by header, or the present one.
func seenVersion(header string, argument *string, now eic.Version) (eic.Version, error) {
	event := header
	if argument != nil {
		event = *argument
	}
	if event == "" {
		return now, nil
	}
	n, err := strconv.ParseInt(event, 10, 64)
	if err != nil || n < 0 {
		return 0, fault.At("after", fault.BadCursor)
	}
	return eic.Version(n), nil
}

// readNow reads a record as whoever asks may see it now, in a session of its own.
func readNow[R eic.Record](ctx context.Context, u subscription, id string) (record R, s *view.Session, err error) {
	ctx, cancel := context.WithTimeout(ctx, operationWithin)
	defer cancel()
	s = view.From(ctx, u.app).Fresh()
	v, err := s.Viewer(ctx)
	if err != nil {
		return record, nil, err
	}
	r, err := u.app.Record(ctx, v, id)
	if err != nil {
		return record, nil, err
	}
	record, ok := r.(R)
	if !ok {
		return record, nil, fault.Missing(eic.ID(id).Type().String(), id)
	}
	return record, s, nil
}
