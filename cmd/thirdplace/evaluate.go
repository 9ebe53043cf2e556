package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/ingest"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/quality"
	"github.com/edclusters/thirdplace/internal/store/sqlitestore"
)

// evaluate ranks a judged set and says how well. It works on a store of its own,
// which is gone when it ends.
func (m *Main) evaluate(ctx context.Context, args []string) error {
	s := newSettings("evaluate", m.Getenv)
	asJSON := s.toggle("json", "write the figures as one JSON object")
	trial := m.trialFlags(s)
	files, err := m.parse(s, args)
	if err != nil {
		return err
	}
	set, options, err := trial.read(m, files)
	if err != nil {
		return err
	}
	if set.Left > 0 {
		fmt.Fprintf(m.Stderr, "thirdplace: %d judgements name needs or offers that are not in the files and are left out\n", set.Left)
	}
	return m.overSet(ctx, set, options, func(service *app.Service) error {
		report, err := quality.Evaluate(ctx, service, set)
		if err != nil {
			return err
		}
		if *asJSON {
			return json.NewEncoder(m.Stdout).Encode(report)
		}
		return report.Write(m.Stdout)
	})
}

// trialFlags are the flags of commands that rank a judged set.
type trialFlags struct {
	today, places, weights *string
	embeds                 func() (*embeddings, usage)
}

func (m *Main) trialFlags(s *settings) trialFlags {
	return trialFlags{
		today:   s.text("today", "", "the `DAY` to judge by, such as 2031-02-01 (default today): windows that are over fit nobody"),
		places:  s.text("places", "", "`FILE` of GeoNames postal codes, where places are told by those"),
		weights: weightsFlag(s),
		embeds:  m.embeddingFlags(s),
	}
}

// trialOptions are how a judged set is to be ranked.
type trialOptions struct {
	today   eic.Day
	places  string
	weights *match.Weights
	embeds  *embeddings
}

// read reads the set and how it is to be ranked.
func (f trialFlags) read(m *Main, files []string) (*quality.Set, trialOptions, error) {
	var faults usage
	o := trialOptions{today: eic.DayOf(m.Now().UTC()), places: *f.places}
	if len(files) != 3 {
		faults = append(faults, "name three files: NEEDS OFFERS QRELS")
	}
	if *f.today != "" {
		day, err := eic.ParseDay(*f.today)
		if err != nil {
			faults = append(faults, fmt.Sprintf("--today %s: give a day such as 2031-02-01", *f.today))
		}
		o.today = day
	}
	var err error
	if o.weights, err = readWeights(*f.weights); err != nil {
		faults = append(faults, "--weights: "+sentence(err))
	}
	var more usage
	o.embeds, more = f.embeds()
	if faults = append(faults, more...); len(faults) > 0 {
		return nil, o, faults
	}
	set, err := quality.Open(quality.Files{Needs: files[0], Offers: files[1], Judgements: files[2], Stdin: m.Stdin, Today: o.today})
	return set, o, err
}

// overSet imports a judged set into a store of its own and does something with it.
func (m *Main) overSet(ctx context.Context, set *quality.Set, o trialOptions, do func(*app.Service) error) (err error) {
	dir, err := os.MkdirTemp("", "thirdplace-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	graph, err := sqlitestore.Open(ctx, filepath.Join(dir, storeFile))
	if err != nil {
		return err
	}
	noon := o.today.Time().Add(12 * time.Hour) // the same day in nearly every time zone
	service, err := app.Open(ctx, app.Config{
		Store: graph, Now: func() time.Time { return noon }, Weights: o.weights,
		Embeddings: o.embeds.forApp(), Log: m.logger(slog.LevelWarn),
	})
	if err != nil {
		return errors.Join(err, graph.Close())
	}
	k := &kept{service, graph}
	defer func() { err = errors.Join(err, k.close(ctx)) }()
	if o.places != "" {
		sum, err := ingest.Run(ctx, ingest.Options{Format: "geonames", Files: []string{o.places}}, service)
		if err == nil && (!sum.Read || sum.Rejected > 0) {
			err = refusal(fmt.Sprintf("--places %s: %s", o.places, sum))
		}
		if err != nil {
			return err
		}
	}
	if err := quality.Import(ctx, service, set); err != nil {
		return err
	}
	if err := service.EmbedAll(ctx); err != nil {
		return err
	}
	return do(service)
}
