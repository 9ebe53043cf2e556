package app

import (
	"cmp"
	"context"
	"slices"
	"sync"

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
	viewer  *Viewer
	args    MatchArgs
	cluster eic.ClusterID
	home    *eic.Cluster // its record, if it has been read
	tax     *taxonomy    // of the cluster
	need    *match.Need
	offer   *match.Offer
	source  *feature     // of a stored need or offer
	chance  match.Chance // zero: what texts mean has no part in the answer
	version eic.Version  // of the record asked about, 0 for a sketch
	purpose string       // of its cursors
	shelves []store.Shelf

	pin     pinned
	regions []*region // of its own cluster; then, over the network, of others
	absent  []*eic.Cluster
	err     error
}

// region is the part that one cluster has in the answer to a question.
type region struct {
	question *question
	cluster  *eic.Cluster
	tax      *taxonomy // of the cluster
	pin      pinned
	model    *match.Model // of the cluster: its records are recalled by it, its needs measured
	found    []store.Candidate
	offer    *match.Offer      // the one asked about, where its needs read it otherwise
	like     []store.Candidate // by what they mean
	offers   []*match.Offer
	needs    []*match.Need
	err      error
}

// own is the region of the question's own cluster.
func (q *question) own() *region { return q.regions[0] }

// pinned is what a cursor of a list of matches carries: what the list depends
// on, and how far it was read.
type pinned struct {
	Offers int64       `json:"o"` // versions of the statistics
	Needs  int64       `json:"n"`
	Day    eic.Day     `json:"d"`
	Record eic.Version `json:"r"`
	Key    match.Key   `json:"k"`
	Abroad []string    `json:"a,omitempty"` // of other clusters: see pinnedAbroad
	Absent []string    `json:"x,omitempty"` // the clusters that the list began without
	// Meaning is the mark of the model that said what texts mean, "" if none did.
	Meaning string `json:"m,omitempty"`
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
	candidates, more := s.admit(questions, records, may)
	features, err := s.ready(ctx, candidates)
	if err != nil {
		failAll(questions, err)
		return questions
	}
	find, err := s.fetch(ctx, distinct(more))
	if err != nil {
		failAll(questions, err)
		return questions
	}
	for _, q := range questions {
		if f := features[read{q.args.ID, q.tax}]; q.err == nil && f != nil {
			q.home, _ = find(eic.ID(q.cluster)).(*eic.Cluster)
			q.source = f
			fill(q, f, find)
		} else if q.err == nil {
			q.err = fault.Missing(q.args.ID.Type().String(), string(q.args.ID))
		}
	}
	return questions
}

// admit lets questions go on that may be asked, and returns the records they are
// about, and what has to be read with them: who posted, and the clusters.
func (s *Service) admit(questions []*question, records []eic.Record, may func(*question, eic.Record) error) (about []candidateBy, more []eic.ID) {
	for i, q := range questions {
		if q.err = q.about(records[i]); q.err == nil {
			q.err = may(q, records[i])
		}
		if q.err != nil {
			continue
		}
		about = append(about, s.readFor(q, records[i]))
		more = append(more, eic.ID(q.cluster))
		if n, ok := records[i].(*eic.Need); ok {
			more = append(more, eic.ID(n.PostedBy))
		}
	}
	return about, more
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
		list := []any{q.args.ID, q.args.Kinds, q.args.Balance}
		if q.args.Scope == eic.ScopeNetwork {
			list = append(list, q.args.Scope)
		}
		q.viewer = v
		q.purpose, err = purposeOf("matches", list)
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
	s.prepare(ctx, questions)
	answers := make([]MatchAnswer, len(questions))
	for i, q := range questions {
		if q.err == nil {
			answers[i].Page, q.err = s.rank(q)
		}
		answers[i].Err = q.err
	}
	return answers
}

// prepare pins what each question depends on, recalls for all and makes ready
// what was recalled. Other clusters are asked at the same time.
func (s *Service) prepare(ctx context.Context, questions []*question) {
	for _, q := range questions {
		if q.err == nil {
			q.err = s.pin(ctx, q)
		}
	}
	if s.meanings != nil {
		if err := s.meanings.ask(ctx, questions); err != nil {
			failAll(questions, err)
			return
		}
	}
	s.widen(ctx, questions)
	var near, far []*region
	for _, q := range questions {
		if q.err == nil {
			near, far = append(near, q.own()), append(far, q.regions[1:]...)
		}
	}
	var abroad sync.WaitGroup
	abroad.Go(func() { s.gatherAbroad(ctx, far) })
	err := s.gather(ctx, near)
	abroad.Wait()
	if err != nil {
		failAll(questions, err)
	}
	for _, q := range questions {
		if q.err == nil {
			q.err = q.leaveOut(ctx)
		}
	}
}

// pin decides what the answer depends on: what the cursor says, or what is now.
func (s *Service) pin(ctx context.Context, q *question) error {
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
	if q.home == nil {
		return fault.Missing(eic.ClusterType.String(), string(q.cluster))
	}
	r := &region{question: q, cluster: q.home, tax: q.tax}
	q.regions = []*region{r}
	var err error
	r.model, err = s.model(ctx, q.home, q.tax, &q.pin)
	return err
}

