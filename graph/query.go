package graph

import (
	"context"

	"github.com/edclusters/thirdplace/graph/generated"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// root binds the roots of the schema to the use cases.
type root struct {
	app UseCases
}

// Query implements generated.ResolverRoot.
func (r root) Query() generated.QueryResolver { return query(r) }

// Mutation implements generated.ResolverRoot.
func (r root) Mutation() generated.MutationResolver { return mutation(r) }

// Subscription implements generated.ResolverRoot.
func (r root) Subscription() generated.SubscriptionResolver { return subscription(r) }

// session returns the request's session and who asks.
func (r root) session(ctx context.Context) (*view.Session, *app.Viewer, error) {
	s := view.From(ctx, r.app)
	v, err := s.Viewer(ctx)
	return s, v, err
}

// query answers the fields of Query.
type query root

// Me returns the person who asks.
func (q query) Me(ctx context.Context) (*view.Person, error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	if v.IsProgram() {
		return nil, nil
	}
	return view.NewPerson(s, v.Person), nil
}

// Node returns any record by its id.
func (q query) Node(ctx context.Context, id string) (view.Node, error) {
	return record[eic.Record](ctx, q, id, "record", view.NewRecord)
}

// Need returns a need.
func (q query) Need(ctx context.Context, id string) (*view.Need, error) {
	return record(ctx, q, id, eic.NeedType.String(), view.NewNeed)
}

// Offer returns an offer of any kind.
func (q query) Offer(ctx context.Context, id string) (view.Offer, error) {
	return record(ctx, q, id, "record", view.NewOffer)
}

// Cluster returns a cluster.
func (q query) Cluster(ctx context.Context, id string) (*view.Cluster, error) {
	return record(ctx, q, id, eic.ClusterType.String(), view.NewCluster)
}

// record returns the record with an id; one that is not what is asked for is
// NotFound.
func record[R eic.Record, V any](ctx context.Context, q query, id, what string, wrap func(*view.Session, R) V) (none V, err error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return none, err
	}
	found, err := q.app.Record(ctx, v, id)
	if err != nil {
		return none, err
	}
	r, ok := found.(R)
	if !ok {
		return none, fault.Missing(what, id)
	}
	return wrap(s, r), nil
}

// Needs lists needs.
func (q query) Needs(ctx context.Context, filter map[string]any, first *int, after *string) (*view.NeedConnection, error) {
	c, err := list(ctx, q, filter, first, after, q.app.Needs, view.NewNeed)
	return &view.NeedConnection{Connection: c}, err
}

// Offers lists offers.
func (q query) Offers(ctx context.Context, filter map[string]any, first *int, after *string) (*view.OfferConnection, error) {
	c, err := list(ctx, q, filter, first, after, q.app.Offers, view.NewOffer)
	return &view.OfferConnection{Connection: c}, err
}

// Organizations lists organizations.
func (q query) Organizations(ctx context.Context, filter map[string]any, first *int, after *string) (*view.OrganizationConnection, error) {
	c, err := list(ctx, q, filter, first, after, q.app.Organizations, view.NewOrganization)
	return &view.OrganizationConnection{Connection: c}, err
}

// People lists people.
func (q query) People(ctx context.Context, filter map[string]any, first *int, after *string) (*view.PersonConnection, error) {
	c, err := list(ctx, q, filter, first, after, q.app.People, view.NewPerson)
	return &view.PersonConnection{Connection: c}, err
}

// Products lists products.
func (q query) Products(ctx context.Context, filter map[string]any, first *int, after *string) (*view.ProductConnection, error) {
	c, err := list(ctx, q, filter, first, after, q.app.Products, view.NewProduct)
	return &view.ProductConnection{Connection: c}, err
}

type lister[R eic.Record] func(context.Context, *app.Viewer, app.ListArgs) (*app.List[R], error)

func list[R eic.Record, V any](ctx context.Context, q query, filter map[string]any, first *int, after *string, ask lister[R], wrap func(*view.Session, R) V) (none view.Connection[V], err error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return none, err
	}
	page, err := ask(ctx, v, app.ListArgs{
		Filter: given(ctx, "filter", filter), First: view.First(first, view.Items), After: view.After(after),
	})
	if err != nil {
		return none, err
	}
	return view.NewConnection(s, page, view.After(after), wrap), nil
}

// Clusters lists the reader's clusters.
func (q query) Clusters(ctx context.Context) ([]*view.Cluster, error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	found, err := q.app.Clusters(ctx, v)
	return views(s, found, view.NewCluster), err
}

// ByExternalID finds records by what another system calls them.
func (q query) ByExternalID(ctx context.Context, cluster, source string, ids []string, types []eic.Type) ([]view.Record, error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	found, err := q.app.ByExternalID(ctx, v, cluster, source, ids, types)
	return views(s, found, view.NewRecord), err
}

func views[R, V any](s *view.Session, records []R, wrap func(*view.Session, R) V) []V {
	list := make([]V, len(records))
	for i, r := range records {
		list[i] = wrap(s, r)
	}
	return list
}

// PreviewMatches lists matches for a need that is not posted.
func (q query) PreviewMatches(ctx context.Context, input map[string]any, cluster *string, kinds []eic.OfferKind, first *int, after *string, balance *bool) (*view.MatchConnection, error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	preview := app.Preview{
		Need: given(ctx, "input", input), Kinds: kinds,
		First: view.First(first, view.Matches), After: view.After(after), Balance: view.Balance(balance),
	}
	if cluster != nil {
		preview.Cluster = *cluster
	}
	page, err := q.app.PreviewMatches(ctx, v, preview)
	if err != nil {
		return nil, err
	}
	return view.NewMatches(ctx, s, page, view.After(after)), nil
}

// ExplainMatch says why a pair fits or does not.
func (q query) ExplainMatch(ctx context.Context, need, offer string) (*view.MatchExplanation, error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	explanation, err := q.app.ExplainMatch(ctx, v, need, offer)
	if err != nil {
		return nil, err
	}
	return view.NewExplanation(ctx, s, explanation), nil
}
