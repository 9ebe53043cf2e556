package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/quality"
)

// tune fits the weights to a judged set, in a store of its own, and says what that
// does to needs it was not fitted to.
func (m *Main) tune(ctx context.Context, args []string) error {
	s := newSettings("tune", m.Getenv)
	out := s.text("out", "", "`FILE` to write the weights to, for serve --weights; without it they are only told")
	trial := m.trialFlags(s)
	files, err := m.parse(s, args)
	if err != nil {
		return err
	}
	set, options, err := trial.read(m, files)
	if err != nil {
		return err
	}
	start := match.DefaultWeights()
	if options.weights != nil {
		start = *options.weights
	}
	return m.overSet(ctx, set, options, func(service *app.Service) error {
		fitted, err := quality.Fit(ctx, service, set, start)
		if err != nil {
			return err
		}
		if err := m.tellFitted(fitted); err != nil || *out == "" {
			return err
		}
		return os.WriteFile(*out, fitted.Weights.Encode(), 0o644)
	})
}

func (m *Main) tellFitted(f quality.Fitted) error {
	fmt.Fprintf(m.Stdout, "fitted to %d needs, %d held back\n\n", f.Needs, f.Held)
	table := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tbefore\tafter\t")
	for _, c := range f.Changed {
		fmt.Fprintf(table, "%s\t%.4f\t%.4f\t\n", c.Name, c.Before, c.After)
	}
	fmt.Fprintf(table, "nDCG@10, held back\t%.4f\t%.4f\t\n", f.Before, f.After)
	if err := table.Flush(); err != nil {
		return err
	}
	verdict := "the needs held back are ranked better"
	if !f.Better() {
		verdict = "the needs held back are ranked no better: keep the weights you have"
	}
	_, err := fmt.Fprintf(m.Stdout, "\n%s (p %.4f)\n", verdict, f.P)
	return err
}