// model is what ranking in a cluster depends on, as pinned; what pin does not
// say yet is set to what is now.
func (s *Service) model(ctx context.Context, cluster *eic.Cluster, tax *taxonomy, pin *pinned) (*match.Model, error) {
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
		Weights: s.weights, Taxonomy: tax.Taxonomy,
		Offers: offers.stats, Needs: needs.stats,
		Today: pin.Day, Exposure: match.Exposure{Views: views},
	}, nil
}

// gather finds the candidates of regions in one round trip, and makes them ready
// in another.
func (s *Service) gather(ctx context.Context, regions []*region) error {
	var asked []*region
	var queries []store.Query
	for _, r := range regions {
		if q := r.question; len(q.shelves) > 0 {
			words := r.query()
			asked = append(asked, r)
			queries = append(queries, store.Query{
				Cluster: eic.ClusterID(r.cluster.ID), Shelves: q.shelves, Words: tokensOf(words.Words), Topics: tokensOf(words.Topics), Limit: r.limit(),
			})
		}
	}
	if len(queries) == 0 {
		return nil
	}
	var alike sync.WaitGroup
	var lost error
	if s.meanings != nil {
		alike.Go(func() { lost = s.nearest(ctx, asked) })
	}
	found, err := s.store.Recall(ctx, queries)
	alike.Wait()
	if err = cmp.Or(err, lost); err != nil {
		return err
	}
	var all []candidateBy
	for i, r := range asked {
		for _, shelf := range r.question.shelves {
			r.found = append(r.found, found[i][shelf]...)
		}
		r.join()
		all = append(all, allBy(r.reader(), r.found)...)
		if r.readsAnew() {
			all = append(all, candidateBy{candidate(r.question.offer.Record), r.tax})
		}
	}
	features, err := s.ready(ctx, all)
	if err != nil {
		return err
	}
	return s.fill(ctx, asked, features)
}

// fill gives regions what was found. Where needs were asked for, it reads for
// which organizations their posters work: nobody is matched with their own.
func (s *Service) fill(ctx context.Context, regions []*region, features map[read]*feature) error {
	var posters []eic.ID
	for _, r := range regions {
		for _, c := range r.found {
			if f := features[read{c.ID, r.reader()}]; f != nil && f.need != nil {
				posters = append(posters, eic.ID(f.need.Record.PostedBy))
			}
		}
	}
	people, err := s.fetch(ctx, distinct(posters))
	if err != nil {
		return err
	}
	vectors, err := s.meant(ctx, regions, features)
	if err != nil {
		return err
	}
	for _, r := range regions {
		if r.readsAnew() {
			if f := features[read{r.question.offer.Record.ID, r.tax}]; f != nil {
				r.offer = f.offer.WithVector(r.question.vector())
			}
		}
		for _, c := range r.found {
			f := features[read{c.ID, r.reader()}]
			if v := vectors[c.ID]; f != nil && v != nil {
				f = f.means(v)
			}
			switch {
			case f == nil || !r.shows(f):
			case f.offer != nil:
				r.offers = append(r.offers, f.offer)
			default:
				poster, _ := people(eic.ID(f.need.Record.PostedBy)).(*eic.Person)
				r.needs = append(r.needs, f.need.WithOrganizations(s.employers(poster)))
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
func (q *question) recalled() (offers []*match.Offer) {
	for _, r := range q.regions {
		offers = append(offers, r.offers...)
	}
	return offers
}

// rank orders the candidates of a question and explains its page.
func (s *Service) rank(q *question) (*MatchPage, error) {
	var list match.List
	if q.need != nil {
		offers := q.recalled()
		q.own().model.Exposure = q.exposure(offers)
		list = q.own().model.Rank(q.need, offers, q.args.Balance)
	} else {
		var regions []match.Region
		for _, r := range q.regions {
			regions = append(regions, match.Region{Model: r.model, Needs: r.needs, Offer: r.offer})
		}
		list = match.RankRegions(q.offer, regions, q.args.Balance)
	}
	matches, more := list.After(q.pin.Key, q.args.First)
	page := &MatchPage{Considered: list.Considered, Excluded: list.Excluded, HasNext: more, Missing: q.absent}
	explained := make([]match.Match, len(matches))
	together(len(matches), func(i int) {
		explained[i] = q.modelOf(matches[i].Need.Record).Explain(matches[i].Need, matches[i].Offer)
	})
	for i, m := range matches {
		pin := q.pin
		pin.Key = m.Key
		cursor, err := s.cursors.seal(q.purpose, pin)
		if err != nil {
			return nil, err
		}
		page.Matches = append(page.Matches, Match{
			Need: m.Need.Record, Offer: m.Offer.Record, Match: explained[i], Cursor: cursor,
		})
		page.EndCursor = cursor
	}
	return page, nil
}
