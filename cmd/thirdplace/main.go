// Command thirdplace serves the graph of an education innovation cluster and
// keeps it: with no arguments it serves, the other commands bring files in and
// out, make tokens and check what is there.
//
// Each file with the name of a command is that command; settings.go reads flags
// and their environment variables, config.go judges them, wire.go puts the
// program together. Start at Main.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // the time zones of clusters, where the machine has none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	m := Main{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now}
	os.Exit(m.Run(ctx, os.Args[1:]))
}

// Main is the program with what surrounds it, so that a test can run the whole.
type Main struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Now            func() time.Time
}

// command is one thing the program can be asked to do.
type command struct {
	name, arguments, does string
	run                   func(*Main, context.Context, []string) error
}

// commands lists them in the order of the help; the first is the default.
func commands() []command {
	return []command{
		{"serve", "", "answers requests until it is told to stop; this is the default", (*Main).serve},
		{"import", "FILE...", "reads files, or folders of some formats, into the graph; - is standard input", (*Main).importFiles},
		{"export", "[FILE]", "writes the graph as NDJSON, to standard output without FILE", (*Main).export},
		{"backup", "FILE", "copies the graph's file, also while it is served", (*Main).backup},
		{"evaluate", "NEEDS OFFERS QRELS", "ranks a judged set and says how well; the graph is left alone", (*Main).evaluate},
		{"tune", "NEEDS OFFERS QRELS", "fits the weights to judgements or outcomes; the graph is left alone", (*Main).tune},
		{"token", "", "prints a token for a person who is stored", (*Main).token},
		{"check", "", "checks configuration, store and key, and says what it found", (*Main).check},
		{"ready", "", "asks the service that runs here whether it can answer requests", (*Main).ready},
		{"version", "", "prints what this program was built from", (*Main).version},
	}
}

// The program's exit statuses. Import has a meaning of its own for each.
const (
	exitOK     = 0
	exitFailed = 1 // it could not be done, or not all of it
	exitUsage  = 2 // it was not asked properly, or there was nothing to do it with
)

// Run does what the arguments ask and returns the exit status. It ends early,
// and in order, when ctx ends.
func (m *Main) Run(ctx context.Context, args []string) int {
	name, rest := split(args)
	if name == "help" {
		m.help(m.Stdout)
		return exitOK
	}
	i := slices.IndexFunc(commands(), func(c command) bool { return c.name == name })
	if i < 0 {
		m.help(m.Stderr)
		return m.failed(usage{fmt.Sprintf("there is no command %q", name)})
	}
	return m.failed(commands()[i].run(m, ctx, rest))
}

// split tells the command from its arguments. What begins with a dash belongs
// to serve.
func split(args []string) (name string, rest []string) {
	switch {
	case len(args) == 0:
		return "serve", nil
	case slices.Contains([]string{"-h", "-help", "--help"}, args[0]):
		return "help", nil
	case strings.HasPrefix(args[0], "-"):
		return "serve", args
	}
	return args[0], args[1:]
}

func (m *Main) help(w io.Writer) {
	fmt.Fprint(w, "thirdplace serves the graph of an education innovation cluster.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-32s %s\n", strings.TrimSpace("thirdplace "+c.name+" "+c.arguments), c.does)
	}
	fmt.Fprint(w, "\nthirdplace COMMAND --help shows a command's flags and their environment variables.\n"+
		"To look around at once: thirdplace --demo\n")
}

// failed says what went wrong and returns the exit status for it.
func (m *Main) failed(err error) int {
	var asked usage
	var done status
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &done):
		return int(done)
	case errors.As(err, &asked):
		for _, fault := range asked {
			fmt.Fprintf(m.Stderr, "thirdplace: %s\n", fault)
		}
		return exitUsage
	}
	for _, sentence := range sentences(err) {
		fmt.Fprintf(m.Stderr, "thirdplace: %s\n", sentence)
	}
	return exitFailed
}

// status ends the program with a number after everything has been said.
type status int

// Error implements error.
func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// usage is what is wrong with how the program was asked, a sentence each.
type usage []string

// Error implements error.
func (u usage) Error() string { return strings.Join(u, "; ") }

// err returns the faults as an error, nil if there are none.
func (u usage) err() error {
	if len(u) == 0 {
		return nil
	}
	return u
}

// refusal is a sentence about why something is not done.
type refusal string

// Error implements error.
func (r refusal) Error() string { return string(r) }
