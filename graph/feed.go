package graph

import "context"

// feed is how a subscription's resolver and the transport work together. The
// resolver leaves in it how the next event is waited for; the transport waits,
// and only then has the event's answer made. So no event waits in memory for a
// slow reader, and an answer shows what is true when it is read.
type feed struct {
	after string // the event to go on from, as the transport was told; "": from now on
	last  string // the event that is answered now
	// wait waits for the next event, hands it to the executor and names it. False:
	// there is none. Nil: the operation is no subscription, and answers by itself.
	wait func(context.Context) (event string, more bool)
}

type feedKey struct{}

// into returns a context whose subscription is fed by f.
func (f *feed) into(ctx context.Context) context.Context {
	return context.WithValue(ctx, feedKey{}, f)
}

func feedFrom(ctx context.Context) *feed {
	f, _ := ctx.Value(feedKey{}).(*feed)
	return f
}

// next waits for the next event.
func (f *feed) next(ctx context.Context) (more bool) {
	if f.wait == nil {
		return ctx.Err() == nil
	}
	f.last, more = f.wait(ctx)
	return more
}
