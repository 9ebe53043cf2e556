package ingest

import (
	"context"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/fault"
)

// item is one record on its way: where it was read and what it says.
type item struct {
	file  int    // which input
	name  string // of the file
	line  app.Line
	key   key
	input string // the line of the file, clipped
	size  int    // bytes of the line of the file
}

type placeItem struct {
	name  string // of the file
	place app.PlaceLine
	input string
}

// limit is how much one batch holds; the line that reaches it still goes in.
type limit struct{ lines, bytes int }

// fewLines is the batch of a plain read: one transaction of the store.
func fewLines() limit { return limit{1_000, 4 << 20} }

// manyLines is the most that is ever applied at once. Lines that refer to each
// other in a circle are imported if they lie within so many waiting lines.
func manyLines() limit { return limit{50_000, 32 << 20} }

func (l limit) grow() limit {
	most := manyLines()
	return limit{min(4*l.lines, most.lines), min(4*l.bytes, most.bytes)}
}

// batch collects what is applied together.
type batch[T any] struct {
	items []T
	bytes int
}

func (b *batch[T]) add(it T, size int) {
	b.items = append(b.items, it)
	b.bytes += size
}

func (b *batch[T]) full(l limit) bool { return len(b.items) >= l.lines || b.bytes >= l.bytes }

// take empties the batch.
func (b *batch[T]) take() []T {
	items := b.items
	*b = batch[T]{}
	return items
}

// add puts a record into the batch and applies the batch when it is full.
func (r *run) add(ctx context.Context, it item, most limit, final bool) error {
	r.batch.add(it, it.size)
	if r.batch.full(most) {
		return r.flushLines(ctx, final)
	}
	return nil
}

func (r *run) flush(ctx context.Context) error {
	if err := r.flushPlaces(ctx); err != nil {
		return err
	}
	return r.flushLines(ctx, false)
}

// flushLines applies the batch. Only the line that owns its key is applied; what
// becomes of one that repeats it follows from that.
func (r *run) flushLines(ctx context.Context, final bool) error {
	var lines []app.Line
	var owners, others []item
	for _, it := range r.batch.take() {
		if r.seen.owns(it) {
			owners, lines = append(owners, it), append(lines, it.line)
		} else {
			others = append(others, it)
		}
	}
	if len(lines) > 0 {
		results, err := r.target.ApplyLines(ctx, lines, final)
		if err != nil || len(results) != len(lines) {
			return incomplete("apply lines", err)
		}
		for i, it := range owners {
			if err := r.settle(it, results[i], final); err != nil {
				return err
			}
			r.seen.settle(it.key, results[i].Outcome)
		}
	}
	for _, it := range others {
		if err := r.settle(it, r.follow(it, final), final); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// follow returns the outcome of a line that does not own its key: the same line
// of a file came before it, or a later file has replaced it. The reason why the
// owner was rejected stands at its own line.
func (r *run) follow(it item, final bool) app.Result {
	owner := r.seen[it.key]
	switch {
	case owner.outcome == app.Waiting && !final:
		return app.Result{Outcome: app.Waiting}
	case owner.outcome == app.Rejected:
		return app.Result{Outcome: app.Rejected, Err: fault.At("externalId", fault.Repeated, it.line.ExternalID)}
	}
	return app.Result{Outcome: app.Unchanged}
}

// settle counts an outcome and keeps or reports the line.
func (r *run) settle(it item, result app.Result, final bool) error {
	switch result.Outcome {
	case app.Added:
		r.sum.Imported++
	case app.Updated:
		r.sum.Updated++
	case app.Unchanged:
		r.sum.Unchanged++
	case app.Waiting:
		if !final {
			return r.wait(it)
		}
		return r.rejectItem(it.name, it.line.Number, it.input, result.Err)
	default:
		return r.rejectItem(it.name, it.line.Number, it.input, result.Err)
	}
	return nil
}

func (r *run) flushPlaces(ctx context.Context) error {
	items := r.places.take()
	if len(items) == 0 {
		return nil
	}
	places := make([]app.PlaceLine, len(items))
	for i, it := range items {
		places[i] = it.place
	}
	results, err := r.target.ApplyPlaces(ctx, places)
	if err != nil || len(results) != len(places) {
		return incomplete("apply places", err)
	}
	for i, it := range items {
		err := r.settle(item{name: it.name, line: app.Line{Number: it.place.Number}, input: it.input}, results[i], true)
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// incomplete is the error of a target that failed or did not answer for each line.
func incomplete(op string, err error) error {
	if err == nil {
		err = fault.New(fault.Internal, "")
	}
	return fault.Wrap(op, err)
}

// reject reports an entry.
func (r *run) reject(e entry) error { return r.rejectItem(e.file, e.number, e.input, e.err) }

func (r *run) rejectItem(file string, number int, input string, err error) error {
	r.sum.Rejected++
	if r.options.Rejected != nil {
		r.options.Rejected(number, err)
	}
	return r.rejects.write(file, number, input, err)
}
