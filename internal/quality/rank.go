package quality

import (
	"bytes"
	"context"
	"runtime"
	"sync"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/ingest"
	"github.com/edclusters/thirdplace/internal/match"
)

// Variant is the model with something about it changed, to see what that does.
type Variant struct {
	Name string
	// Weights changes the model's weights; nil leaves them.
	Weights func(*match.Weights)
}

// mostRejects is how many lines that are rejected are told.
const mostRejects = 10

// Import brings a set into a service. Lines that are rejected are Invalid, by file
// and line.
func Import(ctx context.Context, service *app.Service, set *Set) error {
	var faults fault.Fields
	rejected := 0
	_, err := ingest.Run(ctx, ingest.Options{
		Files: []string{"-"}, Stdin: bytes.NewReader(set.Lines),
		Rejected: func(line int, err error) {
			if rejected++; rejected <= mostRejects {
				faults.Add(set.origins[line-1], err)
			}
		},
	}, service)
	if err != nil {
		return err
	}
	return faults.Err()
}

// batchOfNeeds is how many needs share one recall.
const batchOfNeeds = 16

// Rank ranks the needs of a set, which is imported, in every variant. The lists of
// a variant are in the order of the needs.
func Rank(ctx context.Context, service *app.Service, needs []eic.NeedID, variants []Variant) ([][]List, error) {
	lists := make([][]List, len(variants))
	for i := range lists {
		lists[i] = make([]List, len(needs))
	}
	for first := 0; first < len(needs); first += batchOfNeeds {
		batch := needs[first:min(first+batchOfNeeds, len(needs))]
		ids := make([]eic.ID, len(batch))
		for i, id := range batch {
			ids[i] = eic.ID(id)
		}
		trials, err := service.Trials(ctx, ids)
		if err != nil {
			return nil, err
		}
		together(len(trials)*len(variants), func(i int) {
			trial, variant := i/len(variants), i%len(variants)
			lists[variant][first+trial] = variants[variant].rank(trials[trial])
		})
	}
	return lists, nil
}

// rank lists the offers of a trial. What scores nothing is not listed: a variant
// that looks at words alone has found no words.
func (v Variant) rank(t app.Trial) List {
	model := *t.Model
	if v.Weights != nil {
		v.Weights(&model.Weights)
	}
	matches := model.Rank(t.Need, t.Offers, false).Matches
	list := make(List, 0, listDepth)
	for _, m := range matches[:min(listDepth, len(matches))] {
		if m.Score > 0 {
			list = append(list, Listed{m.Offer.ID(), m.Fit})
		}
	}
	return list
}

// together calls do for 0 to n-1 on all processors and returns when all is done.
func together(n int, do func(int)) {
	var work sync.WaitGroup
	workers := min(n, runtime.GOMAXPROCS(0))
	for worker := range workers {
		work.Go(func() {
			for i := worker; i < n; i += workers {
				do(i)
			}
		})
	}
	work.Wait()
}

// WordsAlone is BM25 and nothing else, over what was recalled and passes the
// gates: title is how many times a word of an offer's title counts.
func WordsAlone(name string, title float64) Variant {
	return Variant{name, func(w *match.Weights) {
		w.TitleWeight, w.GramShare, w.PassageShare, w.NearWords, w.NearShare, w.Meaning = title, 0, 0, 0, 0, 0
		w.Text, w.Topic, w.OtherWords, w.OtherSense, w.AskShare, w.TellingLeast = 1, 0, 0, 0, 1, 0
		for _, c := range []*match.Context{&w.Curriculum, &w.Mode, &w.Place, &w.Time} {
			c.Weight = 0
		}
		w.WishStrength = noWishes
	}}
}

// withoutMeaning is the model without what texts mean.
func withoutMeaning() Variant {
	return Variant{"without embeddings", func(w *match.Weights) { w.Meaning = 0 }}
}

// noWishes outweighs what any offerer wishes.
const noWishes = 1e12
