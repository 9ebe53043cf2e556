package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/edclusters/thirdplace/internal/ingest"
)

// importFiles reads files into the graph. Its status is 1 if a line was
// rejected and 2 if nothing could be read.
func (m *Main) importFiles(ctx context.Context, args []string) (err error) {
	s := newSettings("import", m.Getenv)
	databases := m.databaseFlags(s)
	format := s.text("format", "ndjson", "what the files are: `NAME` is one of "+strings.Join(ingest.Formats(), ", "))
	cluster := s.text("cluster", "", "`EXTERNAL_ID` of the cluster of records that name none")
	source := s.text("source", "", "`NAME` of the source of records that name none (default the format's name)")
	ntee := s.list("ntee", "irs-eo: only organizations whose code begins so, such as `B,A5`")
	rejects := s.text("rejects", "rejects.ndjson", "`FILE` for lines that are rejected, with the reasons; made when there is one")
	files, err := m.parse(s, args)
	if err != nil {
		return err
	}
	where, faults := databases()
	if len(files) == 0 {
		faults = append(faults, "name at least one file to import, or - for standard input")
	}
	faults = checkRejects(*rejects, files, faults)
	if err := faults.err(); err != nil {
		return err
	}
	graph, err := m.open(ctx, where.patient(), m.logger(slog.LevelWarn))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, graph.close(ctx)) }()
	return m.run(ctx, graph, ingest.Options{
		Format: *format, Cluster: *cluster, Source: *source, NTEE: *ntee,
		Files: files, Stdin: m.Stdin, Sentence: sentence, Progress: m.progress(),
		Rejects: func() (io.WriteCloser, error) { return private(*rejects) },
	}, *rejects)
}

func (m *Main) run(ctx context.Context, graph *kept, o ingest.Options, rejects string) error {
	sum, err := ingest.Run(ctx, o, graph.Service)
	if err != nil && ctx.Err() != nil {
		return refusal("stopped before the end: import the same files again to finish")
	}
	if err != nil {
		return err
	}
	if sum.Why != nil {
		fmt.Fprintf(m.Stderr, "thirdplace: %s\n", sentence(sum.Why))
	}
	if sum.LeftOut > 0 {
		fmt.Fprintf(m.Stderr, "thirdplace: lines of which something was left out on purpose: %d; what, and why, is in %s\n", sum.LeftOut, rejects)
	}
	if sum.Rejected > 0 {
		fmt.Fprintf(m.Stderr, "thirdplace: what was rejected, and why, is in %s\n", rejects)
	}
	fmt.Fprintln(m.Stdout, sum)
	switch {
	case !sum.Read:
		return status(exitUsage)
	case sum.Rejected > 0:
		return status(exitFailed)
	}
	return nil
}

// private makes a file that only its owner reads: people may be in it.
func private(name string) (io.WriteCloser, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
}

// checkRejects refuses to write rejects over what is being read.
func checkRejects(rejects string, files []string, faults usage) usage {
	there, err := os.Stat(rejects)
	if errors.Is(err, fs.ErrNotExist) {
		return faults
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && there != nil && os.SameFile(there, info) {
			faults = append(faults, fmt.Sprintf("%s is to be imported, so rejects cannot be written there: name another file by --rejects", file))
		}
	}
	return faults
}

// progress shows how far an import is to somebody who sits at a terminal.
func (m *Main) progress() func(ingest.Progress) {
	if !terminal(m.Stderr) {
		return nil
	}
	return func(p ingest.Progress) {
		fmt.Fprintf(m.Stderr, "\r\x1b[K%s", p) // to the line's beginning, and clear it
		if p.Done {
			fmt.Fprint(m.Stderr, "\r\x1b[K")
		}
	}
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
