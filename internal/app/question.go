package app

import (
	"context"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// recallLimit is how many candidates an engine gives per shelf; match keeps the
// best of them.
const recallLimit = 500

// question is one question for matches on its way to an answer. One of need and
// offer is set.
type question struct {
	args    MatchArgs
	cluster eic.ClusterID
	need    *match.Need
	offer   *match.Offer
	version eic.Version // of the record asked about, 0 for a sketch
	purpose string      // of its cursors
	shelves []store.Shelf

	pin   pinned
	model *match.Model
	found []store.Candidate
	needs []*match.Need // recalled for an offer
	err   error
}

// pinned is what a cursor of a list of matches carries: what the list depends
// on, and how far it was read.
type pinned struct {
	Offers int64       `json:"o"` // versions of the statistics
	Needs  int64       `json:"n"`
	Day    eic.Day     `json:"d"`
	Record eic.Version `json:"r"`
	Key    match.Key   `json:"k"`
}

// questions reads what is asked about; may says why somebody may not ask. fill sets
// the need or the offer of a question from its features.
func (s *Service) questions(
	ctx context.Context, args []MatchArgs, may func(*question, eic.Record) error, fill func(*question, *feature, lookup),
) []*question {
	questions := make([]*question, len(args))
	ids := make([]eic.ID, len(args))
	for i, a := range args {
		questions[i] = &question{args: a}
		ids[i] = a.ID
	}
	records, err := s.store.Fetch(ctx, ids)
	if err != nil {
		failAll(questions, err)
		return questions
	}
	var candidates []store.Candidate
	var people []eic.ID
	for i, q := range questions {
		if q.err = q.about(records[i]); q.err == nil {
			q.err = may(q, records[i])
		}
		if q.err == nil {
			candidates = append(candidates, candidate(records[i]))
			if n, ok := records[i].(*eic.Need); ok {
				people = append(people, eic.ID(n.PostedBy))
			}
		}
	}
	features, err := s.ready(ctx, candidates)
	if err != nil {
		failAll(questions, err)
		return questions
	}
	find, err := s.fetch(ctx, people)
	if err != nil {
		failAll(questions, err)
	}
	for _, q := range questions {
		if f := features[q.args.ID]; q.err == nil && f != nil {
			fill(q, f, find)
		} else if q.err == nil {
			q.err = fault.Missing(q.args.ID.Type().String(), string(q.args.ID))
		}
	}
	return questions
}

// about notes which record is asked about.
func (q *question) about(r eic.Record) error {
	if r == nil {
		return fault.Missing(q.args.ID.Type().String(), string(q.args.ID))
	}
	q.cluster, q.version = r.Header().Cluster, r.Header().Version
	return nil
}

// asker decides whether a viewer may see the matches of a record.
func (s *Service) asker(v *Viewer) func(*question, eic.Record) error {
	return func(q *question, r eic.Record) (err error) {
		if err := v.must(ReadMatches, r); err != nil {
			return err
		}
		q.purpose, err = purposeOf("matches", []any{q.args.ID, q.args.Kinds, q.args.Balance})
		return err
	}
}

func failAll(questions []*question, err error) {
	for _, q := range questions {
		if q.err == nil {
			q.err = err
		}
	}
}

// answer answers questions: prepare all, rank each.
func (s *Service) answer(ctx context.Context, questions []*question) []MatchAnswer {
	features := s.prepare(ctx, questions)
	answers := make([]MatchAnswer, len(questions))
	for i, q := range questions {
		if q.err == nil {
			answers[i].Page, q.err = s.rank(q, features)
		}
		answers[i].Err = q.err
	}
	return answers
}

// prepare pins what each question depends on, recalls for all and makes ready
// what was recalled.
func (s *Service) prepare(ctx context.Context, questions []*question) map[eic.ID]*feature {
	clusters := map[eic.ClusterID]*eic.Cluster{}
	for _, q := range questions {
		if q.err == nil {
			q.err = s.pin(ctx, q, clusters)
		}
	}
	features, err := s.recall(ctx, questions)
	if err == nil {
		err = s.tellEmployers(ctx, questions, features)
	}
	if err != nil {
		failAll(questions, err)
	}
	return features
}

// pin decides what the answer depends on: what the cursor says, or what is now.
func (s *Service) pin(ctx context.Context, q *question, clusters map[eic.ClusterID]*eic.Cluster) error {
	if q.args.First < 1 || q.args.First > maxFirst {
		return fault.At("first", fault.OutOfRange, q.args.First, 1, maxFirst)
	}
	if q.args.After != "" {
		if err := s.cursors.open(q.purpose, q.args.After, &q.pin); err != nil {
			return err
		}
		if q.pin.Record != q.version {
			return badCursor()
		}
	}
	q.pin.Record = q.version
	cluster := clusters[q.cluster]
	if cluster == nil {
		var err error
		if cluster, err = s.clusterOf(ctx, q.cluster); err != nil {
			return err
		}
		clusters[q.cluster] = cluster
	}
	var err error
	q.model, err = s.model(ctx, cluster, &q.pin)
	return err
}

// model is what ranking in a cluster depends on, as pinned; what pin does not
// say yet is set to what is now.
func (s *Service) model(ctx context.Context, cluster *eic.Cluster, pin *pinned) (*match.Model, error) {
	of := eic.ClusterID(cluster.ID)
	offers, err := s.stats.get(ctx, series{of, store.OfferSide}, pin.Offers)
	if err != nil {
		return nil, err
	}
	needs, err := s.stats.get(ctx, series{of, store.NeedSide}, pin.Needs)
	if err != nil {
		return nil, err
	}
	if offers == nil || needs == nil {
		return nil, badCursor()
	}
	if pin.Day == 0 {
		pin.Day = cluster.Today(s.now())
	}
	pin.Offers, pin.Needs = offers.stats.Version(), needs.stats.Version()
	views := offers.views
	if views == nil {
		views = map[eic.OfferID]int{}
	}
	return &match.Model{
		Weights: s.weights, Taxonomy: s.topics.current(),
		Offers: offers.stats, Needs: needs.stats,
		Today: pin.Day, Exposure: match.Exposure{Views: views},
	}, nil
}

// recall finds the candidates of all questions in one round trip, and their
// features in another.
func (s *Service) recall(ctx context.Context, questions []*question) (map[eic.ID]*feature, error) {
	var asking []*question
	var queries []store.Query
	for _, q := range questions {
		if q.err != nil || len(q.shelves) == 0 {
			continue
		}
		var words match.Query
		if q.need != nil {
			words = q.model.OffersQuery(q.need)
		} else {
			words = q.model.NeedsQuery(q.offer)
		}
		asking = append(asking, q)
		queries = append(queries, store.Query{
			Cluster: q.cluster, Shelves: q.shelves, Words: tokensOf(words.Words), Topics: tokensOf(words.Topics), Limit: recallLimit,
		})
	}
	if len(queries) == 0 {
		return nil, nil
	}
	found, err := s.store.Recall(ctx, queries)
	if err != nil {
		return nil, err
	}
	var all []store.Candidate
	for i, q := range asking {
		for _, shelf := range q.shelves {
			q.found = append(q.found, found[i][shelf]...)
		}
		all = append(all, q.found...)
	}
	return s.ready(ctx, all)
}

func tokensOf(tokens []match.Token) []store.Token {
	list := make([]store.Token, len(tokens))
	for i, t := range tokens {
		list[i] = store.Token(t)
	}
	return list
}

// tellEmployers reads, where offers are asked about, for which organizations
// the posters of the needs recalled work: nobody is matched with their own.
func (s *Service) tellEmployers(ctx context.Context, questions []*question, features map[eic.ID]*feature) error {
	var posters []eic.ID
	for _, q := range questions {
		if q.offer == nil || q.err != nil {
			continue
		}
		for _, c := range q.found {
			if f := features[c.ID]; f != nil {
				posters = append(posters, eic.ID(f.need.Record.PostedBy))
			}
		}
	}
	people, err := s.fetch(ctx, distinct(posters))
	if err != nil {
		return err
	}
	for _, q := range questions {
		if q.offer == nil || q.err != nil {
			continue
		}
		for _, c := range q.found {
			if f := features[c.ID]; f != nil {
				poster, _ := people(eic.ID(f.need.Record.PostedBy)).(*eic.Person)
				q.needs = append(q.needs, f.need.WithOrganizations(s.employers(poster)))
			}
		}
	}
	return nil
}

func distinct(ids []eic.ID) []eic.ID {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// recalled lists the offers that were found for a need.
func (q *question) recalled(features map[eic.ID]*feature) []*match.Offer {
	offers := make([]*match.Offer, 0, len(q.found))
	for _, c := range q.found {
		if f := features[c.ID]; f != nil {
			offers = append(offers, f.offer)
		}
	}
	return offers
}

// rank orders the candidates of a question and explains its page.
func (s *Service) rank(q *question, features map[eic.ID]*feature) (*MatchPage, error) {
	var list match.List
	if q.need != nil {
		list = q.model.Rank(q.need, q.recalled(features), q.args.Balance)
	} else {
		list = q.model.RankNeeds(q.offer, q.needs, q.args.Balance)
	}
	matches, more := list.After(q.pin.Key, q.args.First)
	page := &MatchPage{Considered: list.Considered, Excluded: list.Excluded, HasNext: more}
	for _, m := range matches {
		pin := q.pin
		pin.Key = m.Key
		cursor, err := s.cursors.seal(q.purpose, pin)
		if err != nil {
			return nil, err
		}
		page.Matches = append(page.Matches, Match{
			Need: m.Need.Record, Offer: m.Offer.Record, Match: q.model.Explain(m.Need, m.Offer), Cursor: cursor,
		})
		page.EndCursor = cursor
	}
	return page, nil
}
