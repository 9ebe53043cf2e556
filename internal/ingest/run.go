package ingest

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Options say what to import and how.
type Options struct {
	Format  string    // one of Formats; empty is "ndjson"
	Cluster string    // external id of the cluster of lines that name none
	Source  string    // of lines that name none; empty is the format's name
	NTEE    []string  // irs-eo: beginnings of the codes wanted, such as "A5"; none is all
	Files   []string  // paths, read in this order; "-" is Stdin; of some formats folders
	Stdin   io.Reader // may be nil where no file is "-"

	Sentence func(error) string             // the reason a person reads; nil: the error for logs
	Rejects  func() (io.WriteCloser, error) // called at the first reject; nil: no file is written
	Rejected func(line int, err error)      // called at each reject; nil: nobody asks
	Progress func(Progress)                 // called at most ten times a second; nil: nobody looks
}

// Target is what lines are imported into: *app.Service. Results come in the
// order of what was given, one each.
type Target interface {
	// ApplyLines imports lines of any mix of types. References are resolved
	// against the store and the lines themselves, whatever their order. A line
	// whose references are missing is Waiting, or Rejected if this is final.
	ApplyLines(ctx context.Context, lines []app.Line, final bool) ([]app.Result, error)
	// ApplyPlaces imports postal codes.
	ApplyPlaces(ctx context.Context, places []app.PlaceLine) ([]app.Result, error)
	// NoteImport says in the audit log what was imported, from files of a format.
	NoteImport(ctx context.Context, format string) error
	// FinishImport does what must follow an import.
	FinishImport(ctx context.Context) error
}

// Summary counts what became of the lines.
type Summary struct {
	Imported, Updated, Unchanged, Rejected int
	// LeftOut counts notes in the reject file that are no rejects: what of good
	// lines was left out on purpose.
	LeftOut int
	// Read is false when no file could be read at all: none could be opened, or
	// none was of the format.
	Read bool
	// Why is the reason that the last input could not be read, or could not be
	// read to its end.
	Why error
}

// String returns the summary as the import command's last line.
func (s Summary) String() string {
	return fmt.Sprintf("imported %d, updated %d, unchanged %d, rejected %d", s.Imported, s.Updated, s.Unchanged, s.Rejected)
}

// Run imports files into a target. An unknown format, or one that needs a
// cluster and has none, is Invalid and nothing is read. What is wrong with a
// file or a line is a reject, not an error. Any other error stops the import:
// the summary then says what was done so far, and a second run of the same files
// ends as if the first had not been.
func Run(ctx context.Context, o Options, target Target) (Summary, error) {
	f, err := formatOf(o)
	if err != nil {
		return Summary{}, fault.Wrap("import", err)
	}
	if o.Source == "" {
		o.Source = f.name
	}
	r := &run{
		options: o, format: f, target: target, seen: seen{},
		rejects: rejects{open: o.Rejects, sentence: o.Sentence},
		meter:   newMeter(o.Progress, f.size(o.Files), time.Now),
	}
	err = r.all(ctx)
	// What was imported is told of also if the rest is not.
	if noting := target.NoteImport(context.WithoutCancel(ctx), f.name); err == nil {
		err = noting
	}
	if closing := r.close(); err == nil {
		err = closing
	}
	return r.sum, fault.Wrap("import", err)
}

// run is one import while it goes on.
type run struct {
	options Options
	format  format
	target  Target
	sum     Summary
	seen    seen
	batch   batch[item]
	places  batch[placeItem]
	waiting *spool // nil: nothing waits
	rejects rejects
	meter   *meter
	file    int // which input is being read
}

func (r *run) all(ctx context.Context) error {
	for i, paths := range r.format.inputs(r.options.Files) {
		r.file = i
		if err := r.readInput(ctx, paths); err != nil {
			return err
		}
	}
	if err := r.retry(ctx); err != nil {
		return err
	}
	r.meter.end()
	if !r.sum.Read {
		return nil
	}
	return r.target.FinishImport(ctx)
}

func (r *run) close() error {
	r.waiting.close()
	return r.rejects.close()
}

// readInput imports one input. Lines that are left in a batch at its end are
// applied, so that places and lines of the next input find them.
func (r *run) readInput(ctx context.Context, paths []string) error {
	in, err := r.format.open(paths, r.options)
	if err != nil {
		return r.end(entry{file: paths[0]}, err)
	}
	defer in.close()
	for {
		e, err := in.next()
		if e.file == "" {
			e.file = paths[0]
		}
		if err == io.EOF {
			r.sum.Read = true
			break
		}
		if err != nil {
			if err := r.end(e, err); err != nil {
				return err
			}
			break
		}
		r.sum.Read = true
		lines, bytes := in.at()
		r.meter.tick(lines, bytes, r.waiting.len())
		if err := r.admit(ctx, e); err != nil {
			return err
		}
	}
	_, bytes := in.at()
	r.meter.endFile(bytes)
	return r.flush(ctx)
}

// end reports why an input cannot be read, or not any further.
func (r *run) end(e entry, why error) error {
	e.err, r.sum.Why = why, why
	return r.reject(e)
}

// admit puts what a line of a file came to into the batches.
func (r *run) admit(ctx context.Context, e entry) error {
	if e.err != nil {
		return r.reject(e)
	}
	if err := r.leave(e); err != nil {
		return err
	}
	for _, line := range e.lines {
		k := keyOf(line)
		if first, other := r.seen.claim(k, fingerprint(line.Fields), r.file, line.Number); other {
			e.err = usedAgain(line, first)
			if err := r.reject(e); err != nil {
				return err
			}
			continue
		}
		if err := r.add(ctx, item{file: r.file, name: e.file, line: line, key: k, input: e.input, size: e.size}, fewLines(), false); err != nil {
			return err
		}
	}
	if e.place == nil {
		return ctx.Err()
	}
	return r.admitPlace(ctx, e)
}

// leave tells what of a line was left out.
func (r *run) leave(e entry) error {
	if e.left == nil {
		return nil
	}
	r.sum.LeftOut++
	return r.rejects.write(e.file, e.number, e.input, e.left)
}

// admitPlace puts a postal code into its batch. The publishers' lists have a row
// for each town of a code: the first stands for all. In our own files a code has
// one line.
func (r *run) admitPlace(ctx context.Context, e entry) error {
	first, again, other := r.seen.claimPlace(*e.place, r.file)
	switch {
	case again && other && !e.towns:
		e.err = fault.At("externalId", fault.KeyUsedAgain, placeType, e.place.Country+":"+e.place.Code, first)
		return r.reject(e)
	case again:
		r.sum.Unchanged++
		return nil
	}
	r.places.add(placeItem{name: e.file, place: *e.place, input: e.input}, e.size)
	if r.places.full(fewLines()) {
		return r.flushPlaces(ctx)
	}
	return nil
}

func usedAgain(line app.Line, first int) error {
	return fault.At("externalId", fault.KeyUsedAgain, line.Type.String(), line.ExternalID, first)
}
