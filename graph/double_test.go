package graph

import (
	"context"
	"fmt"
	"sync"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// double is use cases that answer from a few records and remember what they
// were asked. What a test does not set up is not there.
type double struct {
	UseCases // not set: what is not answered below is not to be called

	mu      sync.Mutex
	calls   map[string]int
	viewer  *app.Viewer
	records map[eic.ID]eic.Record
	needs   []*eic.Need
	offers  []*eic.Offer
	reasons []match.Reason
	blocked []match.Blocker
	actions []app.Action
	shown   bool // who posted, and contact details
	err     error
	wrote   []app.Mutation
	lists   []app.ListArgs
	preview app.Preview
	asked   string // of SuggestTopics

	suggested []app.TopicSuggestion
	about     []app.TopicLink

	followers []chan struct{}

	panics bool
	stuck  bool // Record answers at its caller's deadline
}

func (d *double) count(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.calls == nil {
		d.calls = map[string]int{}
	}
	d.calls[name]++
	return d.err
}

func (d *double) Viewer(context.Context) (*app.Viewer, error) {
	if d.viewer == nil {
		return nil, fault.New(fault.Unauthenticated, fault.SignIn)
	}
	return d.viewer, nil
}

func (d *double) Record(ctx context.Context, _ *app.Viewer, id string) (eic.Record, error) {
	if d.stuck {
		<-ctx.Done()
		return nil, fault.Wrap("read record", ctx.Err())
	}
	if d.panics {
		panic("a secret of the store")
	}
	err := d.count("Record")
	d.mu.Lock()
	defer d.mu.Unlock()
	if r := d.records[eic.ID(id)]; r != nil || err != nil {
		return r, err
	}
	return nil, fault.Missing(eic.ID(id).Type().String(), id)
}

// Follow tells of every change that set makes.
func (d *double) Follow(context.Context, eic.Record) (func(context.Context, eic.Version) error, func(), error) {
	signal := make(chan struct{}, 1)
	signal <- struct{}{}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.followers = append(d.followers, signal)
	return func(ctx context.Context, _ eic.Version) error {
		select {
		case <-signal:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}, func() {}, d.err
}

func (d *double) Related(_ context.Context, _ *app.Viewer, ids []eic.ID) ([]eic.Record, error) {
	err := d.count("Related")
	found := make([]eic.Record, len(ids))
	for i, id := range ids {
		found[i] = d.records[id]
	}
	return found, err
}

func (d *double) Needs(_ context.Context, _ *app.Viewer, args app.ListArgs) (*app.List[*eic.Need], error) {
	d.lists = append(d.lists, args)
	l := &app.List[*eic.Need]{Items: d.needs, HasNext: true}
	for _, n := range d.needs {
		l.Cursors = append(l.Cursors, "after "+string(n.ID))
	}
	return l, d.count("Needs")
}

func (d *double) NeedMatches(_ context.Context, _ *app.Viewer, args []app.MatchArgs) []app.MatchAnswer {
	err := d.count("NeedMatches")
	answers := make([]app.MatchAnswer, len(args))
	for i, a := range args {
		need, _ := d.records[a.ID].(*eic.Need)
		answers[i] = app.MatchAnswer{Page: d.over(a.Scope, d.page(need, a.First)), Err: err}
	}
	return answers
}

func (d *double) OfferMatches(_ context.Context, _ *app.Viewer, args []app.MatchArgs) []app.MatchAnswer {
	err := d.count("OfferMatches")
	answers := make([]app.MatchAnswer, len(args))
	for i, a := range args {
		answers[i] = app.MatchAnswer{Page: d.over(a.Scope, d.page(d.needs[0], a.First)), Err: err}
	}
	return answers
}

// over is a page over the network, without one of its clusters.
func (d *double) over(scope eic.MatchScope, p *app.MatchPage) *app.MatchPage {
	if scope == eic.ScopeNetwork {
		p.Missing = []*eic.Cluster{{Head: eic.Head{ID: "cluster.0123456789"}, Name: "Yuma"}}
	}
	return p
}

func (d *double) page(need *eic.Need, first int) *app.MatchPage {
	p := &app.MatchPage{Considered: len(d.offers) + 2, HasNext: true, Excluded: []match.Exclusion{{Gate: eic.GateGrades, Count: 2}}}
	for _, o := range d.offers[:min(first, len(d.offers))] {
		p.Matches = append(p.Matches, app.Match{
			Need: need, Offer: o, Cursor: "after " + string(o.ID),
			Match: match.Match{Score: 0.75, Fit: eic.FitGreat, Reasons: d.reasons, Unknowns: []eic.MatchFactor{eic.FactorPlace}},
		})
	}
	return p
}

func (d *double) PreviewMatches(_ context.Context, _ *app.Viewer, p app.Preview) (*app.MatchPage, error) {
	d.preview = p
	return d.page(&eic.Need{Title: "not posted"}, p.First), d.count("PreviewMatches")
}

func (d *double) ExplainMatch(_ context.Context, _ *app.Viewer, need, offer string) (*app.Explanation, error) {
	n, _ := d.records[eic.ID(need)].(*eic.Need)
	o, _ := d.records[eic.ID(offer)].(*eic.Offer)
	return &app.Explanation{Need: n, Offer: o, Match: match.Match{
		Score: 0.75, Fit: eic.FitGreat, Reasons: d.reasons, Blockers: d.blocked, Listed: len(d.blocked) == 0,
	}}, d.count("ExplainMatch")
}

func (d *double) ByExternalID(_ context.Context, _ *app.Viewer, _, _ string, ids []string, _ []eic.Type) ([]eic.Record, error) {
	found := make([]eic.Record, len(ids))
	for i, id := range ids {
		for _, o := range d.offers {
			if o.External.ID == id {
				found[i] = o
			}
		}
	}
	return found, d.count("ByExternalID")
}

func (d *double) SuggestTopics(_ context.Context, _ *app.Viewer, in app.TextToRead, first int) ([]app.TopicSuggestion, error) {
	d.asked = fmt.Sprint(in.Text, " ", in.Language, " ", first)
	return d.suggested, d.count("SuggestTopics")
}

func (d *double) About(r eic.Record, p *eic.Product) []app.TopicLink {
	if p != nil {
		return []app.TopicLink{{Topic: eic.TopicID(p.ID)}} // gone
	}
	return d.about
}

func (d *double) NotTopics(_ *app.Viewer, r eic.Record) []eic.TopicID {
	if n, ok := r.(*eic.Need); ok && d.shown {
		return n.NotTopics
	}
	return nil
}

func (d *double) Clusters(context.Context, *app.Viewer) ([]*eic.Cluster, error) {
	return nil, d.count("Clusters")
}

func (d *double) PostNeed(_ context.Context, _ *app.Viewer, m app.Mutation) (*eic.Need, error) {
	d.wrote = append(d.wrote, m)
	return d.needs[0], d.count("PostNeed")
}

func (d *double) UpdateNeed(ctx context.Context, v *app.Viewer, m app.Mutation) (*eic.Need, error) {
	return d.PostNeed(ctx, v, m)
}

func (d *double) WithdrawNeed(ctx context.Context, v *app.Viewer, m app.Mutation) (*eic.Need, error) {
	return d.PostNeed(ctx, v, m)
}

func (d *double) PublishOffer(_ context.Context, _ *app.Viewer, kind eic.OfferKind, m app.Mutation) (*eic.Offer, error) {
	d.wrote = append(d.wrote, m)
	for _, o := range d.offers {
		if o.Kind == kind {
			return o, d.count("PublishOffer")
		}
	}
	return nil, d.count("PublishOffer")
}

func (d *double) Actions(*app.Viewer, eic.Record) []app.Action { return d.actions }

func (d *double) PostedBy(_ *app.Viewer, n *eic.Need) (eic.PersonID, bool) {
	return n.PostedBy, d.shown
}

func (d *double) Contacts(_ context.Context, _ *app.Viewer, people []*eic.Person) ([]app.Contact, error) {
	contacts := make([]app.Contact, len(people))
	for i, p := range people {
		if d.shown {
			contacts[i] = app.Contact{Email: p.Email, Phone: p.Phone}
		}
	}
	return contacts, d.count("Contacts")
}

func (d *double) Additions(*app.Viewer, eic.TopicID) []*eic.Topic { return nil }

func (d *double) TopicName(_ *app.Viewer, id eic.TopicID, lang eic.Language) string {
	return string(id) + " (" + string(lang) + ")"
}
