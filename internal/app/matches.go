package app

import (
	"context"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// MatchArgs asks for a page of the matches of one need or one offer.
type MatchArgs struct {
	ID      eic.ID
	Kinds   []eic.OfferKind // of a need's matches: intersected with those it seeks; empty is all
	First   int             // 1 to 100
	After   string          // cursor; "" begins
	Balance bool
	Scope   eic.MatchScope // default the own cluster
}

// MatchAnswer is the answer to one of several questions.
type MatchAnswer struct {
	Page *MatchPage
	Err  error
}

// MatchPage is a page of matches, best first.
type MatchPage struct {
	Matches    []Match
	Considered int
	Excluded   []match.Exclusion
	HasNext    bool
	EndCursor  string // "" on an empty page
	// Missing has the clusters of the network that are left out because their
	// database did not answer, by name.
	Missing []*eic.Cluster
}

// Match is a need and an offer that fit, explained, with its cursor.
type Match struct {
	Need   *eic.Need
	Offer  *eic.Offer
	Match  match.Match
	Cursor string
}

// NeedMatches answers which offers fit needs, each for its author or a steward,
// in the order of args. However many needs there are, they cost one recall.
func (s *Service) NeedMatches(ctx context.Context, v *Viewer, args []MatchArgs) []MatchAnswer {
	questions := s.questions(ctx, args, s.asker(v), s.askForOffers)
	answers := s.answer(ctx, questions)
	for i, q := range questions {
		if q.need != nil && q.need.Record.PostedBy == v.ID() && answers[i].Page != nil {
			s.stats.shown(answers[i].Page.offers())
		}
	}
	return answers
}

// askForOffers sets what a question about a need asks for.
func (s *Service) askForOffers(q *question, f *feature, people lookup) {
	poster, _ := people(eic.ID(f.need.Record.PostedBy)).(*eic.Person)
	q.need = f.need.WithOrganizations(s.employers(poster))
	q.shelves = shelvesOf(f.need.Record, q.args.Kinds)
}

func (p *MatchPage) offers() []eic.OfferID {
	ids := make([]eic.OfferID, len(p.Matches))
	for i, m := range p.Matches {
		ids[i] = eic.OfferID(m.Offer.ID)
	}
	return ids
}

// OfferMatches answers which needs offers serve, each for its offerer or a
// steward, in the order of args.
func (s *Service) OfferMatches(ctx context.Context, v *Viewer, args []MatchArgs) []MatchAnswer {
	return s.answer(ctx, s.questions(ctx, args, s.asker(v), func(q *question, f *feature, _ lookup) {
		q.offer = f.offer
		q.shelves = []store.Shelf{store.NeedShelf}
	}))
}

// Preview asks for the matches of a need that is not posted.
type Preview struct {
	Need    Fields
	Cluster string
	Kinds   []eic.OfferKind
	First   int
	After   string
	Balance bool
}

// PreviewMatches answers which offers would fit a need if it were posted: the
// same list.
func (s *Service) PreviewMatches(ctx context.Context, v *Viewer, p Preview) (*MatchPage, error) {
	cluster, err := v.cluster(p.Cluster)
	if err != nil {
		return nil, err
	}
	page, err := inCluster(ctx, s, v, cluster, func(c *eic.Cluster) (*MatchPage, error) { return s.preview(ctx, v, c, p) })
	return page, fault.Wrap("preview matches", err)
}

func (s *Service) preview(ctx context.Context, v *Viewer, cluster *eic.Cluster, p Preview) (*MatchPage, error) {
	need, err := s.sketch(ctx, v, cluster, p.Need)
	if err != nil {
		return nil, err
	}
	purpose, err := purposeOf("preview", []any{need, p.Kinds, p.Balance})
	if err != nil {
		return nil, err
	}
	poster := v.Person
	if need.PostedBy != v.ID() {
		found, err := s.store.Fetch(ctx, []eic.ID{eic.ID(need.PostedBy)})
		if err != nil {
			return nil, err
		}
		poster, _ = found[0].(*eic.Person)
	}
	analysed, tax := match.Analyse(textOf(need, nil)), s.topics.of(need.Cluster)
	answers := s.answer(ctx, []*question{{
		viewer: v, args: MatchArgs{Kinds: p.Kinds, First: p.First, After: p.After, Balance: p.Balance},
		cluster: need.Cluster, home: cluster, tax: tax, purpose: purpose,
		need:    match.NewNeed(need, analysed, tax.Link(analysed, givenOf(need, nil)), s.employers(poster)),
		shelves: shelvesOf(need, p.Kinds),
	}})
	return answers[0].Page, answers[0].Err
}

// sketch makes the need that an input describes, without storing it.
func (s *Service) sketch(ctx context.Context, v *Viewer, cluster *eic.Cluster, fields Fields) (*eic.Need, error) {
	f := newForm(fields, "input", byID, false)
	n := &eic.Need{}
	n.Cluster, n.ID = eic.ClusterID(cluster.ID), sketchID
	f.value("externalId")
	f.record(n)
	if err := prepareNeed(v, n, cluster, "input.status"); err != nil {
		return nil, err
	}
	err := s.settled(ctx, f, n)
	n.ID, n.Status = "", eic.NeedOpen
	return n, err
}

// sketchID stands for the id of a need that has none, so that policy knows
// what kind of thing it is.
const sketchID eic.ID = "need.sketch"

// shelvesOf lists where the offers stand that a need seeks, of the kinds asked for.
func shelvesOf(n *eic.Need, kinds []eic.OfferKind) []store.Shelf {
	wanted := n.Sought()
	if len(kinds) > 0 {
		wanted = wanted.And(eic.SetOf(kinds...))
	}
	var shelves []store.Shelf
	for _, kind := range wanted.Values() {
		shelves = append(shelves, store.OfferShelf(kind, false), store.OfferShelf(kind, true))
	}
	return shelves
}

// employers lists the organizations a person is affiliated with today.
func (s *Service) employers(p *eic.Person) []eic.OrganizationID {
	if p == nil {
		return nil
	}
	var list []eic.OrganizationID
	for o := range s.viewerOf(p).works {
		list = append(list, o)
	}
	slices.Sort(list)
	return list
}

// Explanation is everything there is to say of a pair.
type Explanation struct {
	Need  *eic.Need
	Offer *eic.Offer
	Match match.Match
}

// ExplainMatch explains a pair to either side or a steward, whether or not it
// would be listed. Its score is that of any list.
func (s *Service) ExplainMatch(ctx context.Context, v *Viewer, need, offer string) (*Explanation, error) {
	n, err := as[*eic.Need](s.Record(ctx, v, need))
	if err != nil {
		return nil, fault.Wrap("explain match", err)
	}
	o, err := as[*eic.Offer](s.Record(ctx, v, offer))
	if err != nil {
		return nil, fault.Wrap("explain match", err)
	}
	if !v.May(Explain, n) && !v.May(Explain, o) {
		return nil, fault.New(fault.Forbidden, fault.MayNot, string(Explain))
	}
	m, err := s.explain(ctx, n, o)
	return &Explanation{Need: n, Offer: o, Match: m}, fault.Wrap("explain match", err)
}

func (s *Service) explain(ctx context.Context, n *eic.Need, o *eic.Offer) (match.Match, error) {
	tax := s.topics.of(n.Cluster)
	features, err := s.ready(ctx, allBy(tax, []store.Candidate{candidate(n), candidate(o)}))
	if err != nil {
		return match.Match{}, err
	}
	people, err := s.fetch(ctx, []eic.ID{eic.ID(n.PostedBy), eic.ID(n.Cluster)})
	if err != nil {
		return match.Match{}, err
	}
	cluster, _ := people(eic.ID(n.Cluster)).(*eic.Cluster)
	poster, _ := people(eic.ID(n.PostedBy)).(*eic.Person)
	fn, fo := features[read{n.ID, tax}], features[read{o.ID, tax}]
	if cluster == nil || fn == nil || fo == nil { // gone since it was read
		return match.Match{}, fault.Missing(eic.NeedType.String(), string(n.ID))
	}
	model, err := s.model(ctx, cluster, tax, &pinned{})
	if err != nil {
		return match.Match{}, err
	}
	if chance := s.meanings.ready(); chance != nil {
		model.Chance = *chance
	}
	vectors, err := s.meanings.of(ctx, []*feature{fn, fo})
	if err != nil {
		return match.Match{}, err
	}
	fn, fo = fn.means(vectors[n.ID]), fo.means(vectors[o.ID])
	return model.Explain(fn.need.WithOrganizations(s.employers(poster)), fo.offer), nil
}

// candidate is a record as recall would name it; of a pilot's product the
// version is not known, so that its features are read anew.
func candidate(r eic.Record) store.Candidate {
	h := r.Header()
	c := store.Candidate{ID: h.ID, Version: h.Version, Analysis: match.AnalysisVersion}
	if o, ok := r.(*eic.Offer); ok && o.Product() != "" {
		c.ProductVersion = -1
	}
	return c
}
