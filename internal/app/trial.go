package app

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// Trial is what ranking is asked about one need: the arguments of match.Model's
// Rank, as NeedMatches would have them.
type Trial struct {
	Model  *match.Model
	Need   *match.Need
	Offers []*match.Offer // recalled, of the kinds the need seeks
}

// Trials returns what ranking would be asked about needs, in their order, so that
// it can be measured. It is for whoever runs the program, as an import is: there
// is no viewer, and nothing is noted as seen. A need that is not there is NotFound.
func (s *Service) Trials(ctx context.Context, needs []eic.ID) ([]Trial, error) {
	args := make([]MatchArgs, len(needs))
	for i, id := range needs {
		args[i] = MatchArgs{ID: id, First: 1}
	}
	questions := s.questions(ctx, args, mustBeNeed, s.askForOffers)
	s.prepare(ctx, questions)
	trials := make([]Trial, len(questions))
	for i, q := range questions {
		if q.err != nil {
			return nil, fault.Wrap("try ranking", q.err)
		}
		trials[i] = Trial{Model: q.own().model, Need: q.need, Offers: q.recalled()}
	}
	return trials, nil
}

func mustBeNeed(_ *question, r eic.Record) error {
	if _, ok := r.(*eic.Need); !ok {
		return fault.Missing(eic.NeedType.String(), string(r.Header().ID))
	}
	return nil
}
