package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// settings are the flags of one command. Each has an environment variable, which
// counts where the flag is not given: --metrics-addr is THIRDPLACE_METRICS_ADDR.
type settings struct {
	set    *flag.FlagSet
	getenv func(string) string
	given  map[string]bool // by flag or environment
}

func newSettings(command string, getenv func(string) string) *settings {
	set := flag.NewFlagSet(command, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	return &settings{set: set, getenv: getenv, given: map[string]bool{}}
}

// text, toggle and list declare a flag. The part of its description in back
// quotes names its value in the help.
func (s *settings) text(name, standard, says string) *string {
	return s.set.String(name, standard, says)
}

func (s *settings) toggle(name, says string) *bool { return s.set.Bool(name, false, says) }

func (s *settings) list(name, says string) *[]string {
	l := new(list)
	s.set.Var(l, name, says)
	return &l.values
}

// list is a flag that may be given several times or with commas. The first flag
// takes the place of what the environment says.
type list struct {
	values []string
	stale  bool // what is there came from the environment
}

// String implements flag.Value.
func (l *list) String() string { return strings.Join(l.values, ",") }

// Set implements flag.Value.
func (l *list) Set(text string) error {
	if l.stale {
		l.values, l.stale = nil, false
	}
	for value := range strings.SplitSeq(text, ",") {
		if value = strings.TrimSpace(value); value != "" {
			l.values = append(l.values, value)
		}
	}
	return nil
}

func variable(flag string) string {
	return "THIRDPLACE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// parse reads environment and arguments and returns the arguments that are no
// flags, wherever they stand. It names every fault it meets.
func (s *settings) parse(args []string) (rest []string, err error) {
	faults := s.environment()
	for len(args) > 0 {
		err := s.set.Parse(args)
		left := s.set.Args()
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		if err != nil {
			faults = append(faults, err.Error())
		}
		read := len(args) - len(left)
		if err == nil && read > 0 && args[read-1] == "--" {
			rest = append(rest, left...)
			break
		}
		if err == nil && len(left) > 0 {
			rest, left = append(rest, left[0]), left[1:]
		}
		args = left
	}
	s.set.Visit(func(f *flag.Flag) { s.given[f.Name] = true })
	if faults != nil {
		return nil, usage(faults)
	}
	return rest, nil
}

func (s *settings) environment() (faults []string) {
	s.set.VisitAll(func(f *flag.Flag) {
		value := s.getenv(variable(f.Name))
		if value == "" {
			return
		}
		if err := s.set.Set(f.Name, value); err != nil {
			faults = append(faults, fmt.Sprintf("%s is %q: %v", variable(f.Name), value, err))
		}
		if l, ok := f.Value.(*list); ok {
			l.stale = true
		}
	})
	return faults
}

// help writes how a command is used.
func (s *settings) help(w io.Writer, c command) {
	fmt.Fprintf(w, "thirdplace %s %s\n\n%s %s.\n\n", c.name, strings.TrimSpace("[flags] "+c.arguments), c.name, c.does)
	s.set.VisitAll(func(f *flag.Flag) {
		value, says := flag.UnquoteUsage(f)
		if f.DefValue != "" && f.DefValue != "false" {
			says += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(w, "  %s\n      %s\n      environment: %s\n", strings.TrimSpace("--"+f.Name+" "+value), says, variable(f.Name))
	})
}
